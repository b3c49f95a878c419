"""Mail: claimed before, noted after, tried again, given up; never by two at once, and every try with the same Message-ID."""

import datetime as dt
import smtplib

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from employees import outbox, tasks
from employees.models import Notice, NoticeLine
from tests.factories.employees import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2026, 6, 1, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NIGHT, tick=False) as moved:
        yield moved


@pytest.fixture
def server(monkeypatch):
    """Let the mail server refuse what `server.fails` holds, one error a mail; None lets it through."""

    class Server:
        fails: list[Exception | None] = []
        sent: list[str] = []

        def open(self):
            return True

        def close(self):
            pass

        def send_messages(self, messages):
            error = self.fails.pop(0) if self.fails else None
            if error:
                raise error
            self.sent += [message.extra_headers["Message-ID"] for message in messages]

    made = Server()
    made.fails, made.sent = [], []
    monkeypatch.setattr(outbox, "get_connection", lambda: made)
    return made


def waiting(to=None, **fields):
    fields = {
        "kind": "credential",
        "on": NIGHT.date(),
        "subject": "Licence",
        "text": "It lapses.",
        "mail_next_at": timezone.now(),
        **fields,
    }
    return Notice.objects.create(to_person=to or EmployeeFactory(email="ada@example.org"), mail="waiting", **fields)


def send():
    return [notice.pk for notice in outbox.send_waiting()]


def state(notice):
    notice.refresh_from_db()
    return notice.mail, notice.mail_attempts, notice.mail_error


def test_what_waits_is_sent_once(settings):
    settings.DEFAULT_FROM_EMAIL, settings.SITE_URL = "Pathways <pathways@example.org>", "https://pathways.example.org"
    notice = waiting()
    assert send() == [notice.pk]
    assert send() == []
    [message] = mail.outbox
    assert (message.subject, message.to, message.from_email) == ("Licence", ["ada@example.org"], "Pathways <pathways@example.org>")
    assert message.body == "It lapses.\n\nPathways: https://pathways.example.org/me/notices/\n"
    assert message.extra_headers == {"Message-ID": f"<notice-{notice.pk}@example.org>", "Auto-Submitted": "auto-generated"}
    assert state(notice) == ("sent", 1, "")


def test_a_digest_is_mailed_with_its_lines_and_without_marks_of_html():
    notice = waiting()
    for name in ("O'Neil & Sons", "B"):
        NoticeLine.objects.create(notice=notice, about=EmployeeFactory(), text=name)
    send()
    assert mail.outbox[0].body.startswith("It lapses.\n\n– O'Neil & Sons\n– B\n\nPathways: ")


def test_an_account_is_mailed_at_its_address():
    Notice.objects.create(
        to_account=UserFactory(email="hr@example.org"),
        mail="waiting",
        mail_next_at=timezone.now(),
        kind="credential-digest",
        on=NIGHT.date(),
        subject="Digest",
        text="Two.",
    )
    send()
    assert mail.outbox[0].to == ["hr@example.org"]


def test_a_mail_that_is_refused_is_tried_again_later_with_the_same_id_and_the_next_goes_out(server, clock):
    refused, fine = waiting(), waiting()
    server.fails = [smtplib.SMTPRecipientsRefused({"ada@example.org": (450, b"try later, ada@example.org")})]
    assert send() == [refused.pk, fine.pk]
    assert state(refused)[:2] == ("waiting", 1)
    assert state(fine)[0] == "sent"
    assert "ada@example.org" not in refused.mail_error
    assert "450" in refused.mail_error
    assert send() == []
    clock.shift(outbox.PAUSES[0])
    assert send() == [refused.pk]
    assert state(refused) == ("sent", 2, "")
    assert server.sent == [f"<notice-{notice.pk}@localhost>" for notice in (fine, refused)]


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError("no"), smtplib.SMTPServerDisconnected("gone"), smtplib.SMTPAuthenticationError(535, b"")]
)
def test_a_server_that_takes_no_mail_is_left_alone_until_next_time(server, error):
    first, second = waiting(), waiting()
    server.fails = [error]
    assert send() == []
    assert (state(first)[1], state(second)[1]) == (1, 0)
    assert send() == [second.pk]


def test_after_the_last_try_it_is_given_up_with_the_reason(server, clock):
    notice = waiting()
    server.fails = [ValueError(f"no {number}") for number in range(9)]
    for pause in outbox.PAUSES:
        send()
        clock.shift(pause)
    assert state(notice) == ("given-up", 5, "ValueError: no 4")
    assert send() == []


def test_a_process_that_dies_while_sending_leaves_it_to_be_sent_again_after_the_pause(server, clock):
    notice = waiting()
    server.fails = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        send()
    assert send() == []
    clock.shift(outbox.PAUSES[0])
    assert send() == [notice.pk]


def test_a_last_try_that_did_not_end_is_given_up(clock):
    notice = waiting(mail_attempts=len(outbox.PAUSES))
    assert send() == []
    assert state(notice)[0] == "given-up"
    assert "may have been sent" in notice.mail_error


def test_of_two_who_see_it_waiting_one_sends_it(server):
    notice = waiting()
    seen_by_another = Notice.objects.get(pk=notice.pk)
    assert send() == [notice.pk]
    assert not outbox.TRIES.claim(seen_by_another)
    assert server.sent == [outbox.message_id(notice)]


def test_a_mail_is_not_sent_before_its_time():
    waiting(mail_next_at=NIGHT + dt.timedelta(minutes=1))
    assert send() == []


def test_a_task_ends_after_its_turn_and_asks_for_the_next(server, monkeypatch):
    waiting()
    waiting()
    asked = []
    monkeypatch.setattr(tasks, "TURN", -1)
    monkeypatch.setattr(tasks.mail_notices, "delay", lambda: asked.append(1))
    tasks.mail_notices()
    assert (len(server.sent), asked) == (1, [1])
