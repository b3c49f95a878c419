"""Conversations by program: planned, prepared, written with versions, finished and signed, with the answers of the pages."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from employees.conversations import notes, scheduling
from employees.models import Conversation, ConversationNote, KeptAnswer
from tests.employees.views.test_conversations import signed_in
from tests.employees.ward import Ward, open_ward

TODAY = timezone.localdate()
SECRET = "Zanzibar"


@pytest.fixture
def ward(db: None) -> Ward:
    return open_ward()


@pytest.fixture
def talk(ward: Ward) -> Conversation:
    at = timezone.now() + dt.timedelta(days=3)
    return scheduling.schedule(employee=ward.nurse, manager=ward.manager, at=at, by=ward.lead)


def post(client: Client, path: str, said: dict[str, object], **headers: str):
    return client.post(f"/api/v1/conversations/{path}", said, "application/json", headers=headers)


def step(client: Client, talk: Conversation, name: str, **said: object):
    return post(client, f"{talk.pk}/steps/", {"step": name, **said})


def test_a_manager_plans_and_an_employee_proposes(ward: Ward):
    at = (timezone.now() + dt.timedelta(days=2)).isoformat()
    planned = post(signed_in(ward.lead), "", {"person": ward.nurse.pk, "at": at, "minutes": 30})
    assert planned.status_code == 201
    assert planned.headers["Location"] == f"/api/v1/conversations/{planned.json()['conversation']['id']}/"
    assert planned.json()["side"] == "manager"
    again = post(signed_in(ward.own), "", {"at": at, "minutes": 30})
    assert again.status_code == 409
    step(signed_in(ward.own), Conversation.objects.get(), "cancel")
    proposed = post(signed_in(ward.own), "", {"at": at, "minutes": 30})
    assert (proposed.status_code, proposed.json()["conversation"]["confirmed"]) == (201, False)


def test_nobody_plans_with_whom_they_do_not_lead(ward: Ward):
    at = (timezone.now() + dt.timedelta(days=2)).isoformat()
    assert post(signed_in(ward.own), "", {"person": ward.manager.pk, "at": at, "minutes": 30}).status_code == 404
    assert not Conversation.objects.exists()


def test_it_goes_from_the_first_point_to_both_signatures(ward: Ward, talk: Conversation):
    own, lead = signed_in(ward.own), signed_in(ward.lead)
    point = step(own, talk, "add", text="Night shifts").json()["agenda"][0]
    assert (point["text"], point["side"], point["outcome"]) == ("Night shifts", "employee", "")
    assert step(lead, talk, "discuss", point=point["id"]).json()["agenda"][0]["outcome"] == "discussed"
    assert step(lead, talk, "discuss", point=987654).status_code == 400
    soon = (TODAY + dt.timedelta(days=9)).isoformat()
    step(lead, talk, "commit", text="Find cover", due_on=soon)
    finished = step(lead, talk, "finish", held_on=TODAY.isoformat()).json()
    assert finished["commitments"][0]["promise"]
    assert "sign" in finished["may"]
    for client in (own, lead):
        assert step(client, talk, "sign").status_code == 200
    assert step(own, talk, "take-back").status_code == 403
    assert lead.get(f"/api/v1/conversations/{talk.pk}/").json()["may"] == []


def test_a_version_that_is_not_the_newest_is_refused_and_changes_nothing(ward: Ward, talk: Conversation):
    client, path = signed_in(ward.own), f"/api/v1/conversations/{talk.pk}/notes/draft/"
    first = client.patch(path, {"text": "First", "version": 0}, "application/json")
    assert first.json() == {"kind": "draft", "text": "First", "version": 1, "base": 0}
    assert client.patch(path, {"text": "Second", "version": 0}, "application/json").status_code == 409
    tag = client.get(path).headers["ETag"]
    assert client.patch(path, {"text": "Third", "version": 1}, "application/json", headers={"If-Match": '"old"'}).status_code == 412
    assert client.get(path).json()["text"] == "First"
    assert client.patch(path, {"text": "Third", "version": 1}, "application/json", headers={"If-Match": tag}).status_code == 200


def test_sharing_names_what_was_read(ward: Ward, talk: Conversation):
    client = signed_in(ward.own)
    notes.share(conversation=talk, text="Hers", version=0, base=0, by=ward.lead)
    assert step(client, talk, "share", text="Mine", version=0, base=0).status_code == 409
    assert step(client, talk, "share", text="Hers and mine", version=0, base=1).json()["notes"] == {"text": "Hers and mine", "version": 2}


def test_private_notes_are_the_author_s_and_lie_in_no_kept_answer(ward: Ward, talk: Conversation):
    client, path = signed_in(ward.lead), f"/api/v1/conversations/{talk.pk}/notes/private/"
    said = {"text": SECRET, "version": 0}
    for _ in range(2):
        answer = client.patch(path, said, "application/json", headers={"Idempotency-Key": "once"})
        assert (answer.status_code, answer.json()["text"]) == (200, SECRET)
    assert ConversationNote.objects.get(kind="private").version == 1
    assert SECRET not in str(list(KeptAnswer.objects.values()))
    assert signed_in(ward.own).get(path).json()["text"] == ""
    assert SECRET not in signed_in(ward.lead).get(f"/api/v1/conversations/{talk.pk}/").content.decode()
    assert client.get(f"/api/v1/conversations/{talk.pk}/notes/shared/").status_code == 404


def test_the_list_and_the_entry_for_a_calendar(ward: Ward, talk: Conversation):
    client = signed_in(ward.own)
    assert [one["id"] for one in client.get("/api/v1/conversations/").json()["results"]] == [talk.pk]
    entry = client.get(f"/api/v1/conversations/{talk.pk}/calendar/").json()["ics"]
    assert Calendar.from_ical(entry).walk("VEVENT")[0]["SEQUENCE"] == 0
    assert signed_in(ward.matron.user).get("/api/v1/conversations/").json()["results"] == []
    assert signed_in(ward.matron.user).get(f"/api/v1/conversations/{talk.pk}/calendar/").status_code == 404
