"""Comments on what a role asks: anybody signed in writes, editors answer with an outcome, nobody's name is shown."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employees import role_comments
from employees.models import RoleComment
from tests.company import Company, found_company
from tests.employees.views.test_my_path import MOST_QUERIES, page_of
from tests.factories.pathways import FrameworkVersionFactory


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def said(company: Company) -> RoleComment:
    return role_comments.comment(role=company.target.role, text="Two years of nights is too much.", by=company.users["self"])


def comments_of(company: Company) -> str:
    return reverse("role-comments", args=[company.target.role.slug])


def role_of(company: Company) -> str:
    return reverse("role", args=[company.target.role.slug])


def answer(client: Client, company: Company, said: RoleComment, persona: str = "framework editor", **given: object):
    client.force_login(company.users[persona])
    return client.post(reverse("role-comment-answer", args=[said.pk]), given)


@pytest.mark.parametrize("persona", ["stranger", "self", "auditor", "framework editor"])
def test_anybody_signed_in_comments_and_everybody_reads_it(client: Client, company: Company, persona: str):
    client.force_login(company.users[persona])
    assert client.post(comments_of(company), {"text": "The level is too high."}).status_code == 302
    assert RoleComment.objects.latest("pk").author == company.users[persona]
    for path in (role_of(company), comments_of(company)):
        page = page_of(client, company, "sideways manager", path)
        assert "The level is too high." in page
        assert company.users[persona].email not in page


def test_the_page_says_who_reads_it_before_anything_is_written(client: Client, company: Company):
    page = page_of(client, company, "self", comments_of(company))
    assert page.index("Everybody who signs in can read this.") < page.index("<textarea")


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_nothing_and_too_much_are_refused_at_the_field(client: Client, company: Company, text: str):
    client.force_login(company.users["self"])
    response = client.post(comments_of(company), {"text": text})
    assert 'aria-invalid="true"' in response.content.decode()
    assert RoleComment.objects.count() == 1  # the company's own


def test_a_role_in_no_force_takes_no_comment(client: Client, company: Company):
    client.force_login(company.users["self"])
    assert client.post(reverse("role-comments", args=["no-such-role"]), {"text": "x"}).status_code == 404


def test_the_history_of_answers_is_seen_by_everybody(client: Client, company: Company, said: RoleComment):
    draft = FrameworkVersionFactory(framework=company.role.version.framework, draft=True)
    assert answer(client, company, said, outcome="accepted", text="We take it to the board.").status_code == 302
    assert answer(client, company, said, outcome="done", version=draft.pk, text="One year from now on.").status_code == 302
    page = page_of(client, company, "stranger", comments_of(company))
    assert page.index("We take it to the board.") < page.index(f"done in version {draft.number}") < page.index("One year from now on.")
    assert f"Answer, version {draft.number}: One year from now on." in page_of(client, company, "stranger", role_of(company))
    said.refresh_from_db()
    assert said.outcome == "done"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"outcome": "done", "text": "Yes."}, "No version is chosen."),
        ({"outcome": "declined", "text": ""}, "Nothing is written here."),
        ({"outcome": "nonsense", "text": "Yes."}, "nonsense"),
        ({"outcome": "done", "version": "999999", "text": "Yes."}, "999999"),
    ],
)
def test_an_answer_that_does_not_hold_together_is_not_kept(
    client: Client, company: Company, said: RoleComment, given: dict[str, str], sentence: str
):
    assert sentence in answer(client, company, said, **given).content.decode()
    assert not said.answers.exists()


def test_a_version_without_being_done_is_refused(client: Client, company: Company, said: RoleComment):
    page = answer(client, company, said, outcome="declined", version=company.role.version.pk, text="No.").content.decode()
    assert "Only what is done has a version." in page


@pytest.mark.parametrize("persona", ["self", "manager", "HR partner inside", "auditor"])
def test_only_editors_answer(client: Client, company: Company, said: RoleComment, persona: str):
    assert answer(client, company, said, persona, outcome="declined", text="No.").status_code == 403
    assert not said.answers.exists()
    assert ">Answer<" not in page_of(client, company, persona, comments_of(company))


def test_what_is_removed_is_read_by_nobody(client: Client, company: Company, said: RoleComment):
    answer(client, company, said, outcome="removed", text="It named a colleague.")
    for persona in ("self", "stranger", "framework editor"):
        for path in (role_of(company), comments_of(company)):
            page = page_of(client, company, persona, path)
            assert "Two years of nights" not in page
            assert "The editors have taken the text off." in page


def test_one_takes_back_what_nobody_has_answered(client: Client, company: Company, said: RoleComment):
    path = reverse("role-comment-take-back", args=[said.pk])
    client.force_login(company.users["stranger"])
    assert client.post(path).status_code == 404
    client.force_login(company.users["self"])
    role_comments.answer(comment=said, outcome="declined", text="No.", version=None, by=company.users["framework editor"])
    assert "answered already" in client.post(path, follow=True).content.decode()
    assert RoleComment.objects.filter(pk=said.pk).exists()
    said.answers.all().delete()
    assert "Your comment is gone." in client.post(path, follow=True).content.decode()
    assert not RoleComment.objects.filter(pk=said.pk).exists()


def test_editors_see_what_is_to_be_dealt_with(client: Client, company: Company, said: RoleComment):
    assert "Two years of nights" in page_of(client, company, "framework editor", "/comments/")
    for one in RoleComment.objects.all():
        answer(client, company, one, outcome="declined", text="No.")
    assert "Nothing to be dealt with" in page_of(client, company, "framework editor", "/comments/")
    assert "Two years of nights" in page_of(client, company, "framework editor", "/comments/?show=all")


def test_a_role_page_shows_the_newest_three(client: Client, company: Company):
    for number in range(5):
        role_comments.comment(role=company.target.role, text=f"Comment {number}.", by=company.users["self"])
    page = page_of(client, company, "self", role_of(company))
    assert [f"Comment {number}." in page for number in range(5)] == [False, False, True, True, True]
    assert "Read all, or comment" in page


def test_queries_are_few_and_do_not_grow(client: Client, company: Company, said: RoleComment):
    answer(client, company, said, outcome="open", text="We look at it.")
    paths = [role_of(company), comments_of(company), "/comments/"]

    def counts() -> list[int]:
        client.force_login(company.users["framework editor"])
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            found.append(len(captured))
        return found

    counts()  # what is read once a change of the framework
    before = counts()
    for number in range(15):
        more = role_comments.comment(role=company.target.role, text=f"Comment {number}.", by=company.users["self"])
        answer(client, company, more, outcome="open", text="We look at it.")
    assert counts() == before
    assert max(before) <= MOST_QUERIES, before
