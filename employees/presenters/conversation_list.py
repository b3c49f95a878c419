"""The list of conversations: one's own from either side, and of HR partners those of their units, without a word of what was said."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from employees.access import Access
from employees.models import Conversation, Employee
from employees.models.conversations import ConversationQuerySet
from skills.listing import Column, Listing
from skills.words import Text

ON_A_PAGE = 50
VIEWS: Mapping[str, Text] = {"": gettext_lazy("Open"), "past": gettext_lazy("Finished")}
ENDED = Q(cancelled_at__isnull=False) | Q(employee_signed_at__isnull=False, manager_signed_at__isnull=False)


@dataclass(frozen=True)
class ConversationList:
    """`person` is the one whose conversations alone are asked for; `may_plan` whether the reader leads them."""

    show: str
    listing: Listing
    reader: Access
    person: Employee | None = None
    may_plan: bool = False

    @property
    def views(self) -> Mapping[str, Text]:
        return VIEWS

    @property
    def label(self) -> Text:
        return VIEWS[self.show]


def conversation_list(reader: Access, asked: Mapping[str, str]) -> ConversationList:
    """Return the list as its address asks: `show`, `person`, `sort`, `page`."""
    show = asked.get("show", "") if asked.get("show") in VIEWS else ""
    person = person_of(reader, asked.get("person", ""))
    rows = rows_for(reader, show, person)
    may_plan = bool(person and reader.leader_of(person))
    return ConversationList(show, Listing(rows, COLUMNS, asked, ON_A_PAGE), reader, person, may_plan)


def rows_for(reader: Access, show: str, person: Employee | None = None) -> ConversationQuerySet:
    rows: ConversationQuerySet = Conversation.objects.visible_to(reader.user).with_people()
    rows = rows.filter(ENDED).order_by("-planned_for", "pk") if show == "past" else rows.exclude(ENDED).order_by("planned_for", "pk")
    return rows.filter(employee=person) if person else rows


def person_of(reader: Access, number: str) -> Employee | None:
    """Return the person of that number whose record the reader may open; None for any other."""
    if not (number.isdecimal() and len(number) < 10):
        return None
    return Employee.objects.visible_to(reader.user).select_related("line").filter(pk=int(number)).first()


def at(conversation: Conversation) -> str:
    return f"{timezone.localtime(conversation.planned_for):%Y-%m-%d %H:%M}"


COLUMNS = [
    Column(gettext_lazy("Planned for"), at, order=("planned_for",)),
    Column(gettext_lazy("Person"), lambda one: one.employee.name, order=("employee__last_name", "employee__first_name")),
    Column(gettext_lazy("Led by"), lambda one: one.manager.name, order=("manager__last_name", "manager__first_name")),
    Column(gettext_lazy("Held on"), lambda one: one.held_on.isoformat() if one.held_on else "", order=("held_on",)),
    Column(gettext_lazy("State"), lambda one: one.state),
]
