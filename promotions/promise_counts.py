"""How promises are kept, counted by part of the company: never a text, a name or a small number.

Units too small go with the one above, as in a growth pulse; what is counted fewer than ten times is hidden, with as many other counts as
it takes that nothing can be worked out from the sums (`promotions.disparity.suppression`).
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Q, Value, When

from employees.access import Access
from employees.models import Employee, Position, Promise, Unit
from promotions.disparity.suppression import suppress
from promotions.metrics.units import UnitTree
from promotions.pulse.inviting import AREA, areas

STATES = ("open", "overdue", "kept", "withdrawn", "declined")  # each promise is in one
SIDES = tuple(Promise.Side.values)
LOOKING_BACK = dt.timedelta(days=365)  # what ended before is not counted
MOST_AREAS = 40  # the larger the company, the larger its areas: the work of hiding grows with their number
ALL = 0  # the area of all


@dataclass(frozen=True)
class AreaCounts:
    """Counts of one area by state and side; None is a hidden one. `unit` is None for all areas together."""

    unit: Unit | None
    counts: Mapping[str, Mapping[str, int | None]]  # side → state → count


@dataclass(frozen=True)
class PromiseCounts:
    """`left_out` is how many people work in units that stand in no row."""

    areas: Sequence[AreaCounts]
    whole: AreaCounts | None
    left_out: int
    hidden: bool


def promise_counts(reader: Access) -> PromiseCounts:
    """Return the counts of the areas whose HR partner the reader is, by name. Four queries."""
    tree = UnitTree(Unit.objects.all())
    people = headcounts(reader.today)
    area_of = areas(tree, people, least=max(AREA, sum(people.values()) // MOST_AREAS))
    seen = {unit: area for unit, area in area_of.items() if area in reader.partner_units}
    left_out = sum(people[unit] for unit in reader.partner_units if unit not in seen)
    found = sorted({area for area in seen.values() if area}, key=lambda area: (tree.units[area].name, area))
    if not found:
        return PromiseCounts([], None, left_out, hidden=False)
    sums = counted(reader, seen)
    shown = {side: masked(found, side, sums) for side in SIDES}
    rows = [AreaCounts(tree.units.get(area), {side: shown[side][area] for side in SIDES}) for area in [*found, ALL]]
    return PromiseCounts(rows[:-1], rows[-1], left_out, hidden=any(None in cells.values() for row in rows for cells in row.counts.values()))


def headcounts(on: dt.date) -> Counter[int]:
    """Return unit → people who work there that day."""
    held = Position.objects.on(on).filter(employee__in=Employee.objects.employed(on)).order_by()
    return Counter(dict(held.values("unit").annotate(count=Count("pk")).values_list("unit", "count")))


def counted(reader: Access, area_of: Mapping[int, int | None]) -> Counter[tuple[int, str, str]]:
    """Return (area, side, state) → promises of people who work there today, open or ended in the last year."""
    since = reader.today - LOOKING_BACK
    prefix = "employee__promises__"
    state = Case(
        When(**{f"{prefix}kept_on__isnull": False}, then=Value("kept")),
        When(**{f"{prefix}withdrawn_on__isnull": False}, then=Value("withdrawn")),
        When(**{f"{prefix}declined_on__isnull": False}, then=Value("declined")),
        When(**{f"{prefix}due_on__lt": reader.today}, then=Value("overdue")),
        default=Value("open"),
        output_field=CharField(),
    )
    still = Q(**{f"{prefix}{name}__isnull": True for name in ("kept_on", "withdrawn_on", "declined_on")}, **{f"{prefix}isnull": False})
    lately = Q(**{f"{prefix}kept_on__gt": since}) | Q(**{f"{prefix}withdrawn_on__gt": since}) | Q(**{f"{prefix}declined_on__gt": since})
    held = Position.objects.on(reader.today).filter(still | lately, unit__in=area_of).order_by()
    rows = held.values_list("unit", f"{prefix}side", state).annotate(count=Count(f"{prefix}pk"))
    sums = Counter[tuple[int, str, str]]()
    for unit, side, what, number in rows:
        sums[area_of[unit] or ALL, side, what] += number
    return sums


def masked(found: Sequence[int], side: str, sums: Mapping[tuple[int, str, str], int]) -> dict[int, dict[str, int | None]]:
    """Return area → state → count of one side, with those hidden that must be; `ALL` are the sums over the areas."""
    table = [[sums.get((area, side, state), 0) for state in STATES] for area in found]
    shown = suppress(rows=[str(area) for area in found], cols=STATES, counts=table)
    rows = [*zip(found, shown.cells, strict=True), (ALL, shown.col_totals)]
    return {area: dict(zip(STATES, cells, strict=True)) for area, cells in rows}
