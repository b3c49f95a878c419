"""Feedback asked of somebody: they see the request and nothing else, answer once, or decline."""

import pytest
from django.test import Client

from employees.models import AuditEvent, FeedbackRequest
from tests.company import Company, found_company


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def asked(company: Company) -> FeedbackRequest:
    return FeedbackRequest.objects.get()


@pytest.fixture
def clerk(client: Client, company: Company) -> Client:
    client.force_login(company.users["stranger"])
    return client


def test_a_colleague_sees_the_request_and_nothing_else_of_the_plan(clerk: Client, company: Company, asked: FeedbackRequest):
    page = clerk.get(f"/feedback/{asked.pk}/").content.decode()
    for words in ("Named-nurse", "Ask before I answer", "Goal kept back", "What did you see in the rounds?"):
        assert words in page
    assert "Shared goal" not in page
    assert clerk.get(f"/goals/{asked.cycle.goal_id}/").status_code == 404
    assert clerk.get(f"/people/{company.subject.pk}/plan/").status_code == 404
    assert AuditEvent.objects.filter(verb="looked", whom=company.subject.pk, kind="employees.feedbackrequest").count() == 1


def test_it_is_answered_once(clerk: Client, asked: FeedbackRequest):
    answer = clerk.post(f"/feedback/{asked.pk}/", {"text": "Calm and clear."}, follow=True)
    assert "Thank you." in answer.content.decode()
    assert "Calm and clear." in answer.content.decode()
    answer = clerk.post(f"/feedback/{asked.pk}/", {"text": "Or not."}, follow=True)
    assert "You have answered this already" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.text == "Calm and clear."
    assert "You answered on" in clerk.get(f"/feedback/{asked.pk}/").content.decode()


def test_not_this_time_needs_no_words(clerk: Client, asked: FeedbackRequest):
    clerk.post(f"/feedback/{asked.pk}/", {"decline": "yes", "text": "lost on purpose"})
    asked.refresh_from_db()
    assert asked.declined
    assert "You gave none." in clerk.get("/feedback/").content.decode()


def test_an_answer_without_words_is_shown_again(clerk: Client, asked: FeedbackRequest):
    assert "Nothing is written here." in clerk.post(f"/feedback/{asked.pk}/", {"text": " "}).content.decode()
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_nobody_else_answers(company: Company, asked: FeedbackRequest):
    for persona in ("self", "manager", "mentor"):
        other = Client()
        other.force_login(company.users[persona])
        assert other.post(f"/feedback/{asked.pk}/", {"text": "Mine"}).status_code == 404
    assert Client().get(f"/feedback/{asked.pk}/").status_code == 302


def test_an_empty_list_says_so(client: Client, company: Company):
    client.force_login(company.users["mentor"])
    assert "Nobody has asked you yet" in client.get("/feedback/").content.decode()
