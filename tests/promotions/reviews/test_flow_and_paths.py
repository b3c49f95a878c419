"""Who moves on, and moves beside written paths, in companies small enough to work out by hand."""

import datetime as dt

import pytest

from promotions import metrics
from promotions.reviews import flow, paths
from promotions.reviews.flow import observed_expected
from promotions.reviews.scope import Scope
from tests.factories.employees import EmployeeFactory, PositionFactory, UnitFactory
from tests.factories.pathways import RoleProfileFactory, TransitionFactory
from tests.factories.promotions import ApplicationFactory, RequisitionFactory

pytestmark = pytest.mark.django_db
HIRED, TODAY = dt.date(2022, 1, 1), dt.date(2024, 12, 31)
FIRST = dt.date(2023, 1, 1)
MOVED = dt.date(2023, 7, 1)


def when(unit=None, first=FIRST):
    """Return a scope of its own: one remembers the tree of units that it has read."""
    return Scope(unit, first, TODAY)


class Shops:
    """Two shops below one house, two roles; `people` hires into a shop, `move` lets somebody go on."""

    def __init__(self):
        self.house = UnitFactory(name="House")
        self.keeps, self.lets_go = UnitFactory(name="Keeps", parent=self.house), UnitFactory(name="Lets go", parent=self.house)
        self.lower = RoleProfileFactory(rank=2, typical_months=24)
        self.higher = RoleProfileFactory(rank=3, version=self.lower.version, track=self.lower.track)
        self.other = RoleProfileFactory(rank=2, version=self.lower.version)
        TransitionFactory(source=self.lower, target=self.higher, kind="promotion")
        TransitionFactory(source=self.lower, target=self.other, kind="lateral")

    def person(self, unit, *, to=None, role=None, reason="lateral", into=None):
        person = EmployeeFactory(hired_on=HIRED)
        PositionFactory(employee=person, unit=unit, role=self.lower.role, start=HIRED, end=MOVED if to or role else None)
        if to or role:
            PositionFactory(employee=person, unit=to or unit, role=(role or self.lower).role, start=MOVED, reason=reason)
        return person


@pytest.fixture
def shops():
    return Shops()


def test_expected_is_the_companys_rate_at_each_place():
    mine, years = {(1, 1): 0.0}, {(1, 1): 10.0, (1, 2): 5.0}
    events, all_years = {(1, 1): 8.0, (1, 2): 2.0}, {(1, 1): 40.0, (1, 2): 20.0}
    assert observed_expected(mine, years, events, all_years) == (0, pytest.approx(10 * 8 / 40 + 5 * 2 / 20))


def test_a_unit_that_nobody_leaves_is_marked_and_the_other_is_not(shops):
    for _ in range(40):
        shops.person(shops.keeps)
        shops.person(shops.lets_go, to=shops.house)
    for _ in range(10):
        shops.person(shops.lets_go)
    metrics.refresh(TODAY)
    found = {row["unit"]: row for row in flow.compute(when())["units"]}
    assert found[shops.keeps.pk]["marks"] == ["left"]
    assert found[shops.keeps.pk]["left"]["observed"] == 0
    assert found[shops.lets_go.pk]["marks"] == []
    assert next(iter(found)) == shops.keeps.pk, "most in need of attention first"


def test_units_with_few_people_are_not_told_of_however_long_they_stayed(shops):
    for _ in range(9):
        shops.person(shops.keeps)
    metrics.refresh(TODAY)
    assert flow.compute(when())["units"] == []


def test_outward_applications_and_what_became_of_them(shops):
    people = [shops.person(shops.keeps) for _ in range(12)]
    elsewhere, here = RequisitionFactory(unit=shops.lets_go), RequisitionFactory(unit=shops.keeps)
    for nth, person in enumerate(people):
        outcome = "turned-down" if nth < 5 else "accepted" if nth < 7 else "waiting"
        ApplicationFactory(requisition=elsewhere, employee=person, applied_on=dt.date(2024, 1, 10), outcome=outcome)
        ApplicationFactory(requisition=here, employee=person, applied_on=dt.date(2024, 1, 10), outcome="turned-down")
    metrics.refresh(TODAY)
    row = next(row for row in flow.compute(when())["units"] if row["unit"] == shops.keeps.pk)
    assert (row["asked"]["observed"], row["answered"], row["turned_down"]) == (12, 7, 5)


def test_moves_beside_written_paths(shops):
    unwritten = RoleProfileFactory(rank=2, version=shops.lower.version)
    for _ in range(3):
        shops.person(shops.keeps, role=shops.higher, reason="promotion")
    shops.person(shops.keeps, role=unwritten)
    shops.person(shops.keeps, role=unwritten, reason="reorganisation")
    for _ in range(10):
        shops.person(shops.lets_go)
    metrics.refresh(TODAY)
    found = paths.compute(when())
    written = {(row[0], row[1]): row[3:] for row in found["written"]}
    assert (found["moves"], found["along"]) == (4, 3)
    assert found["unwritten"] == [[shops.lower.role_id, unwritten.role_id, 1]]
    assert written[shops.lower.role_id, shops.higher.role_id][0] == 3
    made, years, limit = written[shops.lower.role_id, shops.other.role_id]
    assert (made, years) == (0, pytest.approx(15 * 2 - 5 * 1.5, abs=0.1))
    assert limit == pytest.approx(100 * 3.6889 / years, abs=0.1)


def test_moves_of_other_units_and_days_are_left_out(shops):
    shops.person(shops.keeps, role=shops.higher, reason="promotion")
    metrics.refresh(TODAY)
    assert paths.compute(when(shops.keeps))["moves"] == 1
    assert paths.compute(when(shops.lets_go))["moves"] == 0
    assert paths.compute(when(first=dt.date(2024, 1, 1)))["moves"] == 0


def test_a_level_slow_in_its_family_and_beside_its_level_elsewhere_is_marked(shops):
    top = RoleProfileFactory(rank=4, version=shops.lower.version, track=shops.lower.track)
    TransitionFactory(source=shops.higher, target=top, kind="promotion")
    fast = RoleProfileFactory(version=shops.lower.version, level=shops.higher.level)
    TransitionFactory(source=fast, target=RoleProfileFactory(version=shops.lower.version), kind="promotion")
    for role, promoted in ((shops.lower, 20), (shops.higher, 0), (fast, 20)):
        for nth in range(40):
            person = EmployeeFactory(hired_on=HIRED)
            goes = nth < promoted
            PositionFactory(employee=person, unit=shops.keeps, role=role.role, start=HIRED, end=MOVED if goes else None)
            if goes:
                PositionFactory(employee=person, unit=shops.keeps, role=top.role, start=MOVED, reason="promotion")
    metrics.refresh(TODAY)
    rows = paths.compute(when())["levels"]
    assert [(row["level"], row["marked"]) for row in rows if row["marked"]] == [(shops.higher.level_id, True)]
    assert rows[0]["promotions"] == 0
    assert rows[0]["elsewhere"][1] < 1
