"""Monthly facts, durations and benches: worked out on paper, and against a naive recount of made-up histories."""

import datetime as dt

import pytest

from employees.models import RoleMove
from promotions import metrics
from promotions.models import BenchFact, MobilityFact, MoveStay, PositionDuration, PresentStay
from promotions.models.readiness import Status
from tests.promotions.metrics.company import (
    DEMOTION,
    LATERAL,
    PROMOTION,
    RE_ENTRY,
    REORGANISATION,
    TODAY,
    expanded,
    finished_run,
    hospital,
    leave,
    person,
    readiness,
    seat,
    stored_durations,
)

pytestmark = pytest.mark.django_db


def stored_facts(on=TODAY):
    """Return {(month, unit, family, level): {count: value, zeros left out}}."""
    return {
        (f"{month:%b}", unit, family, level): counts
        for (month, unit, family, level), counts in expanded(on, "unit__name", "family__name", "level__rank").items()
    }


@pytest.fixture
def company():
    """Eight people, thirteen positions, four seats."""
    it = hospital()
    a, b = it.ward_a, it.ward_b
    it.ana = person(("2026-01-01", it.nurse, a, "hire"), ("2026-02-15", it.senior, a, PROMOTION))
    it.ben = person(("2026-01-10", it.nurse, a, "hire"), ("2026-03-01", it.clerk, b, LATERAL))
    it.cem = person(("2025-12-15", it.senior, b, "hire"), ("2026-01-20", it.nurse, b, DEMOTION), left="2026-02-10")
    it.dia = person(("2025-12-01", it.nurse, a, "hire", "2025-12-31"), ("2026-02-01", it.nurse, a, RE_ENTRY))
    it.eli = person(("2026-03-05", None, b, "hire"))
    it.fay = person(("2025-12-01", it.nurse, a, "hire"), ("2026-01-15", it.nurse, b, REORGANISATION))
    leave(it.fay, "2026-01-01", "2026-02-01")
    it.gus = person(("2026-03-20", it.nurse, a, "hire"))  # begins after today
    it.hal = person(("2025-12-01", it.senior, a, "hire"), left="2026-04-01")  # has given notice
    seat(it.nurse, a, "2025-12-05", external="2025-12-05", filled="2026-02-01", inside=False)
    seat(it.senior, a, "2026-01-05", filled="2026-02-10", inside=True)
    seat(it.clerk, b, "2026-02-20", external="2026-03-06")
    seat(it.clerk, b, "2026-03-15")  # opens after today
    return it


def test_every_fact_is_the_one_worked_out_on_paper(company):
    metrics.refresh(TODAY)

    assert stored_facts() == {
        # Dia worked 1–30 December (30 days), left and came back: one leaver; Fay all of it (31). Both hired; a seat opened to all at once.
        ("Dec", "Ward A", "Nursing", 1): {"person_days": 61, "hires": 2, "leavers": 1, "seats_opened": 1},
        # Hal from the 1st.
        ("Dec", "Ward A", "Nursing", 2): {"person_days": 31, "hires": 1},
        # Cem from the 15th: 17 days.
        ("Dec", "Ward B", "Nursing", 2): {"person_days": 17, "hires": 1},
        # Ana 31, Ben from the 10th 22, Fay up to the 14th 14.
        ("Jan", "Ward A", "Nursing", 1): {"person_days": 67, "hires": 2},
        # Hal 31. The senior seat opened to insiders alone.
        ("Jan", "Ward A", "Nursing", 2): {"person_days": 31, "seats_opened": 1, "seats_opened_inside_first": 1},
        # Cem 1–19 January, then a step down: counted here, where Cem came from.
        ("Jan", "Ward B", "Nursing", 2): {"person_days": 19, "demotions": 1},
        # Cem from the 20th 12, Fay from the 15th 17: the reorganisation is no move.
        ("Jan", "Ward B", "Nursing", 1): {"person_days": 29},
        # Ana up to the 14th 14 and then promoted from here; Ben 28; Dia back on the 1st 28, in a seat filled from outside.
        ("Feb", "Ward A", "Nursing", 1): {"person_days": 70, "hires": 1, "promotions": 1, "seats_filled": 1},
        # Ana from the 15th 14, Hal 28; the senior seat filled by an insider.
        ("Feb", "Ward A", "Nursing", 2): {"person_days": 42, "seats_filled": 1, "seats_filled_inside": 1},
        # Cem 1–9 February, gone on the 10th; Fay 28.
        ("Feb", "Ward B", "Nursing", 1): {"person_days": 37, "leavers": 1},
        # Nobody yet; the clerk's seat opened to insiders two weeks before outsiders.
        ("Feb", "Ward B", "Administration", 1): {"seats_opened": 1, "seats_opened_inside_first": 1},
        # March up to and with the 10th. Dia 10; Ben left ward and family sideways.
        ("Mar", "Ward A", "Nursing", 1): {"person_days": 10, "laterals": 1, "transfers_out": 1},
        # Ana 10, Hal 10: notice given is not gone.
        ("Mar", "Ward A", "Nursing", 2): {"person_days": 20},
        ("Mar", "Ward B", "Nursing", 1): {"person_days": 10},
        ("Mar", "Ward B", "Administration", 1): {"person_days": 10},
        # Eli from the 5th, in a role that no framework describes.
        ("Mar", "Ward B", None, None): {"person_days": 6, "hires": 1},
    }


def test_every_duration_is_the_one_worked_out_on_paper(company):
    metrics.refresh(TODAY)

    assert stored_durations(TODAY, "unit__name", "family__name", "level__rank") == {
        # Dia's first run, 1 to 31 December: no full month, left the company, so not known how long it would have lasted.
        ("Ward A", "Nursing", 1, 0): (0, 1),
        # Ana 1 January to 15 February and Ben 10 January to 1 March moved on after one full month; Dia is in it since 1 February.
        ("Ward A", "Nursing", 1, 1): (2, 1),
        # Ana, 15 February to 10 March: the 15th has not come round.
        ("Ward A", "Nursing", 2, 0): (0, 1),
        # Hal, since 1 December.
        ("Ward A", "Nursing", 2, 3): (0, 1),
        # Cem, 15 December to 20 January, stepped down.
        ("Ward B", "Nursing", 2, 1): (1, 0),
        # Cem again, 20 January to 10 February: left the company.
        ("Ward B", "Nursing", 1, 0): (0, 1),
        # Fay, since 1 December through the reorganisation, less 31 days of leave: as if since 1 January.
        ("Ward B", "Nursing", 1, 2): (0, 1),
        # Ben as a clerk since 1 March. Eli's role is unknown: no time in it.
        ("Ward B", "Administration", 1, 0): (0, 1),
    }


def test_a_bench_counts_holders_open_seats_and_ready_people_of_critical_roles(company):
    run = finished_run()
    readiness(company.dia, company.senior, status=Status.READY, run=run)
    readiness(company.fay, company.senior, status=Status.NEAR, run=run)
    readiness(company.dia, company.clerk, status=Status.READY, run=run)  # not a critical role
    seat(company.senior, company.ward_b, "2026-03-01")

    metrics.refresh(TODAY)

    rows = BenchFact.objects.values_list("unit__name", "family__name", "level__rank", "role", "holders", "seats_open", "ready")
    assert set(rows) == {
        ("Ward A", "Nursing", 2, company.senior.pk, 2, 0, 1),
        ("Ward B", "Nursing", 2, company.senior.pk, 0, 1, 0),
    }


def test_the_second_refresh_of_a_day_writes_nothing(company):
    first = metrics.refresh(TODAY)

    written = (MobilityFact, PositionDuration, PresentStay, MoveStay, RoleMove, BenchFact)
    assert first == sum(model.objects.count() for model in written)
    assert metrics.refresh(TODAY) == 0


def test_a_day_on_which_nothing_happened_writes_nothing(company):
    metrics.refresh(TODAY)

    assert metrics.refresh(TODAY + dt.timedelta(days=1)) == 0  # nobody came, went or completed a month

    assert stored_facts(TODAY + dt.timedelta(days=1))["Mar", "Ward A", "Nursing", 2] == {"person_days": 22}


def test_facts_beyond_the_day_go_when_an_earlier_day_is_computed(company):
    metrics.refresh(TODAY)

    metrics.refresh(dt.date(2026, 1, 31))

    assert {month for month, *_ in stored_facts(dt.date(2026, 1, 31))} == {"Dec", "Jan"}
    assert not MobilityFact.objects.filter(month__gt=dt.date(2026, 1, 31)).exists()


def test_a_correction_of_the_past_replaces_what_was_stored(company):
    metrics.refresh(TODAY)
    company.hal.positions.all().delete()

    assert metrics.refresh(TODAY, full=True) == 3  # the fact of December, the present stay, the bench's holders
    assert ("Dec", "Ward A", "Nursing", 2) not in stored_facts()
    assert stored_facts()["Feb", "Ward A", "Nursing", 2]["person_days"] == 14


def test_an_empty_company_has_no_facts():
    assert metrics.refresh(TODAY) == 0
    assert stored_facts() == {}
