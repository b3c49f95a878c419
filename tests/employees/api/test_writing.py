"""What is written through the API: by the same services, for the same people, with the same refusals as on the pages."""

import pytest
from django.utils import timezone

from employees.models import AuditEvent, Dispute, HeldSkill, Notice, RoleComment
from tests.asking import Asker, asker
from tests.company import Company, found_company
from tests.factories.employees import RoleCommentFactory


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def nurse(company: Company) -> Asker:
    return asker(company.users["self"])


@pytest.fixture
def manager(company: Company) -> Asker:
    return asker(company.users["manager"])


@pytest.fixture
def editor(company: Company) -> Asker:
    return asker(company.users["framework editor"])


# --- Disputes -----------------------------------------------------------------------------------


def free_input(nurse, company):
    """Return the key of an input that is not disputed yet."""
    lines = nurse.json(f"me/gaps/{company.target.role.slug}/")["requirements"]
    return next(line["key"] for line in lines if line["dispute"] is None)


def test_an_input_is_disputed_answered_and_corrected(company, nurse, manager):
    key = free_input(nurse, company)
    asked = {"role": company.target.role.slug, "key": key, "wrong": "I passed the test.", "wanted_level": 2}
    raised = nurse.send("post", "me/disputes/", asked)
    assert raised.status_code == 201
    dispute = raised.json()
    assert (dispute["key"], dispute["state"], dispute["may"]) == (key, "open", ["remark", "withdraw"])
    assert raised.headers["Location"] == f"/api/v1/me/disputes/{dispute['id']}/"
    assert nurse.send("post", "me/disputes/", asked).status_code == 409
    waiting = manager.json("disputes/")["results"]
    assert dispute["id"] in [one["id"] for one in waiting]
    path = f"disputes/{dispute['id']}/"
    tag = manager.get(path).headers["ETag"]
    answered = manager.send("post", f"{path}steps/", {"step": "correct", "level": 2, "text": "Certificate seen."}, **{"If-Match": tag})
    assert answered.status_code == 201
    assert (answered.json()["state"], answered.json()["history"][-1]["text"]) == ("corrected", "Certificate seen.")
    assert HeldSkill.objects.get(employee=company.subject, skill_id=int(key.partition("-")[2])).level == 2
    assert manager.send("post", f"{path}steps/", {"step": "decline", "text": "No."}).status_code == 409


def test_who_may_take_which_step_is_decided_as_on_the_page(company, nurse, manager):
    dispute = company.subject.disputes.get().pk
    assert manager.send("post", f"disputes/{dispute}/steps/", {"step": "withdraw"}).status_code == 403
    assert nurse.send("post", f"me/disputes/{dispute}/steps/", {"step": "correct", "level": 3, "text": "x"}).status_code == 403
    matron = asker(company.users["skip-level manager"])
    assert matron.send("post", f"disputes/{dispute}/steps/", {"step": "remark", "text": "Seen."}).status_code == 201
    stranger = asker(company.users["stranger"])
    assert stranger.send("post", f"disputes/{dispute}/steps/", {"step": "remark", "text": "x"}).status_code == 404
    assert nurse.send("post", f"me/disputes/{dispute}/steps/", {"step": "withdraw"}).json()["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "no-such"}, "role"),
        ({"key": "skill-999999"}, "key"),
        ({"wrong": ""}, "wrong"),
        ({"wanted_level": 9}, "wanted"),
        ({"wanted_level": None}, "wanted_level"),
    ],
)
def test_a_dispute_that_says_nothing_is_refused_by_field(company, nurse, change, field):
    asked = {"role": company.target.role.slug, "key": free_input(nurse, company), "wrong": "x", "wanted_level": 2}
    answer = nurse.send("post", "me/disputes/", asked | change)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert Dispute.objects.count() == 1


def test_nobody_disputes_for_somebody_else(company, manager):
    """Whatever the body names, it is the asker's own record that is disputed."""
    key = f"skill-{company.target.requirements.latest('pk').skill_id}"
    asked = {"role": company.target.role.slug, "key": key, "wrong": "x", "wanted_level": 1, "employee": company.subject.pk}
    assert manager.send("post", "me/disputes/", asked).status_code == 201
    assert Dispute.objects.latest("pk").employee == company.users["manager"].employee


# --- Comments -----------------------------------------------------------------------------------


def test_a_comment_is_written_answered_and_names_nobody(company, nurse, editor):
    slug = company.target.role.slug
    written = nurse.send("post", f"roles/{slug}/comments/", {"text": "Ask less."}).json()
    assert written["own"]
    path = f"comments/{written['id']}/"
    assert not editor.json(path)["own"]
    assert "nurse@example.org" not in editor.get(path).content.decode()
    answer = editor.send("post", f"{path}answers/", {"outcome": "done", "text": "We do.", "version": company.target.version.number})
    assert answer.status_code == 201
    assert answer.json()["answers"][-1] | {"at": ""} == {
        "outcome": "done",
        "text": "We do.",
        "version": company.target.version.number,
        "at": "",
    }
    assert nurse.send("delete", path).status_code == 409


def test_what_the_editors_take_off_is_not_told(company, nurse, editor):
    said = RoleCommentFactory(role=company.target.role, text="Ada did it.")
    editor.send("post", f"comments/{said.pk}/answers/", {"outcome": "removed", "text": "It names somebody."})
    assert nurse.json(f"comments/{said.pk}/")["text"] == ""
    assert "Ada did it." not in nurse.get(f"roles/{company.target.role.slug}/comments/").content.decode()


@pytest.mark.parametrize("given", [{"outcome": "done"}, {"outcome": "open", "version": 1}, {"outcome": "done", "version": 77}])
def test_only_what_is_done_names_a_version_and_one_that_there_is(company, editor, given):
    said = RoleComment.objects.get()
    answer = editor.send("post", f"comments/{said.pk}/answers/", {"text": "So."} | given)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "version")
    assert not said.answers.exists()


def test_one_s_own_comment_is_taken_back_until_it_is_answered(company, nurse):
    path = f"comments/{nurse.send('post', f'roles/{company.target.role.slug}/comments/', {'text': 'Oh.'}).json()['id']}/"
    assert asker(company.users["manager"]).send("delete", path).status_code == 404
    assert nurse.send("delete", path).status_code == 204
    assert nurse.get(path).status_code == 404


# --- Notices ------------------------------------------------------------------------------------


def test_notices_are_read_one_by_one_and_all_at_once(company, nurse):
    for number in range(3):
        Notice.objects.create(to_person=company.subject, kind="credential", on=timezone.localdate(), subject=f"Told {number}", text=".")
    unread = nurse.json("me/notices/?unread=true")["results"]
    assert [one["subject"] for one in unread] == ["Told 2", "Told 1", "Told 0"]
    read = nurse.send("patch", f"me/notices/{unread[0]['id']}/", {"read": True})
    assert read.json()["read_at"] is not None
    assert nurse.send("patch", f"me/notices/{unread[0]['id']}/", {"read": False}).status_code == 400
    assert len(nurse.json("me/notices/?unread=true")["results"]) == 2
    assert nurse.send("post", "me/notices/read/").status_code == 204
    assert nurse.json("me/notices/?unread=true")["results"] == []


# --- The trail ------------------------------------------------------------------------------------


def test_a_look_at_somebody_else_is_on_record_with_the_token(company, manager, nurse):
    for path in (f"people/{company.subject.pk}/", f"people/{company.subject.pk}/gaps/{company.target.role.slug}/"):
        before = AuditEvent.objects.count()
        manager.json(path)
        event = AuditEvent.objects.latest("pk")
        assert AuditEvent.objects.count() == before + 1
        assert (event.verb, event.whom, event.who, event.channel) == ("looked", company.subject.pk, company.users["manager"].pk, "token")
    before = AuditEvent.objects.count()
    nurse.json("me/path/")
    nurse.json(f"people/{company.subject.pk}/")
    assert AuditEvent.objects.count() == before


def test_a_list_of_people_is_on_record_as_what_was_asked_for(company, manager):
    manager.json("people/?q=ada")
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.kind, event.details["count"], event.details["filter"]) == ("listed", "employees.employee", 1, "q: ada")
