"""The pages of conversations: who reads what, every step from its form, and saving by hand and by script."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from employees import reporting_line, services
from employees.conversations import ending, notes, scheduling
from employees.conversations.forms import TimeForm
from employees.models import AgendaPoint, AuditEvent, Commitment, Conversation, ConversationNote, User
from tests.employees.ward import Ward, open_ward
from tests.factories.employees import DelegationFactory, EmployeeFactory, GrantFactory, PositionFactory, PromiseFactory

TODAY = timezone.localdate()
SECRET = "Zanzibar"
BY_SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def ward(db: None) -> Ward:
    return open_ward()


@pytest.fixture
def talk(ward: Ward) -> Conversation:
    at = timezone.now() + dt.timedelta(days=3)
    return scheduling.schedule(employee=ward.nurse, manager=ward.manager, at=at, by=ward.lead)


def signed_in(user: User | None) -> Client:
    client = Client()
    assert user is not None
    client.force_login(user)
    return client


def page(client: Client, talk: Conversation) -> str:
    answer = client.get(f"/conversations/{talk.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def step(client: Client, talk: Conversation, name: str, **said: object):
    return client.post(f"/conversations/{talk.pk}/{name}/", said)


class TestPlanning:
    def test_a_manager_plans_one(self, ward: Ward):
        client = signed_in(ward.lead)
        at = timezone.localtime() + dt.timedelta(days=2)
        answer = client.post(f"/people/{ward.nurse.pk}/conversation/", {"at": f"{at:%Y-%m-%dT%H:%M}", "minutes": "30", "place": "Office"})
        made = Conversation.objects.get()
        assert answer.headers["Location"] == f"/conversations/{made.pk}/"
        told = (made.employee, made.manager, made.minutes, made.place, made.confirmed)
        assert told == (ward.nurse, ward.manager, 30, "Office", True)
        assert timezone.localtime(made.planned_for).strftime("%H:%M") == f"{at:%H:%M}"

    def test_an_employee_proposes_one_to_their_manager(self, ward: Ward):
        at = timezone.localtime() + dt.timedelta(days=2)
        signed_in(ward.own).post("/conversations/new/", {"at": f"{at:%Y-%m-%dT%H:%M}", "minutes": "30"})
        made = Conversation.objects.get()
        assert (made.employee, made.manager, made.confirmed) == (ward.nurse, ward.manager, False)
        step(signed_in(ward.lead), made, "accept")
        made.refresh_from_db()
        assert made.confirmed

    @pytest.mark.parametrize("at", ["", "soon", "2020-01-01T10:00", "2999-01-01T10:00"])
    def test_a_time_that_is_none_changes_nothing(self, ward: Ward, at: str):
        answer = signed_in(ward.lead).post(f"/people/{ward.nurse.pk}/conversation/", {"at": at, "minutes": "30"})
        assert (answer.status_code, Conversation.objects.exists()) == (200, False)
        assert "field-error" in answer.content.decode()

    def test_nobody_plans_with_whom_they_do_not_lead(self, ward: Ward):
        assert signed_in(ward.own).get(f"/people/{ward.manager.pk}/conversation/").status_code == 404

    def test_a_time_that_the_clocks_skip_in_spring_is_refused(self):
        with timezone.override("Europe/Berlin"), time_machine.travel("2027-03-01"):
            assert not TimeForm({"at": "2027-03-28T02:30"}).is_valid()
            assert TimeForm({"at": "2027-03-28T03:30"}).is_valid()


class TestReading:
    def test_both_see_the_agenda_and_why(self, ward: Ward, talk: Conversation):
        PromiseFactory(employee=ward.nurse, due_on=TODAY - dt.timedelta(days=1), text="Find a place on the course")
        for user in (ward.own, ward.lead):
            text = page(signed_in(user), talk)
            assert "Find a place on the course" in text
            assert "overdue since" in text

    def test_who_was_not_there_gets_nothing_not_even_the_manager_s_manager(self, ward: Ward, talk: Conversation):
        stranger = EmployeeFactory(with_user=True)
        for user in (ward.matron.user, stranger.user):
            assert signed_in(user).get(f"/conversations/{talk.pk}/").status_code == 404
            assert step(signed_in(user), talk, "cancel").status_code == 404

    def test_a_partner_of_the_unit_reads_what_is_shared_and_agreed_alone(self, ward: Ward, talk: Conversation):
        partner = EmployeeFactory(with_user=True)
        PositionFactory(employee=partner)
        GrantFactory(user=partner.user, duty="hr-partner", unit=ward.nurse.positions.get().unit)
        notes.share(conversation=talk, text="What we agreed", version=0, base=0, by=ward.lead)
        notes.save(conversation=talk, kind="private", text=SECRET, version=0, by=ward.lead)
        notes.save(conversation=talk, kind="draft", text=f"{SECRET}, a draft", version=0, base=1, by=ward.own)
        step(signed_in(ward.own), talk, "add", text=f"{SECRET}, a point")
        client = signed_in(partner.user)
        text = page(client, talk)
        assert "What we agreed" in text
        assert SECRET not in text
        assert step(client, talk, "add", text="x").status_code == 403
        assert client.post(f"/conversations/{talk.pk}/notes/private/", {"text": "x", "version": 0}).status_code == 403
        assert AuditEvent.objects.filter(verb="looked", who=partner.user.pk, whom=ward.nurse.pk).exists()

    def test_a_new_manager_does_not_read_what_was_said_to_the_former_one_who_does_not_either(self, ward: Ward, talk: Conversation):
        new = EmployeeFactory(with_user=True, last_name="Newly")
        PositionFactory(employee=new, manager=ward.matron, role=None)
        position = ward.nurse.positions.get()
        services.move(employee=ward.nurse, role=position.role, unit=position.unit, manager=new, on=TODAY, by=None)
        reporting_line.rebuild(TODAY)
        assert signed_in(new.user).get(f"/conversations/{talk.pk}/").status_code == 404
        assert signed_in(ward.lead).get(f"/conversations/{talk.pk}/").status_code == 404
        assert "does not lead you any more" in page(signed_in(ward.own), talk)

    def test_who_stands_in_holds_what_is_open_and_reads_nothing_that_is_closed(self, ward: Ward, talk: Conversation):
        colleague = EmployeeFactory(with_user=True)
        DelegationFactory(manager=ward.manager, colleague=colleague, start=TODAY, end=TODAY + dt.timedelta(days=5))
        client = signed_in(colleague.user)
        assert "You hold this conversation for" in page(client, talk)
        ending.finish(conversation=talk, held_on=TODAY, by=ward.lead)
        for by in (ward.own, ward.lead):
            ending.sign(conversation=talk, by=by)
        assert client.get(f"/conversations/{talk.pk}/").status_code == 404

    def test_the_list_names_what_one_may_open_and_nothing_else(self, ward: Ward, talk: Conversation):
        assert f"/conversations/{talk.pk}/" in signed_in(ward.own).get("/conversations/").content.decode()
        assert f"/conversations/{talk.pk}/" not in signed_in(ward.matron.user).get("/conversations/").content.decode()
        assert "Nurse" not in signed_in(ward.matron.user).get("/conversations/conversations.csv").getvalue().decode()
        assert "Nurse" in signed_in(ward.lead).get("/conversations/conversations.csv").getvalue().decode()

    def test_a_page_takes_at_most_fifteen_queries_and_sixty_kilobytes(self, ward: Ward, talk: Conversation, django_assert_max_num_queries):
        for number in range(12):
            PromiseFactory(employee=ward.nurse, due_on=TODAY, text=f"Promise {number}")
            AgendaPoint.objects.create(conversation=talk, side="employee", author=ward.own, text=f"Point {number}")
            Commitment.objects.create(conversation=talk, side="manager", text=f"Commitment {number}", due_on=TODAY)
        for user in (ward.own, ward.lead):
            client = signed_in(user)
            page(client, talk)
            with django_assert_max_num_queries(15):
                text = page(client, talk)
            assert len(text.encode()) < 60_000


class TestSteps:
    def test_points_are_added_talked_about_left_and_taken_off(self, ward: Ward, talk: Conversation):
        own, lead = signed_in(ward.own), signed_in(ward.lead)
        step(own, talk, "add", text="Night shifts")
        point = AgendaPoint.objects.get()
        assert "Night shifts" in page(lead, talk)
        step(lead, talk, "discuss", point=point.pk)
        step(lead, talk, "remove", id=point.pk)
        point.refresh_from_db()
        assert point.outcome == "discussed"
        step(own, talk, "remove", id=point.pk)
        assert not AgendaPoint.objects.exists()

    def test_a_prepared_point_is_settled_by_its_key_and_an_unknown_one_is_not(self, ward: Ward, talk: Conversation):
        promise = PromiseFactory(employee=ward.nurse, due_on=TODAY, text="Find cover")
        client = signed_in(ward.own)
        step(client, talk, "defer", key=f"promise-{promise.pk}")
        assert [(one.key, one.text, one.outcome) for one in AgendaPoint.objects.all()] == [
            (f"promise-{promise.pk}", "Find cover", "deferred")
        ]
        step(client, talk, "defer", key="promise-987654")
        assert AgendaPoint.objects.count() == 1

    def test_a_point_or_commitment_of_another_conversation_is_none(self, ward: Ward, talk: Conversation):
        other = Conversation.objects.create(employee=ward.manager, manager=ward.matron, planned_for=timezone.now())
        point = AgendaPoint.objects.create(conversation=other, side="employee", text="Elsewhere")
        commitment = Commitment.objects.create(conversation=other, side="manager", text="Elsewhere", due_on=TODAY)
        client = signed_in(ward.lead)
        assert step(client, talk, "discuss", point=point.pk).status_code == 404
        assert step(client, talk, "drop", id=commitment.pk).status_code == 404

    def test_commitments_finish_and_signatures(self, ward: Ward, talk: Conversation):
        own, lead = signed_in(ward.own), signed_in(ward.lead)
        soon = TODAY + dt.timedelta(days=9)
        step(own, talk, "commit", text="Lead a handover", due_on=soon, kind="stretch")
        step(lead, talk, "commit", text="Find cover", due_on=soon)
        step(lead, talk, "finish", held_on=TODAY)
        assert "Find cover" in page(own, talk)
        assert "among the promises" in page(own, talk)
        step(own, talk, "sign")
        assert step(own, talk, "sign").status_code == 403
        step(lead, talk, "sign")
        talk.refresh_from_db()
        assert talk.is_closed
        assert step(lead, talk, "take-back").status_code == 403
        assert "Both have signed" in page(lead, talk)

    def test_what_is_wrong_is_told_in_place_and_changes_nothing(self, ward: Ward, talk: Conversation):
        client = signed_in(ward.lead)
        for name, said in (("commit", {"text": "x", "due_on": "soon"}), ("add", {"text": ""}), ("move", {"at": "never"}), ("finish", {})):
            answer = step(client, talk, name, **said)
            assert (answer.status_code, "field-error" in answer.content.decode()) == (200, True), name
        assert not Commitment.objects.exists()

    def test_steps_are_posted(self, ward: Ward, talk: Conversation):
        for name in ("cancel", "sign", "notes/draft"):
            assert signed_in(ward.lead).get(f"/conversations/{talk.pk}/{name}/").status_code == 405
        assert Client().post(f"/conversations/{talk.pk}/cancel/").status_code == 302


class TestSaving:
    def test_by_hand_and_shared(self, ward: Ward, talk: Conversation):
        client = signed_in(ward.lead)
        client.post(f"/conversations/{talk.pk}/notes/draft/", {"text": SECRET, "version": 0, "base": 0})
        assert SECRET not in page(signed_in(ward.own), talk)
        step(client, talk, "share", text=SECRET, version=1, base=0)
        assert SECRET in page(signed_in(ward.own), talk)

    def test_by_script_in_json(self, ward: Ward, talk: Conversation):
        client, said = signed_in(ward.own), {"text": "Half a sen", "version": 0, "base": 0}
        answer = client.post(f"/conversations/{talk.pk}/notes/draft/", said, headers=BY_SCRIPT)
        assert (answer.status_code, answer.json()["version"], answer.json()["shared"]) == (200, 1, 0)
        clash = client.post(f"/conversations/{talk.pk}/notes/draft/", said | {"text": "Another"}, headers=BY_SCRIPT)
        assert (clash.status_code, clash.json()["text"], clash.json()["version"]) == (409, "Half a sen", 1)
        long = client.post(f"/conversations/{talk.pk}/notes/draft/", {"text": "x" * 20_001, "version": 1}, headers=BY_SCRIPT)
        assert long.status_code == 422
        assert "20,000" in long.json()["message"]

    @pytest.mark.parametrize("kind", ["draft", "private"])
    def test_two_windows_by_hand_both_texts_are_shown_and_sent_again_it_is_saved(self, ward: Ward, talk: Conversation, kind: str):
        client, path = signed_in(ward.own), f"/conversations/{talk.pk}/notes/{kind}/"
        client.post(path, {"text": "First window", "version": 0, "base": 0})
        answer = client.post(path, {"text": "Second window", "version": 0, "base": 0})
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "First window" in text
        assert "Second window" in text
        client.post(path, {"text": "First window and second", "version": 1, "base": 0})
        assert "First window and second" in page(client, talk)

    def test_sharing_over_the_other_side_s_shows_both(self, ward: Ward, talk: Conversation):
        own = signed_in(ward.own)
        own.post(f"/conversations/{talk.pk}/notes/draft/", {"text": "Mine", "version": 0, "base": 0})
        notes.share(conversation=talk, text="Hers", version=0, base=0, by=ward.lead)
        answer = step(own, talk, "share", text="Mine", version=1, base=0)
        assert answer.status_code == 409
        assert "Hers" in answer.content.decode()
        assert "Mine" in answer.content.decode()
        assert "Hers" in page(own, talk)
        assert ConversationNote.objects.get(kind="shared").text == "Hers"

    def test_line_ends_of_browsers_are_one_kind(self, ward: Ward, talk: Conversation):
        signed_in(ward.own).post(f"/conversations/{talk.pk}/notes/draft/", {"text": "a\r\nb", "version": 0, "base": 0})
        assert ConversationNote.objects.get(kind="draft").text == "a\nb"

    def test_no_other_kind_of_note_can_be_written(self, ward: Ward, talk: Conversation):
        assert signed_in(ward.own).post(f"/conversations/{talk.pk}/notes/shared/", {"text": "x", "version": 0}).status_code == 404
