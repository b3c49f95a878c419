"""The list of promises: those the reader made, those made to them, and as a manager those of either side in their team."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from employees.access import Access
from employees.models import Employee, Promise
from employees.models.people import EmployeeQuerySet
from employees.models.promises import PromiseQuerySet
from employees.presenters.person_rows import row_of
from pathways.words import search_text
from skills.listing import Column, Listing
from skills.words import Text

ON_A_PAGE = 50
STATES: Mapping[str, Text] = {
    "": pgettext_lazy("promises", "Open"),
    "overdue": pgettext_lazy("promises", "Overdue"),
    "closed": pgettext_lazy("promises", "Ended"),
    "all": pgettext_lazy("promises", "All"),
}


@dataclass(frozen=True)
class PromiseRow:
    """One promise as of `today`. `manager` is who leads the employee today, None when nobody does."""

    promise: Promise
    today: dt.date

    @property
    def manager(self) -> Employee | None:
        position = row_of(self.promise.employee).position
        return position.manager if position else None

    @property
    def bearer(self) -> Employee:
        """Whose promise it is: the employee, or the manager who made it or took it on last."""
        return self.promise.carried_by or self.promise.promised_by

    @property
    def waits_for_manager(self) -> bool:
        """Whether the employee has another manager today, who has not answered for it yet."""
        waiting = self.promise.is_open and self.promise.of_manager
        return waiting and self.manager is not None and self.manager != self.bearer

    @property
    def offered(self) -> bool:
        """Whether the manager of today has offered something else; what an earlier one offered is off."""
        return self.waits_for_manager and self.promise.offered_by_id == (self.manager.pk if self.manager else None)

    @property
    def to(self) -> str:
        """To whom it is promised, by name; a manager's side without anybody is nobody's."""
        if self.promise.of_manager:
            return self.promise.employee.name
        return self.manager.name if self.manager else pgettext("manager", "nobody today")

    @property
    def overdue(self) -> bool:
        return self.promise.is_overdue(self.today)

    @property
    def state(self) -> tuple[str, str, str]:
        """Return the word, the icon and the colour."""
        return self._open_state if self.promise.is_open else self._ended_state

    @property
    def _ended_state(self) -> tuple[str, str, str]:
        if self.promise.kept_on:
            return pgettext("promise", "kept"), "pass", "good"
        if self.promise.withdrawn_on:
            return pgettext("promise", "withdrawn"), "none", ""
        return pgettext("promise", "not taken on"), "fail", "bad"

    @property
    def _open_state(self) -> tuple[str, str, str]:
        if self.offered:
            return pgettext("promise", "a change is offered"), "clock", "caution"
        if self.waits_for_manager:
            return pgettext("promise", "waits for the new manager"), "clock", "caution"
        if self.overdue:
            return pgettext("promise", "overdue"), "warning", "bad"
        return pgettext("promise", "open"), "clock", ""


@dataclass(frozen=True)
class PromiseList:
    """`views` are the parts that the reader can choose from; `passed_on` how many wait for them as a new manager."""

    show: str
    state: str
    text: str
    views: Mapping[str, str]
    listing: Listing
    passed_on: int
    today: dt.date

    @property
    def states(self) -> Mapping[str, Text]:
        return STATES

    @property
    def rows(self) -> Sequence[PromiseRow]:
        return [PromiseRow(promise, self.today) for promise in self.listing.page]

    @property
    def label(self) -> str:
        return f"{self.views[self.show]}: {STATES[self.state]}" if self.views else ""


def promise_list(reader: Access, asked: Mapping[str, str]) -> PromiseList:
    """Return the list as its address asks: `show`, `state`, `q`, `sort`, `page`."""
    parts = parts_for(reader)
    show = asked.get("show", "") if asked.get("show") in parts else next(iter(parts), "")
    state = asked.get("state", "") if asked.get("state") in STATES else ""
    text = search_text(asked.get("q", ""))
    _label, part = parts.get(show, ("", Q(pk__in=[])))
    rows = with_people(in_state(visible(reader).filter(part), state, reader.today).matching(text), reader)
    waiting = passed_on(reader).count() if reader.leads_own else 0
    views = {name: label for name, (label, _part) in parts.items()}
    return PromiseList(show, state, text, views, Listing(rows, columns(reader.today), asked, ON_A_PAGE), waiting, reader.today)


def parts_for(reader: Access) -> dict[str, tuple[str, Q]]:
    """Return the parts that this reader can choose from, by name, each with its label; the first is theirs unless told."""
    if reader.employee is None:
        return {}
    own, led = Q(employee=reader.employee), Q(employee__in=team_of(reader))
    mine, theirs = Q(side=Promise.Side.EMPLOYEE), Q(side=Promise.Side.MANAGER)
    parts = {
        "mine": (_("I promised"), own & mine | led & theirs),
        "to-me": (_("Promised to me"), own & theirs | led & mine),
    }
    return parts | ({"team": (_("All of my team"), led)} if reader.leads else {})


def team_of(reader: Access) -> EmployeeQuerySet:
    """Return those who report to the reader today, or to whom they stand in for."""
    return Employee.objects.visible_to(reader.user).filter(reader.led_directly())


def visible(reader: Access) -> PromiseQuerySet:
    return Promise.objects.visible_to(reader.user)


def in_state(promises: PromiseQuerySet, state: str, today: dt.date) -> PromiseQuerySet:
    match state:
        case "overdue":
            return promises.overdue(today)
        case "closed":
            return promises.closed()
        case "all":
            return promises
        case _:
            return promises.open()


def with_people(promises: PromiseQuerySet, reader: Access) -> PromiseQuerySet:
    """Fetch both sides, and who leads the employee today."""
    people = Employee.objects.visible_to(reader.user).with_position(reader.today)
    return promises.select_related("promised_by", "carried_by").prefetch_related(Prefetch("employee", people))


def passed_on(reader: Access) -> PromiseQuerySet:
    """Return what waits for the reader as a new manager: of those who report to them, not to whom they stand in for."""
    return visible(reader).passed_on(reader.today, to=reader.employee)


def iso(day: dt.date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def columns(today: dt.date) -> list[Column]:
    return [
        Column(gettext_lazy("Promise"), lambda promise: promise.text),
        Column(gettext_lazy("Promised by"), lambda promise: PromiseRow(promise, today).bearer.name),
        Column(
            gettext_lazy("Promised to"),
            lambda promise: PromiseRow(promise, today).to,
            order=("employee__last_name", "employee__first_name"),
        ),
        Column(gettext_lazy("Due"), lambda promise: iso(promise.due_on), order=("due_on",)),
        Column(gettext_lazy("Made"), lambda promise: iso(promise.made_on), order=("made_on",)),
        Column(gettext_lazy("State"), lambda promise: PromiseRow(promise, today).state[0]),
    ]
