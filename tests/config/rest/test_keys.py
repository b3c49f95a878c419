"""Idempotency keys: a write that is sent twice is done once, also at the same moment."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from employees.models import KeptAnswer, RoleComment
from tests.asking import Asker, asker
from tests.company import Company, found_company
from tests.factories.employees import UserFactory
from tests.factories.pathways import RoleProfileFactory


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def nurse(company: Company) -> Asker:
    return asker(company.users["self"])


def comment(who: Asker, slug: str, text: str = "Ask less.", key: str = "one") -> Any:  # Any: the test client's answer
    return who.send("post", f"roles/{slug}/comments/", {"text": text}, **{"Idempotency-Key": key})


def test_the_same_request_again_is_done_once_and_answered_the_same(company, nurse):
    slug = company.target.role.slug
    before = RoleComment.objects.count()
    first, second = comment(nurse, slug), comment(nurse, slug)
    assert (first.status_code, first.content, first.headers["Location"]) == (201, second.content, second.headers["Location"])
    assert (second.status_code, second.headers["Idempotency-Replayed"]) == (201, "true")
    assert "Idempotency-Replayed" not in first.headers
    assert RoleComment.objects.count() == before + 1


def test_the_same_key_with_another_body_or_address_is_refused(company, nurse):
    comment(nurse, company.target.role.slug)
    assert comment(nurse, company.target.role.slug, text="Ask more.").status_code == 422
    assert comment(nurse, company.role.role.slug).status_code == 422
    assert comment(nurse, company.target.role.slug, key="two").status_code == 201


def test_a_key_is_its_accounts_own(company, nurse):
    slug = company.target.role.slug
    assert comment(nurse, slug).status_code == comment(asker(company.users["manager"]), slug, text="Mine.").status_code == 201


def test_a_refusal_is_not_kept(company, nurse):
    slug = company.target.role.slug
    assert comment(nurse, slug, text="").status_code == 400
    assert not KeptAnswer.objects.exists()
    assert comment(nurse, slug).status_code == 201


def test_a_key_is_forgotten_after_a_day(company, nurse):
    slug = company.target.role.slug
    comment(nurse, slug)
    KeptAnswer.objects.update(expires_at=timezone.now())
    assert comment(nurse, slug, text="Ask more.").status_code == 201
    assert KeptAnswer.objects.count() == 1


@pytest.mark.parametrize("key", ["", "two words", "x" * 256, "ä"])
def test_a_key_that_is_none_is_refused(company, nurse, key):
    answer = comment(nurse, company.target.role.slug, key=key.encode().decode("latin-1"))
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["detail"]


def test_a_write_without_a_body_has_its_key_too(company, nurse):
    mine = RoleComment.objects.create(role=company.target.role, text="Mine.", author=company.users["self"])
    headers = {"Idempotency-Key": "gone"}
    assert [nurse.send("delete", f"comments/{mine.pk}/", **headers).status_code for _ in range(2)] == [204, 204]
    assert nurse.send("delete", f"comments/{mine.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's test database lies in memory, where nobody waits for anybody")
def test_several_at_the_same_moment_do_it_once():
    """The others wait at the unique index for the first to commit, and then tell what it was answered."""
    slug = RoleProfileFactory().role.slug
    who = asker(UserFactory())
    answers: list[Any] = []
    begin = threading.Barrier(4)

    def ask() -> None:
        begin.wait()
        answers.append(comment(Asker(who.secret, Client()), slug))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == RoleComment.objects.count() == 1
