"""A conversation as an entry for calendars (RFC 5545), and the changes to it (RFC 5546).

Times are told in UTC, which every calendar shows in its reader's own zone, on both sides of a change of the clocks. The entry holds who,
when and where, and nothing of what is talked about: other people may see a calendar.
"""

import datetime as dt
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from employees import language
from employees.models import Conversation, Employee
from employees.outbox import address_of

PRODUCT = "-//Pathways//Development conversations//EN"


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


def uid_of(conversation: Conversation) -> str:
    """Return the name of the entry, the same for as long as there is the conversation."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"conversation-{conversation.pk}@{domain}"


def calendar_of(conversation: Conversation, method: Method, to: Employee) -> str:
    """Return the entry in the recipient's language, as a file for calendars; `PUBLISH` is for one who fetches it themselves."""
    with translation.override(language.of(to)):
        event = _event(conversation, method)
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", method.value)):
        calendar.add(name, value)
    calendar.add_component(event)
    written: str = calendar.to_ical().decode()
    return written


def _event(conversation: Conversation, method: Method) -> Event:
    employee, manager = conversation.employee, conversation.manager
    event = Event()
    event.add("uid", uid_of(conversation))
    event.add("sequence", conversation.sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", conversation.planned_for.astimezone(dt.UTC))
    event.add("dtend", conversation.ends_at.astimezone(dt.UTC))
    event.add("summary", _("Development conversation: %(employee)s and %(manager)s") % {"employee": employee.name, "manager": manager.name})
    event.add("description", settings.SITE_URL + reverse("conversation", args=[conversation.pk]))
    if conversation.place:
        event.add("location", conversation.place)
    event.add("status", _status(conversation, method))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    if method != Method.PUBLISH:
        _add_people(event, employee, manager)
    return event


def _status(conversation: Conversation, method: Method) -> str:
    if method == Method.CANCEL or conversation.cancelled_at:
        return "CANCELLED"
    return "CONFIRMED" if conversation.confirmed else "TENTATIVE"


def _add_people(event: Event, employee: Employee, manager: Employee) -> None:
    """The manager invites, through us: answers go to the manager."""
    for person in (employee, manager):
        if address := address_of(person):
            guest = vCalAddress(f"mailto:{address}")
            guest.params.update({"CN": vText(person.name), "ROLE": vText("REQ-PARTICIPANT"), "CUTYPE": vText("INDIVIDUAL")})
            guest.params["PARTSTAT"] = vText("ACCEPTED" if person == manager else "NEEDS-ACTION")
            guest.params["RSVP"] = vText("FALSE" if person == manager else "TRUE")
            event.add("attendee", guest, encode=False)
    ours = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    host = vCalAddress(f"mailto:{address_of(manager) or ours}")
    host.params["CN"] = vText(manager.name)
    host.params["SENT-BY"] = vText(f"mailto:{ours}")
    event.add("organizer", host, encode=False)
