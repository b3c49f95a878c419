"""Inviting to a pulse: everybody employed has a turn, and an area in which their answer counts."""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction

from employees import outbox
from employees.models import Employee, Notice, Position, Unit
from promotions.metrics.units import UnitTree
from promotions.models import Pulse, PulseCount, PulseTurn
from promotions.pulse.questions import CELLS

AREA = 30  # people asked in an area, at least: smaller units go with the one above
AT_A_TIME = 2_000


@transaction.atomic
def invite(pulse_id: int) -> int:
    """Give everybody employed on the first day their turn and a notice; a second call invites nobody. Return how many were invited."""
    pulse = Pulse.objects.select_for_update().filter(pk=pulse_id, invited=0).first()
    if pulse is None:
        return 0
    held = Position.objects.on(pulse.opens_on).filter(employee__in=Employee.objects.employed(pulse.opens_on))
    unit_of = dict(held.values_list("employee_id", "unit_id"))
    area_of = areas(UnitTree(Unit.objects.all()), Counter(unit_of.values()))
    turns = [PulseTurn(pulse=pulse, employee_id=employee, area_id=area_of.get(unit)) for employee, unit in unit_of.items()]
    PulseTurn.objects.bulk_create(turns, batch_size=AT_A_TIME)
    every = {area_of.get(unit) for unit in unit_of.values()} | {None}
    PulseCount.objects.bulk_create(
        (PulseCount(pulse=pulse, area_id=area, question=question, choice=choice) for area in every for question, choice in CELLS),
        batch_size=AT_A_TIME,
    )
    for employee in Employee.objects.filter(pk__in=unit_of).select_related("user").iterator(chunk_size=AT_A_TIME):
        outbox.compose("pulse", {"pulse": pulse}, to=employee, kind=Notice.Kind.PULSE, on=pulse.opens_on).save()
    Pulse.objects.filter(pk=pulse.pk).update(invited=len(turns))
    return len(turns)


def areas(tree: UnitTree, people: Mapping[int, int], least: int = AREA) -> dict[int, int | None]:
    """Return unit → the area it counts in: the nearest unit at or above it in which so many people or more are left; None for the rest."""
    area: dict[int, int | None] = {}

    def left(unit: Unit) -> tuple[list[int], int]:
        units, number = [unit.pk], people.get(unit.pk, 0)
        for child in tree.children.get(unit.pk, []):
            below, more = left(child)
            units, number = units + below, number + more
        if number < least:
            return units, number
        area.update(dict.fromkeys(units, unit.pk))
        return [], 0

    for top in tree.children[None]:
        area.update(dict.fromkeys(left(top)[0]))
    return area
