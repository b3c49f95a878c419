"""Units side by side: at which depth, which go together, in which order, and what a reader cannot work out."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from promotions.audits.privacy import OTHER_UNITS
from promotions.audits.stages import blocks, large_enough, parts_of
from promotions.audits.units import MOST, finest, units_by_depth, units_of
from promotions.disparity import shrink_units
from tests.factories.employees import UnitFactory
from tests.promotions.audits.pools import people, stage

BOTH = ("woman", "man")


def shown(of, units, families=None, threshold=10):
    unit = parts_of(of.pool.unit, units)
    family = parts_of(of.pool.family, families or {1: "All"})
    family = large_enough(of, *BOTH, family, threshold, "Other families together")
    return units_of(of, *BOTH, unit, family, threshold)


def three_units(first=(2, 50), second=(10, 50), third=(10, 50), men=(10, 50)):
    rows = []
    for unit, (promoted, many) in enumerate((first, second, third), 1):
        rows += people("woman", many, promoted, unit=unit) + people("man", men[1], men[0], unit=unit)
    return stage(rows)


NAMES = {1: "North", 2: "South", 3: "West", 4: "East", 5: "Attic"}


def test_units_come_in_the_order_of_the_shrunken_ratio_with_their_counts():
    rows = shown(three_units(), NAMES)
    assert [row["name"] for row in rows] == ["North", "South", "West"]
    assert rows[0]["focal"] == {"moved": 2, "people": 50, "rate": 0.04}
    assert rows[0]["reference"] == {"moved": 10, "people": 50, "rate": 0.2}
    assert rows[0]["shortfall"] == 4  # 6 expected of 12 in 100
    assert rows[0]["z"] == pytest.approx(-4 / math.sqrt(50 * 50 * 12 * 88 / (100**2 * 99)), abs=0.05)
    figures = {"promoted_focal": 2, "n_focal": 50, "promoted_ref": 10, "n_ref": 50}
    found = shrink_units([{"unit": "North", **figures}, *({"unit": name, **figures, "promoted_focal": 10} for name in ("South", "West"))])
    assert [row["shrunk"] for row in rows] == [pytest.approx(math.exp(value), abs=0.006) for value in found.shrunk]


def test_fewer_than_three_units_are_not_set_side_by_side():
    rows = people("woman", 50, 5, unit=1) + people("man", 50, 9, unit=1) + people("woman", 50, 5, unit=2) + people("man", 50, 9, unit=2)
    assert shown(stage(rows), NAMES) == []


def test_small_units_go_together_and_nobody_is_left_out():
    rows = [row for unit in (1, 2, 3) for row in people("woman", 30, 3, unit=unit) + people("man", 30, 6, unit=unit)]
    rows += people("woman", 4, 0, unit=4) + people("man", 30, 6, unit=4) + people("woman", 7, 1, unit=5) + people("man", 3, 0, unit=5)
    found = {row["name"]: row for row in shown(stage(rows), NAMES)}
    assert OTHER_UNITS in found
    assert min(found[OTHER_UNITS][side]["people"] for side in ("focal", "reference")) >= 10
    assert sum(row["focal"]["people"] for row in found.values()) == 101
    assert sum(row["reference"]["people"] for row in found.values()) == 123


def bounds(tables, total_rows, total_cols):
    """What a reader of both margins can work out of each cell: a linear programme over all of them together, and no network."""
    rows, cols = len(total_rows), len(total_cols)
    equations = [[float(i == row) for i, _ in itertools.product(range(rows), range(cols))] for row in range(rows)]
    equations += [[float(j == col) for _, j in itertools.product(range(rows), range(cols))] for col in range(cols)]
    sums = [*total_rows, *total_cols]
    found = []
    for place in range(rows * cols):
        aim = [float(place == nth) for nth in range(rows * cols)]
        low = linprog(aim, A_eq=equations, b_eq=sums).fun
        high = -linprog([-value for value in aim], A_eq=equations, b_eq=sums).fun
        found.append(high - low)
    return dict(zip(itertools.product(range(rows), range(cols)), found, strict=True))


cells = st.lists(st.integers(0, 25), min_size=12, max_size=12)


@settings(deadline=None, max_examples=12)
@given(cells, cells)
def test_units_beside_families_do_not_tell_of_few_people_of_one_family_in_one_unit(women, men):
    rows = []
    for nth, (many, others) in enumerate(zip(women, men, strict=True)):
        where = {"unit": nth // 3 + 1, "family": nth % 3 + 1}
        rows += people("woman", many, many // 3, **where) + people("man", others, others // 2, **where)
    if not sum(women) or not sum(men):
        return
    of = stage(rows)
    families = {1: "a", 2: "b", 3: "c"}
    family = large_enough(of, *BOTH, parts_of(of.pool.family, families), 10, "Other families together")
    told = units_of(of, *BOTH, parts_of(of.pool.unit, NAMES), family, 10)
    if not told:
        return
    for side, group in (("focal", "woman"), ("reference", "man")):
        chosen = of.of(group)
        per_unit = [row[side]["people"] for row in told]
        per_family = [int((chosen & (family.code == code)).sum()) for code in family.within(of.could)]
        assert sum(per_unit) == sum(per_family)
        wide = bounds(None, per_unit, per_family)
        # the true cells, by the name each unit is shown under
        for (i, j), width in wide.items():
            names = {row["name"] for row in told}
            own = np.array([NAMES[int(unit)] if NAMES[int(unit)] in names else OTHER_UNITS for unit in of.pool.unit])
            here = int((chosen & (own == told[i]["name"]) & (family.code == family.within(of.could)[j])).sum())
            if 0 < here < 10:
                assert width >= 10 - 1e-6


def test_the_depth_with_the_most_units_large_enough_is_chosen_and_never_more_than_a_reader_can_follow():
    rows = [row for unit in range(1, 51) for row in people("woman", 12, 1, unit=unit) + people("man", 12, 1, unit=unit)]
    of = stage(rows)
    all_apart = {unit: f"Unit {unit}" for unit in range(1, 51)}
    by_ten = {unit: f"Division {unit // 10}" for unit in range(1, 51)}
    whole = dict.fromkeys(range(1, 51), "Company")

    def depth(names):
        return blocks(of, "man", parts_of(of.pool.unit, names), 10, OTHER_UNITS)

    assert len(all_apart) > MOST
    chosen = finest([depth(whole), depth(by_ten), depth(all_apart)], of)
    assert chosen.names == tuple(sorted(set(by_ten.values())))
    assert finest([depth(whole), depth(whole)], of).names == ("Company",)


@pytest.mark.django_db
def test_each_depth_names_units_by_those_just_below_the_scope():
    hospital = UnitFactory(name="Hospital")
    north, south = UnitFactory(name="Ward", parent=hospital), UnitFactory(name="Ward", parent=UnitFactory(name="Clinic", parent=hospital))
    top, middle, bottom, *_ = units_by_depth(None)
    assert set(top.values()) == {"Hospital"}
    assert middle[north.pk] == "Ward (Hospital)"  # two units have the name
    assert (middle[south.pk], bottom[south.pk]) == ("Clinic", "Ward (Clinic)")
    inside = units_by_depth(hospital.pk)
    assert (inside[0][south.pk], inside[0][hospital.pk]) == ("Clinic", "Hospital")
