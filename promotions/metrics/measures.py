"""From sums of facts to numbers with their numerator, denominator and definition. Nothing here knows the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from promotions.metrics import survival

FEWEST_PEOPLE = 10
TOO_FEW = f"fewer than {FEWEST_PEOPLE} people"
NOT_REACHED = "not reached"
SHORT = {TOO_FEW: f"under {FEWEST_PEOPLE}", NOT_REACHED: NOT_REACHED}  # in a cell; all else that is missing is a dash


class Kind(StrEnum):
    PERCENT = "percent"
    MONTHS = "months"
    DAYS = "days"


@dataclass(frozen=True)
class Definition:
    key: str
    name: str
    text: str
    kind: Kind = Kind.PERCENT


@dataclass(frozen=True)
class Figure:
    """A number, or in words why there is none. Percentages are fractions of 1."""

    value: Fraction | None
    basis: str  # numerator and denominator in words
    missing: str = ""


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


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def share(part: int, whole: int, of: str, none: str) -> Figure:
    """Return a share of things, such as seats. Without any there is no share, and no 0 %."""
    return Figure(Fraction(part, whole), f"{part:,} of {whole:,} {of}") if whole else Figure(None, "", none)


def rate(sums: Sums, events: int, one: str, many: str, *, remaining: bool = False) -> Figure:
    """Return events ÷ average headcount, or what remains of 1; nothing below ten people, not even the counts."""
    if not enough(sums.headcount):
        return Figure(None, "", TOO_FEW)
    part = events / sums.headcount
    return Figure(1 - part if remaining else part, f"{counted(events, one, many)}, average headcount {headcount_text(sums)}")


def headcount_text(sums: Sums) -> str:
    return f"{float(sums.headcount):,.1f}" if enough(sums.headcount) else SHORT[TOO_FEW]


def time_in_position(people: Mapping[int, tuple[int, int]]) -> Figure:
    """Return the Kaplan–Meier median in months of {months: (moved, still)}."""
    moved, everybody = sum(row[0] for row in people.values()), sum(map(sum, people.values()))
    if not enough(everybody):
        return Figure(None, "", TOO_FEW)
    months, basis = survival.median(people), f"{counted(everybody, 'time', 'times')} somebody held a role, {moved:,} ended by a move inside"
    return Figure(None, basis, NOT_REACHED) if months is None else Figure(Fraction(months), basis)


def time_to_fill(days: Mapping[int, int], waiting: int = 0, oldest: int = 0) -> Figure:
    """Return the median of {days: seats filled}; beside it, from ten seats up, the day by which nine of ten were filled, and who waits.

    `waiting` seats are open on the window's last day, the oldest for `oldest` days.
    """
    filled = sum(days.values())
    open_still = f"; {counted(waiting, 'seat', 'seats')} still open, the oldest for {counted(oldest, 'day', 'days')}" if waiting else ""
    if not filled:
        return Figure(None, open_still.removeprefix("; "), "no seats were filled")
    middle = (nth(days, (filled + 1) // 2) + nth(days, filled // 2 + 1)) * Fraction(1, 2)
    ninth = f", nine of ten within {counted(nth(days, -(-filled * 9 // 10)), 'day', 'days')}" if filled >= 10 else ""
    return Figure(middle, f"{counted(filled, 'seat', 'seats')} filled{ninth}{open_still}")


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
    return share(covered, len(ready), "critical roles", "no critical roles here")


SEATS = (
    Definition(
        "internal_fill",
        "Internal fill rate",
        "Seats filled by insiders ÷ all seats filled in the window. An insider was employed on the day before taking the seat.",
    ),
    Definition(
        "internal_first",
        "Internal-first share",
        "Seats open to insiders before outsiders, or to insiders only ÷ all seats opened in the window.",
    ),
    Definition(
        "fill",
        "Time to fill",
        "Median calendar days from opening a seat to the accepted offer, for seats filled in the window.",
        Kind.DAYS,
    ),
    Definition(
        "bench",
        "Bench coverage",
        "Critical roles with at least one ready person ÷ critical roles held or sought here. As of the last nightly run.",
    ),
)
MOVES = (
    Definition(
        "promotion",
        "Promotion rate",
        "Promotions in the window ÷ average headcount, counted where people came from. Not annualised.",
    ),
    Definition("lateral", "Lateral rate", "Lateral moves in the window ÷ average headcount. Reorganisations and new titles are no moves."),
    Definition("downward", "Downward rate", "Steps down in the window ÷ average headcount."),
    Definition(
        "position",
        "Time in position",
        "Months after which half have moved on to another role inside (Kaplan–Meier median). People still in the role, or gone from the "
        "company, count as long as they were seen. Leave does not count. All history, not the window.",
        Kind.MONTHS,
    ),
)
STAYING = (
    Definition("hire", "Hire rate", "People hired, or back after they had left, in the window ÷ average headcount."),
    Definition("retention", "Retention", "1 − leavers ÷ average headcount of the window. What is missing to 100% is turnover."),
    Definition(
        "export",
        "Talent export",
        "People who moved to another unit inside ÷ average headcount. Moves between the units below one count as well.",
    ),
)
GROUPS = {"Seats": SEATS, "Moves": MOVES, "Coming, staying, going": STAYING}
DEFINITIONS = {definition.key: definition for group in GROUPS.values() for definition in group}
OF_SUMS: dict[str, Callable[[Sums], Figure]] = {
    "internal_fill": lambda sums: share(sums["seats_filled_inside"], sums["seats_filled"], "seats filled", "no seats were filled"),
    "internal_first": lambda sums: share(sums["seats_opened_inside_first"], sums["seats_opened"], "seats opened", "no seats were opened"),
    "promotion": lambda sums: rate(sums, sums["promotions"], "promotion", "promotions"),
    "lateral": lambda sums: rate(sums, sums["laterals"], "lateral move", "lateral moves"),
    "downward": lambda sums: rate(sums, sums["demotions"], "step down", "steps down"),
    "hire": lambda sums: rate(sums, sums["hires"], "hire", "hires"),
    "retention": lambda sums: rate(sums, sums["leavers"], "leaver", "leavers", remaining=True),
    "export": lambda sums: rate(sums, sums["transfers_out"], "transfer out", "transfers out"),
}


def shown(figure: Figure, kind: Kind, *, short: bool = False) -> str:
    """Return the figure as text: "4.2%", "14 months", "not reached"; `short` fits a cell of a table."""
    if figure.value is None:
        return SHORT.get(figure.missing, "–") if short else figure.missing
    number = float(figure.value)
    if kind is Kind.PERCENT:
        return f"{number:.1%}"
    text = f"{number:,.1f}".removesuffix(".0")
    return text if short else f"{text} {kind.removesuffix('s') if number == 1 else kind}"


def measured(key: str, sums: Sums) -> Figure:
    """Return the measure of that key, one of `OF_SUMS`."""
    return OF_SUMS[key](sums)
