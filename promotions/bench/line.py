"""The reporting line: what a change of manager costs, and what it costs to ask who may see whom."""

import datetime as dt
import time

from django.db.models import F, QuerySet

from employees import reporting_line
from employees.models import Employee, Position, ReportingLine
from promotions.bench.figures import Figure, figure, percentile, ratio
from promotions.bench.site import signed_in
from promotions.bench.stopwatch import timed

ASKED = 300
SHARE = 10  # the line asked about is the smallest that holds at least one in so many of the company


def measure(on: dt.date, repeats: int) -> dict[str, Figure]:
    rebuilds, checks = [], []
    for number in range(repeats):
        _move_somebody(number)
        rebuilds.append(timed(lambda: reporting_line.rebuild(on)).seconds)
        checks.append(timed(lambda: reporting_line.rebuild(on)).seconds)
    reader = signed_in(leader_of_many())[0]
    asked = [_asked(Employee.objects.visible_to(reader), Employee.objects.all()) for _ in range(repeats)]
    return {
        "may_see_to_key": ratio(*zip(*asked, strict=True)),
        "line_rebuild_seconds": figure(rebuilds),
        "line_unchanged_seconds": figure(checks),
    }


def leader_of_many() -> Employee:
    """Return whoever leads the smallest line of at least a tenth of the company."""
    sizes = ReportingLine.objects.annotate(size=F("right") - F("left"))
    return sizes.filter(size__gte=Employee.objects.count() // SHARE).order_by("size").select_related("employee")[0].employee


def _move_somebody(number: int) -> None:
    """Put somebody who leads nobody under the top of the company."""
    top = ReportingLine.objects.get(depth=0).employee_id
    leaf = ReportingLine.objects.filter(left=F("right"), depth__gt=1).order_by("employee")[number].employee_id
    Position.objects.open().filter(employee=leaf).update(manager=top)


def _asked(visible: "QuerySet[Employee]", everybody: "QuerySet[Employee]") -> tuple[float, float]:
    """Return the median seconds to find a person through each, by turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for person in Employee.objects.order_by("?").values_list("pk", flat=True)[:ASKED]:
        for people, found in zip((visible, everybody), times, strict=True):
            began = time.perf_counter()
            people.filter(pk=person).first()
            found.append(time.perf_counter() - began)
    return percentile(times[0], 0.5), percentile(times[1], 0.5)
