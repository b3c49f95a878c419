"""When two people talk: who decides on a time, who is told, and what lands in their calendars."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from employees import outbox
from employees.conversations import points, scheduling
from employees.conversations.errors import ConversationError
from employees.conversations.invitations import Method, calendar_of, uid_of
from employees.models import Conversation, Employee, Notice
from tests.employees.ward import Ward


def entry_of(notice: Notice):
    calendar = Calendar.from_ical(notice.calendar)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def told(to: Employee) -> Notice:
    return Notice.objects.filter(to_person=to, kind="conversation").latest("pk")


def test_both_are_invited_and_the_entry_says_who_when_and_where_and_nothing_else(ward: Ward, talk: Conversation, at: dt.datetime):
    for side in (ward.nurse, ward.manager):
        calendar, event = entry_of(told(side))
        assert str(calendar["METHOD"]) == "REQUEST"
        assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (uid_of(talk), 0, "CONFIRMED")
        assert event.decoded("DTSTART") == at
        assert event["DTSTART"].to_ical().endswith(b"Z")
        assert event.decoded("DTEND") - event.decoded("DTSTART") == dt.timedelta(minutes=45)
        assert str(event["LOCATION"]) == "Ward office"
        assert {str(guest) for guest in event["ATTENDEE"]} == {f"mailto:{ward.nurse.email}", f"mailto:{ward.manager.email}"}
        assert str(event["ORGANIZER"]) == f"mailto:{ward.manager.email}"
    assert told(ward.manager).read_at is not None
    assert told(ward.nurse).read_at is None


def test_a_move_keeps_the_name_of_the_entry_and_counts_it_up(ward: Ward, talk: Conversation, at: dt.datetime):
    later = at + dt.timedelta(days=1)
    scheduling.move(conversation=talk, at=later, minutes=30, place="", by=ward.lead)
    _, event = entry_of(told(ward.nurse))
    assert (str(event["UID"]), event["SEQUENCE"], event.decoded("DTSTART")) == (uid_of(talk), 1, later)
    assert "LOCATION" not in event


def test_cancelling_takes_it_out_of_both_calendars(ward: Ward, talk: Conversation):
    scheduling.cancel(conversation=talk, by=ward.own, why="I am on nights")
    for side in (ward.nurse, ward.manager):
        calendar, event = entry_of(told(side))
        assert (str(calendar["METHOD"]), str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert "I am on nights" in told(ward.manager).text
    with pytest.raises(ConversationError, match="held or cancelled meanwhile"):
        scheduling.cancel(conversation=talk, by=ward.own)


def test_a_proposal_is_in_no_calendar_before_the_manager_accepts(ward: Ward, at: dt.datetime):
    asked = scheduling.propose(employee=ward.nurse, manager=ward.manager, at=at, by=ward.own)
    assert told(ward.manager).calendar == ""
    assert not Notice.objects.filter(to_person=ward.nurse).exists()
    scheduling.accept(conversation=asked, by=ward.lead)
    _, event = entry_of(told(ward.nurse))
    assert (event["SEQUENCE"], event.decoded("DTSTART")) == (0, at)


def test_another_time_stands_beside_the_one_agreed_until_it_is_answered(ward: Ward, talk: Conversation, at: dt.datetime):
    later = at + dt.timedelta(days=2)
    scheduling.propose_time(conversation=talk, at=later, by=ward.own)
    talk.refresh_from_db()
    assert (talk.planned_for, talk.proposed_for, talk.sequence) == (at, later, 0)
    scheduling.keep(conversation=talk, by=ward.lead)
    talk.refresh_from_db()
    assert (talk.planned_for, talk.proposed_for) == (at, None)
    with pytest.raises(ConversationError):
        scheduling.accept(conversation=talk, by=ward.lead)
    scheduling.propose_time(conversation=talk, at=later, by=ward.own)
    scheduling.accept(conversation=talk, by=ward.lead)
    talk.refresh_from_db()
    assert (talk.planned_for, talk.proposed_for, talk.sequence) == (later, None, 1)


def test_one_at_a_time_and_never_in_the_past(ward: Ward, talk: Conversation, at: dt.datetime):
    with pytest.raises(ConversationError, match="planned already"):
        scheduling.schedule(employee=ward.nurse, manager=ward.manager, at=at, by=ward.lead)
    with pytest.raises(ConversationError, match="past"):
        scheduling.move(conversation=talk, at=timezone.now() - dt.timedelta(minutes=1), minutes=30, place="", by=ward.lead)
    assert Conversation.objects.get().planned_for == at


def test_points_left_for_next_time_come_back_once_with_the_next(ward: Ward, talk: Conversation, at: dt.datetime):
    left = points.add(conversation=talk, text="Night shifts", by=ward.own)
    points.add(conversation=talk, text="Talked through", by=ward.own)
    points.settle(conversation=talk, outcome="deferred", by=ward.lead, point=left)
    scheduling.cancel(conversation=talk, by=ward.lead)
    again = scheduling.schedule(employee=ward.nurse, manager=ward.manager, at=at, by=ward.lead)
    assert [(point.text, point.carried_from, point.author) for point in again.points.all()] == [("Night shifts", left, ward.own)]
    scheduling.cancel(conversation=again, by=ward.lead)
    third = scheduling.schedule(employee=ward.nurse, manager=ward.manager, at=at, by=ward.lead)
    assert not third.points.exists()


def test_the_mail_brings_the_entry_as_mail_programs_take_it(ward: Ward, talk: Conversation, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    scheduling.move(conversation=talk, at=talk.planned_for + dt.timedelta(hours=1), minutes=45, place="", by=ward.lead)
    sent = list(outbox.send_waiting())
    assert {notice.to_person for notice in sent} == {ward.nurse, ward.manager}
    message = message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=policy.default)
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert Calendar.from_ical(part.get_content()).walk("VEVENT")[0]["SEQUENCE"] == 1


def test_a_file_for_oneself_invites_nobody(ward: Ward, talk: Conversation):
    (event,) = Calendar.from_ical(calendar_of(talk, Method.PUBLISH, ward.nurse)).walk("VEVENT")
    assert "ATTENDEE" not in event
    assert f"/conversations/{talk.pk}/" in str(event["DESCRIPTION"])
