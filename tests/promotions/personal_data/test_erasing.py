"""An erasure leaves nothing personal in any table and every figure as it was. Held, working or erased people are passed over."""

import datetime as dt
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import BinaryField
from django.utils import timezone

from employees import models
from employees.erased_numbers import former_numbers
from employees.models import AuditEvent, Employee, Erasure, User
from promotions.demo import loading as demo
from promotions.models import Application, BenchFact, Case, Decision, MobilityFact, NightlyRun, PositionDuration
from promotions.nights import runs
from promotions.personal_data import leavers
from promotions.personal_data.erasing import ErasureRefusedError, erase, hold, lift
from tests.factories.employees import EmployeeFactory, GrantFactory
from tests.promotions.personal_data.conftest import LEFT, SECRET, THEIRS

pytestmark = pytest.mark.django_db
WHY = "They asked for it."
TODAY = dt.date(2026, 11, 23)
PERSONAL = (SECRET, "Perpetua", "Wollstonecraft", "perpetua@example.org", "G-17", "Mixed or multiple")


def dump(*, but: tuple = ()) -> str:
    """Return everything that all tables hold, as text."""
    tables = [table for table in apps.get_models(include_auto_created=True) if table not in but]
    rows = (row for table in tables for row in table._default_manager.values_list())
    return "\n".join(repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]) for row in rows)


@pytest.fixture
def admin():
    return GrantFactory(duty="administrator", user__email="admin@example.org").user


def erased(left, by=None):
    erase([left.gone], reason=WHY, by=by)
    return Employee.objects.get(pk=left.gone.pk)


class TestWhatGoes:
    def test_nothing_personal_is_in_any_table(self, left, admin):
        assert all(word in dump() for word in PERSONAL[:5])
        erased(left, admin)
        assert [word for word in PERSONAL if word in dump(but=(AuditEvent,))] == []

    def test_on_the_trail_the_address_stays_until_the_trail_goes_by_age(self, left):
        erased(left)
        trail = "\n".join(repr(row) for row in AuditEvent.objects.values_list())
        assert [word for word in PERSONAL if word in trail] == ["perpetua@example.org"]

    def test_the_account_is_deleted_and_the_record_is_nobody_s(self, left):
        person = erased(left)
        assert (person.number, person.name, person.email, person.user) == (f"erased-{person.pk}", "Former employee", "", None)
        assert not User.objects.filter(email="perpetua@example.org").exists()

    def test_demographics_and_consents_are_gone(self, left):
        erased(left)
        assert not models.Demographics.objects.exists()
        assert not models.DemographicConsent.objects.exists()

    def test_it_stands_on_the_trail_with_its_reason(self, left, admin):
        erased(left, admin)
        event = AuditEvent.objects.latest("pk")
        assert (event.verb, event.whom, event.who, event.why) == ("removed", left.gone.pk, admin.pk, WHY)


class TestWhatStays:
    def test_what_belongs_to_others_stays(self, left):
        erased(left)
        assert models.SkillAssessment.objects.get(employee=left.stays).evidence == f"{THEIRS} of another"
        assert models.ConversationNote.objects.get(conversation__employee=left.stays).text == "Shared with my report"
        assert left.stays.positions.get().manager_id == left.gone.pk

    def test_counts_of_decisions_stay_with_outcomes_dates_and_whether_there_was_a_reason(self, left):
        def decided():
            kept = ("employee", "role", "nominated_on", "statuses__step", "decision__outcome", "decision__on")
            silent = Decision.objects.filter(reason="").count(), Application.objects.filter(feedback="").count()
            return list(Case.objects.values_list(*kept)), silent, list(Application.objects.values_list("outcome", "applied_on"))

        before = decided()
        erased(left)
        assert decided() == before
        assert Decision.objects.get().reason == "(erased)"

    def test_leave_keeps_its_days_and_loses_its_kind(self, left):
        erased(left)
        leave = models.Leave.objects.get()
        assert (leave.kind, leave.start, leave.end) == ("other", dt.date(2015, 1, 1), dt.date(2015, 3, 1))

    def test_every_table_of_figures_is_the_same_before_and_after(self, left):
        before = figures()
        assert before["MobilityFact"]
        assert before["PositionDuration"]
        erased(left)
        assert figures() == before


def test_every_figure_of_a_whole_company_is_the_same_when_all_its_leavers_are_erased(db):
    demo.load(count=60, seed=5, today=TODAY)
    before = figures()
    leavers_of_all_years = Employee.objects.filter(left_on__lte=TODAY)
    assert erase(leavers_of_all_years, reason=WHY, by=None) > 10
    assert figures() == before


def figures() -> dict[str, list]:
    """Return every stored figure, computed anew from the rows that are there, without the numbers of their own rows."""
    list(runs.work_off(runs.start(NightlyRun.Job.READINESS, on=TODAY, full=True, by=None)))
    found = {}
    for table in (MobilityFact, PositionDuration, BenchFact, models.RoleMove):
        names = [field.attname for field in table._meta.concrete_fields if not field.primary_key]
        found[table.__name__] = sorted(map(repr, table._default_manager.values_list(*names)))
    return found


class TestWhoIsPassedOver:
    def test_a_second_time_changes_nothing(self, left):
        erased(left)
        before = dump()
        assert erase([left.gone], reason="Again.", by=None) == 0
        assert dump() == before

    def test_somebody_who_works_here_is_refused(self, left):
        before = dump()
        with pytest.raises(ErasureRefusedError, match="has not left"):
            erase([left.gone, left.stays], reason=WHY, by=None)
        assert dump() == before

    def test_somebody_held_is_passed_over_until_the_hold_is_lifted(self, left, admin):
        hold(employee=left.gone, reason="A law suit.", by=admin)
        assert erase([left.gone], reason=WHY, by=None) == 0
        assert lift(employee=left.gone, by=admin)
        assert erase([left.gone], reason=WHY, by=None) == 1

    def test_a_second_hold_changes_nothing_and_none_is_lifted_twice(self, left, admin):
        first = hold(employee=left.gone, reason="A law suit.", by=admin)
        assert hold(employee=left.gone, reason="Another.", by=admin) == first
        assert lift(employee=left.gone, by=admin)
        assert not lift(employee=left.gone, by=admin)

    def test_nobody_erased_can_be_held(self, left, admin):
        erased(left)
        with pytest.raises(ErasureRefusedError, match="nothing left to hold"):
            hold(employee=left.gone, reason="Too late.", by=admin)


class TestNight:
    def night(self, on=TODAY):
        run = runs.start(NightlyRun.Job.RETENTION, on=on, full=False, by=None)
        list(runs.work_off(run))
        return NightlyRun.objects.get(pk=run.pk)

    def test_a_night_erases_those_whose_time_has_passed(self, left):
        run = self.night()
        assert (run.status, run.shards.get().people) == ("succeeded", 1)
        assert Erasure.objects.get().reason == "Left more than 6 years ago."

    def test_a_second_night_has_nothing_to_do(self, left):
        self.night()
        assert not self.night(TODAY + dt.timedelta(days=1)).shards.exists()

    def test_the_day_before_their_time_nobody_is_erased(self, left, settings):
        on = LEFT.replace(year=LEFT.year + settings.LEAVER_RETENTION_YEARS)
        assert list(leavers.due(on - dt.timedelta(days=1))) == []
        assert list(leavers.due(on)) == [left.gone]

    def test_a_leap_day_has_its_end_of_february(self, settings):
        assert leavers.last_day(dt.date(2028, 2, 29)) == dt.date(2022, 2, 28)

    def test_a_hold_placed_after_the_night_began_counts(self, left, admin):
        run = runs.start(NightlyRun.Job.RETENTION, on=TODAY, full=False, by=None)
        hold(employee=left.gone, reason="A law suit.", by=admin)
        list(runs.work_off(run))
        assert not Erasure.objects.exists()

    def test_a_night_that_broke_off_goes_on_where_it_stood(self, left, monkeypatch):
        monkeypatch.setattr("promotions.retention.erase", lambda *_, **__: 1 / 0)
        run = runs.start(NightlyRun.Job.RETENTION, on=TODAY, full=False, by=None)
        next(runs.work_off(run))
        monkeypatch.undo()
        list(runs.work_off(run))
        assert NightlyRun.objects.get(pk=run.pk).status == "succeeded"
        assert Erasure.objects.count() == 1


class TestFeed:
    def test_the_former_number_is_known_to_feeds_and_lies_sealed(self, left):
        erased(left)
        assert former_numbers() == {left.gone.pk: "G-17"}
        assert b"G-17" not in bytes(Erasure.objects.get().sealed_number)
        assert isinstance(Erasure._meta.get_field("sealed_number"), BinaryField)


class TestCommands:
    def run(self, *words):
        output = StringIO()
        call_command(*words, stdout=output)
        return output.getvalue()

    def test_leavers_lists_whom_and_changes_nothing(self, left, admin):
        before = dump()
        assert f"G-17\tleft {LEFT}\tto be erased" in self.run("leavers", "--on", "2026-11-23")
        assert dump() == before
        hold(employee=left.gone, reason="A law suit.", by=admin)
        assert "0 people are to be erased and 1 are held" in self.run("leavers", "--on", "2026-11-23")

    def test_one_person_is_erased_on_request(self, left, admin):
        words = ("erase_person", "G-17", "--reason", WHY, "--by", "admin@example.org")
        assert "would be erased" in self.run(*words, "--dry-run")
        assert not Erasure.objects.exists()
        assert "is erased" in self.run(*words)
        assert Erasure.objects.get().by == admin

    @pytest.mark.parametrize(
        ("number", "by", "sentence"),
        [
            ("G-17", "perpetua@example.org", "is no administrator"),
            ("nobody", "admin@example.org", "There is no employee nobody"),
            ("here", "admin@example.org", "has not left"),
            ("later", "admin@example.org", "has not left"),
        ],
    )
    def test_what_cannot_be_done_is_refused_in_words(self, left, admin, number, by, sentence):
        EmployeeFactory(number="here")
        EmployeeFactory(number="later", left_on=timezone.localdate() + dt.timedelta(days=9))
        with pytest.raises(CommandError, match=sentence):
            self.run("erase_person", number, "--reason", WHY, "--by", by)

    def test_a_hold_is_placed_named_and_lifted(self, left, admin):
        assert "is held since" in self.run("legal_hold", "G-17", "--reason", "A law suit.", "--by", "admin@example.org")
        with pytest.raises(CommandError, match="under a legal hold"):
            self.run("erase_person", "G-17", "--reason", WHY, "--by", "admin@example.org")
        assert "is held no more" in self.run("legal_hold", "G-17", "--lift", "--by", "admin@example.org")
        assert "was not held" in self.run("legal_hold", "G-17", "--lift", "--by", "admin@example.org")
