"""Who moves on and who does not: outward moves, outward applications and promotions of each unit beside what they would be elsewhere.

Expected counts are the company's rates, level by level within each family, times the person-years of this unit (indirect
standardisation): a unit of seniors is not compared with one of beginners. The unit's own people are among the company's, which pulls
its ratio towards 1: what is marked all the same is marked safely. Fewer than chance explains is a *prompt* to ask why, and nothing
against whoever leads the unit: the figures know no reasons. Moves between two units below a unit count as moves out of it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count

from employees.models import Position, Unit
from promotions.disparity import Standardised, standardised
from promotions.disparity.multiplicity import FALSE_DISCOVERIES
from promotions.models import Application, Readiness
from promotions.models.readiness import Status
from promotions.reviews.cells import MEASURES, Numbers, added, count, of_units, outward
from promotions.reviews.scope import FEWEST, Answer, Scope

MARKING = ("left", "promoted")
STAYS = dt.timedelta(days=183)  # ready for so long, and still here


def compute(scope: Scope) -> Answer:
    """Return, for every unit with enough people, observed and expected counts with intervals, most in need of attention first."""
    years, events = count(scope)
    whole = {name: added(cells.values()) for name, cells in (("years", years), *events.items())}
    fewest = FEWEST * scope.years  # ten people on average, not two for five years
    units = [(unit, below) for unit, below in scope.every_unit() if sum(of_units(years, below).values()) >= fewest]
    found = {
        name: standardised(
            [observed_expected(of_units(events[name], below), of_units(years, below), whole[name], whole["years"]) for _, below in units]
        )
        for name in MEASURES
    }
    staying, answered = _staying(), _answered(scope)
    rows = [
        _row(unit, sum(of_units(years, below).values()), {name: found[name][at] for name in MEASURES})
        | {
            "staying": sum(staying.get(one, 0) for one in below),
            "answered": sum(answered[one][0] for one in below),
            "turned_down": sum(answered[one][1] for one in below),
        }
        for at, (unit, below) in enumerate(units)
    ]
    return {"units": sorted(rows, key=_attention), "years": round(sum(whole["years"].values()), 1)}


def _row(unit: Unit, years: float, found: Mapping[str, Standardised]) -> Answer:
    marks = [name for name in MARKING if _below_expected(found[name])]
    return {"unit": unit.pk, "years": round(years, 1), "marks": marks, **{name: _told(one) for name, one in found.items()}}


def _below_expected(one: Standardised) -> bool:
    return one.high is not None and one.high < 1 and one.q_low is not None and one.q_low <= FALSE_DISCOVERIES


def _told(one: Standardised) -> Answer:
    told = {name: getattr(one, name) for name in ("observed", "ratio", "low", "high", "shrunk", "enough")}
    return told | {"expected": round(one.expected, 1), "q": one.q_low}


def _attention(row: Answer) -> tuple[int, float, int]:
    """Order: units marked for both, for one, for none; within these by how far the outward moves lie below, shrunken."""
    return -len(row["marks"]), row["left"]["shrunk"], row["unit"]


def observed_expected(mine: Numbers, years: Numbers, events: Numbers, all_years: Numbers) -> tuple[int, float]:
    """Return what happened in a unit, and what would have at the company's rates, the unit's own people among them."""
    expected = sum(own * events.get(place, 0.0) / all_years[place] for place, own in years.items() if all_years[place] > 0)
    return round(sum(mine.values())), expected


# --- Who stays and who was answered --------------------------------------------------------------


def _answered(scope: Scope) -> dict[int, tuple[int, int]]:
    """Return unit → outward applications that were answered, and of these turned down."""
    outcomes = outward(scope).filter(outcome__in=[Application.Outcome.ACCEPTED, Application.Outcome.TURNED_DOWN])
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for unit, outcome, number in outcomes.values_list("of_unit", "outcome").annotate(Count("pk")).order_by():  # type: ignore[misc]  # an annotated one
        answered, down = found[unit]
        found[unit] = (answered + number, down + number * (outcome == Application.Outcome.TURNED_DOWN))
    return found


def _staying() -> dict[int, int]:
    """Return unit → people who have been ready for a next role for half a year or more, as of the last night."""
    newest = Readiness.objects.order_by("-run__on").values_list("run__on", flat=True).first()
    if newest is None:
        return {}
    ready = Readiness.objects.filter(status=Status.READY, ready_since__lte=newest - STAYS).values("employee")
    here = Position.objects.on(newest).filter(employee__in=ready)
    return dict(here.values_list("unit").annotate(Count("employee", distinct=True)).order_by())
