"""From sums of facts to numbers with their numerator, denominator and definition. Nothing here knows the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from pathways.words import counted, number
from promotions.metrics import survival
from skills.words import Text

FEWEST_PEOPLE = 10
TOO_FEW = gettext_noop("fewer than 10 people")  # FEWEST_PEOPLE, as all of what is missing translated when it is shown
NOT_REACHED = gettext_noop("not reached")
UNTOLD = gettext_noop("hidden: fewer than 10 people, or so few could be worked out")
SHORT = {  # in a cell; all else that is missing is a dash
    TOO_FEW: gettext_noop("under 10"),
    UNTOLD: gettext_noop("hidden"),
    NOT_REACHED: NOT_REACHED,
}


NO_SEATS_FILLED = gettext_noop("no seats were filled")


class Kind(StrEnum):
    PERCENT = "percent"
    MONTHS = gettext_noop("months")
    DAYS = gettext_noop("days")


UNITS = {  # both are in the catalogue by `pathways.words.counted`
    Kind.MONTHS: ("%(count)s month", "%(count)s months"),
    Kind.DAYS: ("%(count)s day", "%(count)s days"),
}


@dataclass(frozen=True)
class Definition:
    key: str
    name: Text
    text: Text
    kind: Kind = Kind.PERCENT


@dataclass(frozen=True)
class Figure:
    """A number, or in words why there is none. Percentages are fractions of 1.

    `part` and `whole` are what it was divided from, where it was: events and average headcount, or some things of all.
    """

    value: Fraction | None
    basis: str  # numerator and denominator in words
    missing: str = ""
    part: int | None = field(default=None, compare=False)
    whole: Fraction | None = field(default=None, compare=False)


HIDDEN = Figure(None, "", UNTOLD)


@dataclass(frozen=True)
class Sums:
    """Facts of some cells summed over a window of so many days."""

    counts: Mapping[str, int]
    days: int

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)

    @property
    def headcount(self) -> Fraction:
        """Average headcount: days employed, summed over people, ÷ days of the window."""
        return Fraction(self["person_days"], self.days) if self.days else Fraction(0)


def enough(people: int | Fraction) -> bool:
    """The one rule of small numbers: what is said of fewer than ten people is not said."""
    return people >= FEWEST_PEOPLE


def share(part: int, whole: int, of: str, none: str) -> Figure:
    """Return a share of things, such as seats. Without any there is no share, and no 0 %."""
    return (
        Figure(
            Fraction(part, whole),
            _("%(part)s of %(whole)s %(of)s") % {"part": number(part), "whole": number(whole), "of": of},
            part=part,
            whole=Fraction(whole),
        )
        if whole
        else Figure(None, "", none)
    )


def rate(sums: Sums, events: int, one: str, many: str, *, remaining: bool = False) -> Figure:
    """Return events ÷ average headcount, or what remains of 1; nothing below ten people, not even the counts."""
    if not enough(sums.headcount):
        return Figure(None, "", TOO_FEW)
    part = events / sums.headcount
    return Figure(
        1 - part if remaining else part,
        _("%(events)s, average headcount %(headcount)s") % {"events": counted(events, one, many), "headcount": headcount_text(sums)},
        part=events,
        whole=sums.headcount,
    )


def headcount_text(sums: Sums) -> str:
    return number(float(sums.headcount), 1) if enough(sums.headcount) else _(SHORT[TOO_FEW])


def time_in_position(people: Mapping[int, tuple[int, int]]) -> Figure:
    """Return the Kaplan–Meier median in months of {months: (moved, still)}."""
    moved, everybody = sum(row[0] for row in people.values()), sum(map(sum, people.values()))
    if not enough(everybody):
        return Figure(None, "", TOO_FEW)
    months, basis = survival.median(people), held_and_moved(everybody, moved)
    return Figure(None, basis, NOT_REACHED) if months is None else Figure(Fraction(months), basis)


def held_and_moved(everybody: int, moved: int) -> str:
    return counted(
        everybody,
        "%(count)s time somebody held a role, %(moved)s ended by a move inside",
        "%(count)s times somebody held a role, %(moved)s ended by a move inside",
        moved=number(moved),
    )


def waiting_still(waiting: int, oldest: int) -> str:
    return counted(
        waiting,
        "%(count)s seat still open, the oldest for %(days)s",
        "%(count)s seats still open, the oldest for %(days)s",
        days=counted(oldest, "%(count)s day", "%(count)s days"),
    )


def time_to_fill(days: Mapping[int, int], waiting: int = 0, oldest: int = 0) -> Figure:
    """Return the median of {days: seats filled}; beside it, from ten seats up, the day by which nine of ten were filled, and who waits.

    `waiting` seats are open on the window's last day, the oldest for `oldest` days.
    """
    filled = sum(days.values())
    open_still = waiting_still(waiting, oldest) if waiting else ""
    if not filled:
        return Figure(None, open_still, NO_SEATS_FILLED)
    middle = (nth(days, (filled + 1) // 2) + nth(days, filled // 2 + 1)) * Fraction(1, 2)
    told = counted(filled, "%(count)s seat filled", "%(count)s seats filled")
    if filled >= 10:
        told += counted(nth(days, -(-filled * 9 // 10)), ", nine of ten within %(count)s day", ", nine of ten within %(count)s days")
    return Figure(middle, f"{told}; {open_still}" if open_still else told)


def nth(histogram: Mapping[int, int], place: int) -> int:
    """Return the value at that place, from 1, of a histogram's values in order."""
    for value in sorted(histogram):
        place -= histogram[value]
        if place <= 0:
            return value
    raise IndexError("The histogram has fewer values than that.")


def bench_coverage(ready: Mapping[int, int]) -> Figure:
    """Return the share of critical roles, {role: ready people}, with at least one ready insider."""
    covered = sum(1 for people in ready.values() if people)
    return share(covered, len(ready), _("critical roles"), gettext_noop("no critical roles here"))


SEATS = (
    Definition(
        "internal_fill",
        gettext_lazy("Internal fill rate"),
        gettext_lazy(
            "Seats filled by insiders ÷ all seats filled in the window. An insider was employed on the day before taking the seat."
        ),
    ),
    Definition(
        "internal_first",
        gettext_lazy("Internal-first share"),
        gettext_lazy("Seats open to insiders before outsiders, or to insiders only ÷ all seats opened in the window."),
    ),
    Definition(
        "fill",
        gettext_lazy("Time to fill"),
        gettext_lazy("Median calendar days from opening a seat to the accepted offer, for seats filled in the window."),
        Kind.DAYS,
    ),
    Definition(
        "bench",
        gettext_lazy("Bench coverage"),
        gettext_lazy("Critical roles with at least one ready person ÷ critical roles held or sought here. As of the last nightly run."),
    ),
)
MOVES = (
    Definition(
        "promotion",
        gettext_lazy("Promotion rate"),
        gettext_lazy("Promotions in the window ÷ average headcount, counted where people came from. Not annualised."),
    ),
    Definition(
        "lateral",
        gettext_lazy("Lateral rate"),
        gettext_lazy("Lateral moves in the window ÷ average headcount. Reorganisations and new titles are no moves."),
    ),
    Definition("downward", gettext_lazy("Downward rate"), gettext_lazy("Steps down in the window ÷ average headcount.")),
    Definition(
        "position",
        gettext_lazy("Time in position"),
        gettext_lazy(
            "Months after which half have moved on to another role inside (Kaplan–Meier median). People "
            "still in the role, or gone from the company, count as long as they were seen. Leave does not "
            "count. All history, not the window."
        ),
        Kind.MONTHS,
    ),
)
STAYING = (
    Definition(
        "hire", gettext_lazy("Hire rate"), gettext_lazy("People hired, or back after they had left, in the window ÷ average headcount.")
    ),
    Definition(
        "retention",
        gettext_lazy("Retention"),
        # xgettext:no-python-format
        gettext_lazy("1 − leavers ÷ average headcount of the window. What is missing to 100% is turnover."),
    ),
    Definition(
        "export",
        gettext_lazy("Talent export"),
        gettext_lazy("People who moved to another unit inside ÷ average headcount. Moves between the units below one count as well."),
    ),
    Definition(
        "growth",
        gettext_lazy("Growth satisfaction"),
        gettext_lazy(
            "People who agree, or agree fully, that they can grow here ÷ people who answered the newest growth pulse that is over; of "
            "the areas at and below the unit, from 10 answers up."
        ),
    ),
)
GROUPS = {gettext_noop("Seats"): SEATS, gettext_noop("Moves"): MOVES, gettext_noop("Coming, staying, going"): STAYING}
DEFINITIONS = {definition.key: definition for group in GROUPS.values() for definition in group}
OF_SEATS = frozenset(definition.key for definition in SEATS) - {"bench"}  # about openings, which everybody may read
OF_SHARES = OF_SEATS | {"growth"}  # parts of some things, and not events over time
OF_SUMS: dict[str, Callable[[Sums], Figure]] = {
    "internal_fill": lambda sums: share(sums["seats_filled_inside"], sums["seats_filled"], _("seats filled"), NO_SEATS_FILLED),
    "internal_first": lambda sums: share(
        sums["seats_opened_inside_first"], sums["seats_opened"], _("seats opened"), gettext_noop("no seats were opened")
    ),
    "promotion": lambda sums: rate(sums, sums["promotions"], "%(count)s promotion", "%(count)s promotions"),
    "lateral": lambda sums: rate(sums, sums["laterals"], "%(count)s lateral move", "%(count)s lateral moves"),
    "downward": lambda sums: rate(sums, sums["demotions"], "%(count)s step down", "%(count)s steps down"),
    "hire": lambda sums: rate(sums, sums["hires"], "%(count)s hire", "%(count)s hires"),
    "retention": lambda sums: rate(sums, sums["leavers"], "%(count)s leaver", "%(count)s leavers", remaining=True),
    "export": lambda sums: rate(sums, sums["transfers_out"], "%(count)s transfer out", "%(count)s transfers out"),
}


def shown(figure: Figure, kind: Kind, *, short: bool = False) -> str:
    """Return the figure as text: "4.2%", "14 months", "not reached"; `short` fits a cell of a table."""
    if figure.value is None:
        why = SHORT.get(figure.missing, "–") if short else figure.missing
        return _(why) if why else ""
    value = float(figure.value)
    if kind is Kind.PERCENT:
        return percent(value)
    return amount(value) if short else size(value, kind)


def percent(share: float) -> str:
    """Return a share of 1 as people read it: 0.042 → "4.2%"."""
    return _("%(number)s%%") % {"number": number(100 * share, 1)}


def amount(value: float) -> str:
    """Return a number to one decimal, none where it is whole: 14.0 → "14"."""
    return number(value, 0 if round(value, 1).is_integer() else 1)


def size(value: float, kind: Kind) -> str:
    """Return a number of months or days with its unit."""
    return ngettext(*UNITS[kind], 1 if value == 1 else 2) % {"count": amount(value)}


def measured(key: str, sums: Sums) -> Figure:
    """Return the measure of that key, one of `OF_SUMS`."""
    return OF_SUMS[key](sums)
