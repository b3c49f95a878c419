"""The line as nested intervals, walks up it, and the refusal of circles."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from employees import reporting_line
from employees.models import Employee, Position, ReportingLine
from tests.factories.employees import EmployeeFactory, PositionFactory, UnitFactory

TODAY = dt.date(2026, 6, 1)


def line_of(**managers: str | None) -> dict[str, Employee]:
    """Store people, each by a letter, with the letter of the manager: `line_of(a=None, b="a")`."""
    people: dict[str, Employee] = {letter: EmployeeFactory(number=letter) for letter in managers}
    unit = UnitFactory()
    for letter, manager in managers.items():
        PositionFactory(employee=people[letter], unit=unit, manager=people[manager] if manager else None, start=dt.date(2020, 1, 1))
    return people


@pytest.mark.django_db
def test_everybody_below_at_any_depth_is_one_range() -> None:
    people = line_of(a=None, b="a", c="b", d="b", e="a", f=None)
    reporting_line.rebuild(TODAY)

    def below(letter: str) -> set[str]:
        return {e.number for e in reporting_line.below(Employee.objects.select_related("line").get(pk=people[letter].pk))}

    assert below("a") == {"b", "c", "d", "e"}
    assert below("b") == {"c", "d"}
    assert below("f") == set()
    assert list(ReportingLine.objects.order_by("employee__number").values_list("depth", flat=True)) == [0, 1, 2, 2, 1, 0]


@pytest.mark.django_db
def test_a_second_rebuild_writes_nothing(django_assert_num_queries) -> None:
    line_of(a=None, b="a")
    assert reporting_line.rebuild(TODAY) == 2
    before = list(ReportingLine.objects.values_list("employee_id", "left", "right"))
    assert reporting_line.rebuild(TODAY) == 2
    assert list(ReportingLine.objects.values_list("employee_id", "left", "right")) == before


@pytest.mark.django_db
def test_a_manager_without_a_position_that_day_begins_no_line() -> None:
    people = line_of(a=None, b="a")
    people["a"].positions.update(end=dt.date(2026, 1, 1))
    reporting_line.rebuild(TODAY)
    assert [(row.employee.number, row.depth) for row in ReportingLine.objects.select_related("employee")] == [("b", 0)]


@pytest.mark.django_db
def test_managers_above_are_nearest_first_and_of_that_day() -> None:
    people = line_of(a=None, b="a", c="b")
    chain = reporting_line.above(people["b"].pk, TODAY)
    assert chain == [people["b"].pk, people["a"].pk]
    assert reporting_line.above(people["b"].pk, dt.date(2019, 1, 1)) == [people["b"].pk]


@pytest.mark.django_db
def test_a_circle_is_refused_when_a_position_is_saved() -> None:
    people = line_of(a=None, b="a", c="b")
    top = people["a"].positions.get()
    top.manager = people["c"]
    with pytest.raises(reporting_line.CircleError, match=r"goes round in a circle: a → c → b → a\. Expected"):
        top.save()
    assert Position.objects.get(pk=top.pk).manager is None


@pytest.mark.django_db
def test_a_circle_written_in_bulk_is_named_by_the_rebuild() -> None:
    people = line_of(a=None, b="a", c="b", d="c")
    people["a"].positions.update(manager=people["c"])
    with pytest.raises(reporting_line.CircleError, match="circle") as refused:
        reporting_line.rebuild(TODAY)
    assert {e.number for e in Employee.objects.filter(pk__in=refused.value.employee_ids)} == {"a", "b", "c"}
    assert not ReportingLine.objects.exists()


@given(st.lists(st.integers(min_value=0, max_value=40), max_size=40))
def test_intervals_say_what_walking_up_says(choices: list[int]) -> None:
    """Law: x lies inside y's interval exactly when walking up from x meets y. Managers are drawn among earlier ids: no circles."""
    managers = [choice % place if place and choice < 36 else 0 for place, choice in enumerate(choices)]  # about one in ten begins a line
    pairs = np.array([(place + 1, manager) for place, manager in enumerate(managers)], dtype=np.int64).reshape(-1, 2)
    rows = {int(e): (int(left), int(right), int(depth)) for e, left, right, depth in reporting_line.intervals(pairs)}
    for person, _ in enumerate(managers, start=1):
        line, up = [], managers[person - 1]
        while up:
            line.append(up)
            up = managers[up - 1]
        left = rows[person][0]
        assert {y for y, (first, last, _) in rows.items() if first < left <= last} == set(line)
        assert rows[person][2] == len(line)
    assert sorted(left for left, _, _ in rows.values()) == list(range(1, len(managers) + 1))
