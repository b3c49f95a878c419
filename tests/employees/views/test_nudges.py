"""The pages of the weekly digest: what each person chooses, and the link that ends its mails without signing in."""

import pytest
from django.test import Client
from django.urls import reverse

from employees.models import AuditEvent, NudgePreference
from employees.models.nudges import NudgeKind
from employees.nudges.links import unsubscribe_link
from employees.nudges.preferences import preference_of
from tests.asking import asker
from tests.company import Company, found_company
from tests.employees.views.test_my_path import page_of


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


def path_for(company: Company) -> str:
    return unsubscribe_link(company.subject.pk).partition("/nudges/")[2].join(("/nudges/", ""))


def test_everything_is_wanted_until_somebody_says_otherwise(client: Client, company: Company):
    page = page_of(client, company, "self", reverse("my-nudges"))
    assert page.count('name="wanted"') == page.count("checked") - 1 == len(NudgeKind)
    said = {"wanted": ["promise", "round"], "weekday": "3"}
    assert client.post(reverse("my-nudges"), said)["Location"] == reverse("my-nudges")
    kept = preference_of(company.subject)
    assert (kept.mail, kept.weekday, kept.off) == (False, 3, frozenset(NudgeKind.values) - {"promise", "round"})
    assert AuditEvent.objects.filter(kind="employees.nudgepreference", verb="changed").count() == 1
    page = page_of(client, company, "self", reverse("my-nudges"))
    assert page.count("checked") == 2


@pytest.mark.parametrize("said", [{"wanted": ["everything"]}, {"weekday": "6"}, {"weekday": "x"}])
def test_what_there_is_not_cannot_be_chosen(client: Client, company: Company, said: dict[str, object]):
    client.force_login(company.users["self"])
    assert client.post(reverse("my-nudges"), said).status_code == 200
    assert not NudgePreference.objects.exists()


def test_opening_the_link_changes_nothing_and_its_form_ends_the_mails(company: Company):
    stranger, path = Client(enforce_csrf_checks=True), path_for(company)
    page = stranger.get(path)
    assert page.status_code == 200
    assert '<form class="stack" method="post">' in page.content.decode()
    assert company.subject.last_name not in page.content.decode()
    assert not NudgePreference.objects.exists()
    for _ in range(2):  # as a mail program does, without a cookie or a token of ours
        assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert preference_of(company.subject).mail is False
    assert AuditEvent.objects.filter(kind="employees.nudgepreference").count() == 1


def test_a_forged_link_ends_nothing(company: Company):
    path = path_for(company)
    forged = path[:-3] + ("aa/" if not path.endswith("aa/") else "bb/")
    assert Client().get(forged).status_code == 404
    assert Client().post(forged).status_code == 404
    assert Client().put(path).status_code == 405
    assert not NudgePreference.objects.exists()


def test_the_api_changes_what_is_named_and_nothing_else(company: Company):
    nurse = asker(company.users["self"])
    assert nurse.json("me/nudges/") == {"wanted": NudgeKind.values, "weekday": 0, "mail": True}
    assert nurse.send("patch", "me/nudges/", {"weekday": 2}).json() == {"wanted": NudgeKind.values, "weekday": 2, "mail": True}
    assert nurse.send("patch", "me/nudges/", {"wanted": [], "mail": False}).json() == {"wanted": [], "weekday": 2, "mail": False}
    for wrong in ({"weekday": 5}, {"wanted": ["all"]}, {"mail": "perhaps"}):
        assert nurse.send("patch", "me/nudges/", wrong).status_code == 400
    assert nurse.json("me/nudges/")["weekday"] == 2
