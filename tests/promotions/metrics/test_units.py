"""The tree of readable units."""

from employees.models import Unit
from promotions.metrics.units import UnitTree


def tree(**parents):
    """Build units a, b, … numbered in order, from {name: name of its parent}."""
    numbers = {name: number for number, name in enumerate(parents, start=1)}
    units = [Unit(pk=numbers[name], code=name, name=name.upper(), parent_id=numbers.get(parent, 99)) for name, parent in parents.items()]
    return UnitTree(units), {unit.code: unit for unit in units}


def test_sums_go_up_to_the_row_that_holds_them():
    found, units = tree(top="out of reach", north="top", a="north", b="north", deep="a", south="top")

    assert found.only_top == units["top"]
    assert [unit.code for unit in found.rows(units["top"])] == ["north", "south"]
    assert found.row_of_each(units["top"]) == {1: 1, 2: 2, 3: 2, 4: 2, 5: 2, 6: 6}
    assert sorted(found.below(units["a"])) == [3, 5]
    assert [unit.code for unit in found.path(units["deep"])] == ["top", "north", "a", "deep"]


def test_several_trees_have_no_unit_above_all():
    found, units = tree(a="out of reach", b="out of reach")

    assert found.only_top is None
    assert [unit.code for unit in found.rows(None)] == ["a", "b"]
    assert found.row_of_each(None) == {1: 1, 2: 2}
    assert found.path(None) == []
    assert found.coded("b") == units["b"]
    assert found.coded("c") is None


def test_no_unit_in_reach_is_an_empty_tree():
    assert tree()[0].rows(None) == []
    assert tree()[0].only_top is None
