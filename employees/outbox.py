"""Notices on their way: composed from a template, mailed after the commit, tried again until the mail server takes them.

A mail is claimed before it is sent, and noted as sent after: see `employees.tries`. One that goes out twice has the same Message-ID,
by which mail programs know a repetition.
"""

import datetime as dt
import re
import smtplib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.mime.text import MIMEText
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Count, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from employees import language
from employees.models import Employee, Notice, NoticeLine, User
from employees.nudges.links import unsubscribe_link
from employees.tries import Tries
from skills.words import Text

log = structlog.get_logger(__name__)

BATCH = 100
FAILURES_SHOWN = 10
PAUSES = [dt.timedelta(minutes=15), dt.timedelta(hours=1), dt.timedelta(hours=6), dt.timedelta(days=1), dt.timedelta(days=2)]
OF_THE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)  # all other OSErrors are of the server: the next mail would fail too

Mail = Notice.Mail
TRIES = Tries(
    model=Notice,
    pauses=PAUSES,
    unended="The last try did not come to its end; the mail may have been sent.",
    state="mail",
    attempts="mail_attempts",
    next_at="mail_next_at",
    error="mail_error",
)


def compose(
    template: str, context: Mapping[str, Any], *, to: Employee | User, **fields: Any
) -> Notice:  # Any: as templates and models take
    """Return a notice to be saved, in the recipient's language. The template's first line is the subject, the rest the text."""
    with translation.override(language.of(to)):
        subject, _, text = render_to_string(f"employees/notices/{template}.txt", dict(context)).strip().partition("\n")
    recipient = {"to_account": to} if isinstance(to, User) else {"to_person": to}
    mailed = {"mail": Mail.WAITING, "mail_next_at": timezone.now()} if mail_is_on() and address_of(to) else {}
    return Notice(subject=on_one_line(subject), text=text.strip(), **recipient, **mailed, **fields)


def on_one_line(subject: str) -> str:
    """Return a subject without breaks of lines: names are in it, and a mail server takes what follows a break for another header."""
    return " ".join(subject.split())


def mail_is_on() -> bool:
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


def address_of(recipient: Employee | User) -> str:
    if isinstance(recipient, User) or recipient.email:
        return recipient.email
    return recipient.user.email if recipient.user else ""


# --- Mailing ----------------------------------------------------------------------------------


def send_waiting() -> Iterator[Notice]:
    """Send what is due, the longest due first; yield each notice after its try. Ends early when the server does not take mail."""
    server = get_connection()
    try:
        while batch := list(_due()[:BATCH]):
            for notice in batch:
                if not _is_told_still(notice):
                    _due().filter(pk=notice.pk).update(mail=Mail.NONE, mail_next_at=None)
                elif TRIES.claim(notice):
                    if not _send(notice, server):
                        return
                    yield notice
    finally:
        server.close()


def _due() -> QuerySet[Notice]:
    return TRIES.due().select_related("to_person__user", "to_account").prefetch_related("lines")


def _account_of(notice: Notice) -> User | None:
    return notice.to_person.user if notice.to_person else notice.to_account


def _is_told_still(notice: Notice) -> bool:
    """Whether the recipient reads it among their notices to this day. What has waited for a mail server may be of somebody who is in
    their line no more, or to somebody who has left; on the day that it tells of nothing has changed."""
    account = _account_of(notice)
    if account is None or notice.on >= timezone.localdate():
        return True
    return Notice.objects.visible_to(account).filter(pk=notice.pk).exists()


def _lines_of(notice: Notice) -> Iterable[NoticeLine]:
    account = _account_of(notice)
    if account is None or notice.on >= timezone.localdate():
        return notice.lines.all()
    return notice.lines.visible_to(account)


def _send(notice: Notice, server: BaseEmailBackend) -> bool:
    """Try once and note what came of it; return whether the server takes mail at all."""
    try:
        server.open()
        server.send_messages([message_of(notice)])
    except Exception as error:  # noqa: BLE001  # whatever it is, it is written down and tried again
        _note_failure(notice, error)
        return isinstance(error, OF_THE_MAIL) or not isinstance(error, OSError)
    TRIES.succeeded(notice)
    return True


def _note_failure(notice: Notice, error: Exception) -> None:
    log.warning("notice not mailed", notice=notice.pk, attempt=notice.mail_attempts, error=type(error).__name__)
    TRIES.failed(notice, f"{type(error).__name__}: {error}".replace(_address(notice), "…"))


def _address(notice: Notice) -> str:
    recipient = notice.to_person or notice.to_account
    return address_of(recipient) if recipient else ""


def message_of(notice: Notice) -> EmailMessage:
    end = unsubscribe_link(notice.to_person_id) if notice.kind == Notice.Kind.NUDGES and notice.to_person_id else ""
    context = {"notice": notice, "lines": _lines_of(notice), "site": settings.SITE_URL, "unsubscribe": end}
    with translation.override(language.of(notice.to_person or notice.to_account)):
        body = render_to_string("employees/notices/mail.txt", context)
    headers = {"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated"}
    if end:  # RFC 8058: the mail program asks for it by POST, without opening a page
        headers |= {"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    attachments = [calendar_part(notice.calendar)] if notice.calendar else []
    return EmailMessage(on_one_line(notice.subject), body, to=[_address(notice)], headers=headers, attachments=attachments)


def calendar_part(entry: str) -> MIMEText:
    """Return an entry for calendars as mail programs take it: its method stands in the header too (RFC 6047)."""
    part = MIMEText(entry, "calendar", "utf-8")
    method = re.search(r"^METHOD:(\w+)", entry, re.MULTILINE)
    part.set_param("method", method[1] if method else "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename="conversation.ics")
    return part


def message_id(notice: Notice) -> str:
    """Return the same for every try of one notice."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    return f"<notice-{notice.pk}@{domain}>"


# --- How it goes ------------------------------------------------------------------------------


@dataclass(frozen=True)
class MailReport:
    """Notices told since a day. `failures`: why tries failed, of mail that waits or was given up, and how many notices it concerns."""

    since: dt.date
    is_on: bool
    counts: list[tuple[Text, int]]
    failures: list[tuple[str, int]]


def mail_report(since: dt.date) -> MailReport:
    """Two queries, of the notices since that day."""
    recent = Notice.objects.filter(on__gte=since).order_by()
    counts = dict(recent.values_list("mail").annotate(count=Count("pk")))
    failed = recent.filter(mail__in=[Mail.WAITING, Mail.GIVEN_UP]).exclude(mail_error="")
    failures = failed.values_list("mail_error").annotate(count=Count("pk")).order_by("-count")[:FAILURES_SHOWN]
    return MailReport(since, mail_is_on(), [(state.label, counts.get(state, 0)) for state in Mail], list(failures))
