"""The growth pulse: of whom it asks, that nothing of one answer is kept, and that what is shown never tells of fewer than ten."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from employees.models import AuditEvent, Notice
from promotions.metrics.units import UnitTree
from promotions.models import Pulse, PulseCount, PulseTurn
from promotions.pulse.answering import PulseError, answer
from promotions.pulse.inviting import areas, invite
from promotions.pulse.opening import open_pulse
from promotions.pulse.questions import CELLS, EVERYBODY
from promotions.pulse.results import results
from promotions.pulse.settling import settle, small_areas
from promotions.pulse.turns import open_for
from tests.factories.employees import EmployeeFactory, GrantFactory, PositionFactory, UnitFactory

TODAY = timezone.localdate()
OVER = TODAY + dt.timedelta(days=14)
SAID = {"growth": "4", "way": "2", "barriers": ["money", "unfair"]}


def auditor():
    user = EmployeeFactory(with_user=True).user
    GrantFactory(user=user, duty="hr-auditor")
    return user


def people(unit, many):
    found = [EmployeeFactory() for _ in range(many)]
    for person in found:
        PositionFactory(employee=person, unit=unit, start=dt.date(2022, 1, 1))
    return found


def opened():
    pulse = Pulse.objects.create(opens_on=TODAY, closes_on=OVER)
    invite(pulse.pk)
    pulse.refresh_from_db()
    return pulse


def everything():
    return PulseCount.objects.visible_to(auditor())


# --- Opening --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_auditors_open_it_and_everybody_employed_has_a_turn_and_a_notice(django_capture_on_commit_callbacks):
    unit = UnitFactory()
    inside = people(unit, 3)
    EmployeeFactory(left_on=TODAY - dt.timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        pulse = open_pulse(opens_on=TODAY, closes_on=OVER, by=auditor())
    assert set(PulseTurn.objects.values_list("employee", flat=True)) == {person.pk for person in inside}
    assert Notice.objects.filter(kind="pulse").count() == 3
    assert AuditEvent.objects.get(verb="started").kind == "promotions.pulse"
    assert invite(pulse.pk) == 0, "a second call invites nobody"


@pytest.mark.django_db
@pytest.mark.parametrize("duty", ["hr-partner", "administrator"])
def test_nobody_else_opens_one(duty):
    user = EmployeeFactory(with_user=True).user
    GrantFactory(user=user, duty=duty, unit=UnitFactory() if duty == "hr-partner" else None)
    with pytest.raises(PermissionDenied):
        open_pulse(opens_on=TODAY, closes_on=OVER, by=user)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "sentence"), [(4, "open for 5 to 42 days"), (43, "open for 5 to 42 days"), (-1, "open for 5 to 42 days")])
def test_a_pulse_is_open_for_days_enough_and_not_for_ever(days, sentence):
    with pytest.raises(PulseError, match=sentence):
        open_pulse(opens_on=TODAY, closes_on=TODAY + dt.timedelta(days=days), by=auditor())
    assert not Pulse.objects.exists()


@pytest.mark.django_db
def test_one_at_a_time_and_two_a_year():
    first = Pulse.objects.create(opens_on=TODAY - dt.timedelta(days=1), closes_on=OVER)
    with pytest.raises(PulseError, match="still open"):
        open_pulse(opens_on=TODAY, closes_on=OVER, by=auditor())
    first.closes_on = TODAY
    first.save()
    Pulse.objects.create(opens_on=dt.date(TODAY.year, 1, 1), closes_on=dt.date(TODAY.year, 1, 2))
    with pytest.raises(PulseError, match="twice a year"):
        open_pulse(opens_on=TODAY, closes_on=OVER, by=auditor())


@pytest.mark.django_db
def test_units_go_together_until_an_area_has_thirty_people():
    top = UnitFactory()
    large, small = UnitFactory(parent=top), UnitFactory(parent=top)
    lone = UnitFactory()
    tree = UnitTree([top, large, small, lone])
    assert areas(tree, {large.pk: 30, small.pk: 29, top.pk: 1, lone.pk: 29}) == {
        large.pk: large.pk,
        small.pk: top.pk,
        top.pk: top.pk,
        lone.pk: None,
    }


# --- Answering ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_answer_is_added_to_sums_and_nothing_of_it_is_kept():
    unit = UnitFactory()
    first, second, *_ = people(unit, 30)
    pulse = opened()
    rows = PulseCount.objects.count()
    answer(pulse=pulse, by=first, **SAID)
    answer(pulse=pulse, by=second, **SAID | {"barriers": []})
    sums = dict(PulseCount.objects.filter(area=unit, answers__gt=0).values_list("choice", "answers"))
    assert sums == {EVERYBODY: 2, "4": 2, "2": 2, "money": 1, "unfair": 1}
    assert PulseCount.objects.count() == rows == 2 * len(CELLS), "no row is added with an answer"
    assert not AuditEvent.objects.exists(), "the trail does not say who answered"


@pytest.mark.django_db
def test_no_table_that_holds_answers_leads_to_a_person_or_holds_a_time():
    fields = {field.name: field.get_internal_type() for field in PulseCount._meta.get_fields()}
    assert set(fields) == {"id", "pulse", "area", "question", "choice", "answers"}
    assert {field.name for field in PulseTurn._meta.get_fields()} == {"id", "pulse", "employee", "area", "answered"}


@pytest.mark.django_db
def test_every_answer_writes_all_rows_of_its_area():
    unit = UnitFactory()
    person = people(unit, 30)[0]
    pulse = opened()
    with CaptureQueriesContext(connection) as queries:
        answer(pulse=pulse, by=person, **SAID)
    (sums,) = [query["sql"] for query in queries if query["sql"].startswith('UPDATE "promotions_pulsecount"')]
    _, condition = sums.rsplit("WHERE", 1)
    assert "area_id" in condition
    assert "choice" not in condition
    assert "question" not in condition


@pytest.mark.django_db
def test_nobody_answers_twice_or_uninvited_or_late():
    unit = UnitFactory()
    person = people(unit, 30)[0]
    pulse = opened()
    answer(pulse=pulse, by=person, **SAID)
    stranger = EmployeeFactory()
    for who in (person, stranger):
        with pytest.raises(PulseError, match="takes no answer from you"):
            answer(pulse=pulse, by=who, **SAID)
    Pulse.objects.update(opens_on=TODAY - dt.timedelta(days=9), closes_on=TODAY)
    other = PulseTurn.objects.filter(answered=False).first().employee
    assert open_for(other, TODAY) is None
    with pytest.raises(PulseError, match="it is over"):
        answer(pulse=pulse, by=other, **SAID)
    assert PulseCount.objects.get(area=unit, choice=EVERYBODY).answers == 1


# --- Afterwards -----------------------------------------------------------------------------------


@pytest.fixture
def over(db):
    """Three areas of 30: twenty, twelve and four have answered."""
    units = [UnitFactory(name=name) for name in ("Twenty", "Twelve", "Four")]
    staff = [people(unit, 30) for unit in units]
    pulse = opened()
    for of_unit, many in zip(staff, (20, 12, 4), strict=True):
        for nth, person in enumerate(of_unit[:many]):
            answer(pulse=pulse, by=person, **SAID | {"growth": "5" if nth % 2 else "1"})
    return pulse, units


def test_nothing_is_shown_before_it_is_settled(over):
    _pulse, _ = over
    assert not everything().exists()
    assert settle(OVER - dt.timedelta(days=1)) == 0
    assert settle(OVER) == 1
    assert everything().exists()
    assert settle(OVER) == 0, "a second call settles nothing"


def test_small_areas_go_together_and_who_answered_is_forgotten(over):
    pulse, (_twenty, _twelve, _four) = over
    settle(OVER)
    whole, shown = results(everything(), pulse)
    assert not PulseTurn.objects.exists()
    assert (whole.answers, whole.growth.value, whole.barriers["money"].value) == (36, 0.5, None)
    assert {one.name: one.answers for one in shown} == {"Twenty": 20, "": 16}, "four and twelve go together: four could be subtracted"


def test_partners_read_the_areas_of_their_units_alone(over):
    pulse, (twenty, _twelve, four) = over
    settle(OVER)
    for unit, answers in ((twenty, 20), (four, None)):
        user = EmployeeFactory(with_user=True).user
        GrantFactory(user=user, duty="hr-partner", unit=unit)
        whole, _ = results(PulseCount.objects.visible_to(user), pulse)
        assert whole.answers == answers
    assert not PulseCount.objects.visible_to(EmployeeFactory(with_user=True).user).exists()


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 40), max_size=12), st.integers(0, 40))
def test_what_is_shown_and_what_is_left_hold_ten_answers_or_none(answered, rest):
    together, left = small_areas(answered, rest)
    shown = {area: number for area, number in answered.items() if area not in together}
    assert all(number >= 10 for number in shown.values())
    assert left == rest + sum(answered[area] for area in together)
    assert left >= 10 or left == 0 or not shown
