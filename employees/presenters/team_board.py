"""The team board: a manager's people, one row each, with what a conversation would begin with. As many queries for 8 as for 8,000."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.access import Access
from employees.models import Employee
from employees.models.people import EmployeeQuerySet
from employees.presenters.person_rows import row_of
from pathways.models import RoleProfile
from pathways.words import duration, search_text
from promotions.attention import months_in_role, with_attention
from promotions.models.readiness import Status
from promotions.standing import Standing, standing_of
from skills.listing import ROWS_AT_A_TIME, Column, Listing, csv_file
from skills.words import Text

MEMBERS_A_PAGE = 40
QUIET = dt.timedelta(days=90)  # without a conversation

FILTERS = {
    "": gettext_lazy("Everyone"),
    "ready": gettext_lazy("Ready for a step"),
    "near": gettext_lazy("Near a step"),
    "quiet": gettext_lazy("No conversation for three months"),
    "lapsing": gettext_lazy("Credentials lapsing"),
    "overdue": gettext_lazy("Promises overdue"),
}
REACHES = {"": gettext_lazy("Direct reports"), "line": gettext_lazy("The whole line")}


@dataclass(frozen=True)
class Member:
    """One person on the board. `months` are those in the role, leave not counted; `usual` is None when nobody has written them down."""

    person: Employee
    role: str
    unit: str
    months: int | None
    usual: int | None
    step: str
    standing: Standing | None
    talked: dt.date | None
    talks: dt.datetime | None
    lapses: dt.date | None
    overdue_own: int
    overdue_manager: int
    today: dt.date

    @property
    def time(self) -> str:
        return "" if self.months is None else duration(self.months)

    @property
    def usual_time(self) -> str:
        return duration(self.usual) if self.usual else ""

    @property
    def past_usual(self) -> bool:
        return self.months is not None and self.usual is not None and self.months > self.usual

    @property
    def lapsed(self) -> bool:
        return self.lapses is not None and self.lapses <= self.today

    @property
    def quiet(self) -> bool:
        return self.talks is None and (self.talked is None or self.talked < self.today - QUIET)

    @property
    def overdue(self) -> str:
        sides = [(self.overdue_manager, _("of the manager")), (self.overdue_own, _("of the employee"))]
        return ", ".join(f"{number} {side}" for number, side in sides if number)


@dataclass(frozen=True)
class TeamBoard:
    """`reach` is "" for direct reports or "line"; `show` is a key of `FILTERS`."""

    listing: Listing
    reach: str
    show: str
    text: str
    today: dt.date

    @property
    def reaches(self) -> Mapping[str, Text]:
        return REACHES

    @property
    def filters(self) -> Mapping[str, Text]:
        return FILTERS

    @property
    def label(self) -> str:
        return f"{REACHES[self.reach]}: {FILTERS[self.show]}"

    @property
    def form_fields(self) -> dict[str, str]:
        """Return what a view of it keeps, by the names of its fields."""
        return {"reach": self.reach, "show": self.show, "text": self.text, "sort": self.listing.sort}

    @property
    def kept(self) -> dict[str, str]:
        """Return what its address asks for, without what the board shows by itself."""
        asked = {"reach": self.reach, "show": self.show, "q": self.text, "sort": self.listing.sort}
        return {name: value for name, value in asked.items() if value}

    @property
    def members(self) -> list[Member]:
        return members(list(self.listing.page), self.today)


def team_board(reader: Access, asked: Mapping[str, str]) -> TeamBoard:
    """Return the board as its address asks: `reach`, `show`, `q`, `sort`, `page`."""
    today, text = reader.today, search_text(asked.get("q", ""))
    reach = asked.get("reach", "") if asked.get("reach") in REACHES else ""
    show = asked.get("show", "") if asked.get("show") in FILTERS else ""
    people = team_people(reader, reach, text)
    rows = with_attention(people.with_position(today), today).filter(asking_for(show, today))
    return TeamBoard(Listing(rows, COLUMNS, asked, MEMBERS_A_PAGE), reach, show, text, today)


def team_people(reader: Access, reach: str, text: str) -> EmployeeQuerySet:
    """Return the people in the reader's line who match the text: those who report to them, or with the reach "line" everybody below."""
    people = Employee.objects.visible_to(reader.user).filter(reader.line()).employed(reader.today).matching(text)
    return people if reach else people.reporting_to(reader.employee, reader.today)


def asking_for(show: str, today: dt.date) -> Q:
    match show:
        case "ready":
            return Q(best_status=Status.READY)
        case "near":
            return Q(best_status=Status.NEAR)
        case "quiet":
            return Q(talks__isnull=True) & (Q(talked__isnull=True) | Q(talked__lt=today - QUIET))
        case "lapsing":
            return Q(lapses__isnull=False)
        case "overdue":
            return Q(overdue__gt=0)
        case _:
            return Q()


@dataclass(frozen=True)
class Called:
    """What the rules in force call a role, and the months that people usually stay."""

    name: str
    usual: int | None


def members(people: Sequence[Employee], today: dt.date) -> list[Member]:
    """Return the rows of these people, who come from `with_attention`. Three queries."""
    roles = {role for person in people for role in (present_role(person), annotated(person, "best_role")) if role}
    called = {
        role: Called(name, usual)
        for role, name, usual in RoleProfile.objects.in_force(today).filter(role__in=roles).values_list("role", "name", "typical_months")
    }
    since = months_in_role(people, today)
    return [member(person, called, since.get(person.pk), today) for person in people]


def member(person: Employee, called: Mapping[int, Called], months: int | None, today: dt.date) -> Member:
    row = row_of(person)
    here = called.get(present_role(person) or 0)
    best, status, score = (annotated(person, name) for name in ("best_role", "best_status", "best_score"))
    return Member(
        person=person,
        role=here.name if here else row.position.title if row.position else "",
        unit=row.unit,
        months=months,
        usual=here.usual if here else None,
        step=called[best].name if best in called else "",
        standing=standing_of(status, score) if best in called else None,
        today=today,
        **{name: annotated(person, name) for name in ("talked", "talks", "lapses", "overdue_own", "overdue_manager")},
    )


def present_role(person: Employee) -> int | None:
    position = row_of(person).position
    return position.role_id if position else None


def annotated(person: Employee, name: str) -> Any:  # Any: a column of `with_attention`
    return getattr(person, name)


def everybody(board: TeamBoard) -> Iterator[Member]:
    """Return every row of the board, some hundreds read at a time."""
    people = board.listing.ordered.iterator(chunk_size=ROWS_AT_A_TIME)
    while some := list(islice(people, ROWS_AT_A_TIME)):
        yield from members(some, board.today)


def iso(day: dt.date | dt.datetime | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


COLUMNS = [
    Column(gettext_lazy("Name"), lambda member: member.person.name, order=("last_name", "first_name")),
    Column(gettext_lazy("Time in role"), lambda member: member.time, order=("present__start",)),
    Column(gettext_lazy("Best next step"), lambda member: member.step, order=("best_status", "best_score")),
    Column(gettext_lazy("Last conversation"), lambda member: iso(member.talked), order=("talked",)),
    Column(gettext_lazy("Next conversation"), lambda member: iso(member.talks), order=("talks",)),
    Column(gettext_lazy("Credential lapses"), lambda member: iso(member.lapses), order=("lapses",)),
    Column(gettext_lazy("Promises overdue"), lambda member: member.overdue, order=("overdue",)),
]
IN_FILE = [
    Column(gettext_lazy("Number"), lambda member: member.person.number),
    COLUMNS[0],
    Column(gettext_lazy("Role"), lambda member: member.role),
    Column(gettext_lazy("Unit"), lambda member: member.unit),
    COLUMNS[1],
    Column(gettext_lazy("Usual time"), lambda member: member.usual_time),
    COLUMNS[2],
    Column(gettext_lazy("Readiness"), lambda member: member.standing.words if member.standing else ""),
    *COLUMNS[3:],
]


def file_of(board: TeamBoard) -> StreamingHttpResponse:
    rows = ([column.cell(member) for column in IN_FILE] for member in everybody(board))
    return csv_file("team", [column.label for column in IN_FILE], rows)
