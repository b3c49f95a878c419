"""A night that counts again only those of whom something changed leaves what counting everybody would: row for row, on any story."""

import datetime as dt
from unittest import mock

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from employees.models import Position, RoleMove, Stale
from pathways.models import RoleProfile
from promotions import metrics
from promotions.metrics import headcounts, refreshing
from promotions.models import (
    BenchFact,
    CountedPerson,
    CountedSeat,
    LastCount,
    MobilityFact,
    MoveStay,
    PositionDuration,
    PresentStay,
    Requisition,
    ToldPart,
    UncountedPerson,
    UncountedSeat,
)
from tests.promotions.metrics import recount
from tests.promotions.metrics.company import LATERAL, PROMOTION, TODAY, expanded, hospital, leave, person, seat, stored_durations
from tests.promotions.metrics.test_facts_properties import people, position, roles, seats, store_person, store_seat, stored_moves

pytestmark = pytest.mark.django_db

FIGURES = (MobilityFact, PositionDuration, PresentStay, MoveStay, RoleMove, BenchFact, ToldPart)
COPIES = (CountedPerson, CountedSeat)
DAY = dt.timedelta(days=1)

somebody = people.map(lambda found: found[:1]).filter(bool).map(lambda found: found[0])
edits = st.one_of(
    st.tuples(st.just("came"), somebody),
    st.tuples(st.just("corrected"), st.integers(0, 3), somebody),
    st.tuples(st.just("moved on"), st.integers(0, 3), position),
    st.tuples(st.just("erased"), st.integers(0, 3)),
    st.tuples(st.just("relevelled"), roles.filter(bool)),
    st.tuples(st.just("seat"), st.integers(0, 3), seats.filter(bool).map(lambda found: found[0])),
    st.tuples(st.just("seat withdrawn"), st.integers(0, 3)),
)
nights = st.lists(st.tuples(st.integers(0, 75), st.lists(edits, max_size=3)), min_size=1, max_size=3)


@pytest.fixture(autouse=True)
def never_too_many(monkeypatch):
    """In a company of five, one person is a fifth already."""
    monkeypatch.setattr(refreshing, "FULL_FROM", float("inf"))


@pytest.fixture(autouse=True)
def two_are_enough(monkeypatch):
    """So that something may be told of so few, and on some nights no more."""
    monkeypatch.setattr(headcounts, "FEWEST_PEOPLE", 2)


def by_themselves(models):
    """Return the rows without the keys that the database gave them, and the day of the next look, which has but to come in time."""
    return {
        model: {tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in _content(model)}
        for model in models
    }


def _content(model):
    return model.objects.values_list(*(field.attname for field in model._meta.concrete_fields if field.name not in ("id", "next_on")))


def refreshed(on):
    """Refresh, and fail where everybody was counted."""
    with mock.patch.object(refreshing, "_everybody", side_effect=AssertionError("everybody was counted")):
        return metrics.refresh(on)


class Company:
    """A company whose every change is announced as its writers do."""

    def __init__(self, people, seats):
        self.it = hospital()
        self.people = [store_person(self.it, *told) for told in people]
        self.seats = [store_seat(self.it, *told) for told in seats]

    def happen(self, kind, *told):
        getattr(self, f"_{kind.replace(' ', '_')}")(*told)

    def _came(self, told):
        self._announce(store_person(self.it, *told))

    def _corrected(self, place, told):
        if employee := self._one(self.people, place):
            employee.positions.all().delete()
            employee.leaves.all().delete()
            self._announce(store_person(self.it, *told, employee=employee))

    def _moved_on(self, place, told):
        start, role, unit, reason, _ = told
        employee = self._one(self.people, place)
        last = employee and employee.positions.order_by("start").last()
        if last and last.start < start and (employee.left_on is None or start < employee.left_on):
            Position.objects.filter(pk=last.pk).update(end=start)
            role = role and getattr(self.it, role)
            employee.positions.create(start=start, end=employee.left_on, role=role, unit=getattr(self.it, unit), reason=reason)
            self._announce(employee)

    def _erased(self, place):
        if employee := self._one(self.people, place):
            self.people.remove(employee)
            employee.delete()

    def _relevelled(self, role):
        profile = RoleProfile.objects.get(role=getattr(self.it, role))
        other = self.it.level_1 if profile.level_id == self.it.level_2.pk else self.it.level_2
        RoleProfile.objects.filter(pk=profile.pk).update(level=other)

    def _seat(self, place, told):
        changed = self._one(self.seats, place)
        new = store_seat(self.it, *told)
        if changed:
            fields = ("role", "unit", "opened_on", "external_from", "filled_on", "filled_inside")
            Requisition.objects.filter(pk=changed.pk).update(**{name: getattr(new, name) for name in fields})
            new.delete()
        else:
            self.seats.append(new)

    def _seat_withdrawn(self, place):
        if found := self._one(self.seats, place):
            self.seats.remove(found)
            found.delete()

    def _announce(self, employee):
        UncountedPerson.objects.create(subject=employee.pk)

    @staticmethod
    def _one(of, place):
        return of[place] if place < len(of) else None


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=people, seats=seats, nights=nights)
def test_counting_what_changed_is_counting_everybody(people, seats, nights):
    with transaction.atomic():
        company, on = Company(people, seats), dt.date(2025, 12, 20)
        metrics.refresh(on)
        for days, edits in nights:
            on += days * DAY
            for edit in edits:
                company.happen(*edit)

            refreshed(on)

            figures, copies = by_themselves(FIGURES), by_themselves(COPIES)
            assert expanded(on, "unit", "family", "level") == recount.facts(on)
            assert stored_durations(on, "unit", "family", "level") == recount.durations(on)
            assert stored_moves() == recount.moves(on)
            assert metrics.refresh(on, full=True) == 0
            assert (by_themselves(FIGURES), by_themselves(COPIES)) == (figures, copies)
        transaction.set_rollback(True)


@pytest.fixture
def ward():
    """Ana was promoted in February; Ben is a nurse since 15 January; a seat is open. All counted."""
    it = hospital()
    it.ana = person(("2026-01-01", it.nurse, it.ward_a, "hire"), ("2026-02-15", it.senior, it.ward_a, PROMOTION))
    it.ben = person(("2026-01-15", it.nurse, it.ward_b, "hire"))
    it.seat = seat(it.clerk, it.ward_b, "2026-03-01")
    metrics.refresh(TODAY)
    return it


def test_a_night_on_which_nothing_happened_reads_nobody_and_writes_nothing(ward):
    with mock.patch.object(refreshing, "read_history", side_effect=AssertionError("somebody was read")):
        assert refreshed(TODAY + 20 * DAY) == 0  # Ben has completed a month meanwhile: his months pass by themselves

    assert stored_durations(TODAY + 20 * DAY, "unit__code", "level__rank")["ward-b", 1, 2] == (0, 1)


def test_what_nobody_announced_waits_for_a_full_count_which_tells(ward, caplog):
    ward.ben.positions.update(unit=ward.ward_a)

    assert refreshed(TODAY) == 0
    assert metrics.refresh(TODAY, full=True) == 4  # his coming and his stay, gone from one ward and found in the other
    assert "no change had been announced" in caplog.text


def test_marks_are_served_once(ward):
    ward.ben.positions.update(role=ward.clerk)
    UncountedPerson.objects.create(subject=ward.ben.pk)
    ward.seat.withdrawn_on = TODAY
    ward.seat.save()

    assert refreshed(TODAY) > 0
    assert not UncountedPerson.objects.exists()
    assert not UncountedSeat.objects.exists()
    assert refreshed(TODAY) == 0


def test_a_change_whose_readiness_still_waits_is_counted_and_keeps_its_mark(ward):
    ward.ben.positions.update(role=ward.clerk)
    Stale.objects.create(employee=ward.ben)

    assert refreshed(TODAY) > 0
    assert Stale.objects.exists()


def test_the_day_of_a_coming_move_is_not_missed(ward):
    last = ward.ben.positions.get()
    last.end = TODAY + 5 * DAY
    last.save()
    ward.ben.positions.create(start=last.end, role=ward.clerk, unit=ward.ward_b, reason=LATERAL)
    UncountedPerson.objects.create(subject=ward.ben.pk)

    assert refreshed(TODAY) == 0
    assert refreshed(TODAY + 7 * DAY) > 0  # two nights after it
    assert stored_moves()[ward.nurse.pk, ward.clerk.pk] == (1, 2)


def test_a_clock_that_stands_still_is_watched(ward):
    leave(ward.ben, "2026-03-12", "2026-05-20")
    UncountedPerson.objects.create(subject=ward.ben.pk)
    for night in range(0, 84, 4):
        on = TODAY + night * DAY
        refreshed(on)
        assert stored_durations(on, "unit", "family", "level") == recount.durations(on)


def test_figures_that_went_with_a_unit_are_counted_from_nothing(ward):
    ward.ben.positions.update(unit=ward.ward_a)
    ward.seat.delete()
    UncountedPerson.objects.create(subject=ward.ben.pk)
    ward.ward_b.delete()

    assert metrics.refresh(TODAY) > 0
    assert expanded(TODAY, "unit", "family", "level") == recount.facts(TODAY)


def test_when_most_have_changed_everybody_is_counted(ward, monkeypatch):
    monkeypatch.setattr(refreshing, "FULL_FROM", 0.2)
    UncountedPerson.objects.create(subject=ward.ben.pk)
    with mock.patch.object(refreshing, "_again", side_effect=AssertionError("one by one")):
        assert metrics.refresh(TODAY) == 0


def test_seats_written_many_at_a_time_are_marked(ward):
    Requisition.objects.filter(pk=ward.seat.pk).update(unit=ward.ward_a)
    copy = Requisition(number="R-many", role=ward.nurse, unit=ward.ward_a, opened_on=TODAY)
    Requisition.objects.bulk_create([copy])

    assert set(UncountedSeat.objects.values_list("subject", flat=True)) == {ward.seat.pk, copy.pk}
    assert LastCount.objects.get().on == TODAY
