import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from employees import reporting_line
from employees.demographics.answers import answers_of, sealed_fields
from employees.demographics.services import withdraw
from employees.erased_numbers import sealed_number
from employees.feeds.imports import TooManyEndError
from employees.models import Demographics, Employee, Erasure, Position, ReportingLine, Stale, Unit, User
from tests.factories.employees import EmployeeFactory, PositionFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = dt.date(2024, 9, 1)


def counts(outcome):
    found = outcome.differences
    return len(found.created), len(found.changed), found.unchanged, len(found.ended)


class TestFirstFeed:
    def test_people_get_their_position_since_the_day_of_hire(self, feed, history):
        assert counts(feed.bring_in()) == (4, 0, 0, 0)
        assert history("3") == ["2020-09-15.. Nurse @ Ward 1 < 2: hire"]
        assert history("1") == ["2015-01-01.. Ward manager @ Ward 1: hire"]

    def test_the_last_day_of_work_is_the_day_before_leaving(self, feed, history):
        feed.bring_in()
        assert Employee.objects.get(number="4").left_on == dt.date(2023, 1, 1)
        assert history("4") == ["2016-01-01..2023-01-01 Cook @ Kitchen < 1: hire"]

    def test_leaving_may_be_told_as_the_day_after(self, feed):
        feed.say('company = "Clinic"', 'company = "Clinic"\nends = "day after"')
        feed.bring_in()
        assert Employee.objects.get(number="4").left_on == dt.date(2022, 12, 31)

    def test_titles_become_roles(self, feed, roles):
        feed.bring_in()
        held = dict(Position.objects.values_list("employee__number", "role"))
        assert held == {"1": roles["ward-manager"].pk, "2": roles["senior-nurse"].pk, "3": roles["nurse"].pk, "4": None}

    def test_units_stand_below_the_company(self, feed):
        feed.bring_in()
        assert set(Unit.objects.values_list("code", "name", "parent__code")) == {
            ("clinic", "Clinic", None),
            ("clinic-ward-1", "Ward 1", "clinic"),
            ("clinic-kitchen", "Kitchen", "clinic"),
        }

    def test_the_reporting_line_is_there(self, feed):
        feed.bring_in()
        head = Employee.objects.get(number="1")
        assert sorted(reporting_line.below(head).values_list("number", flat=True)) == ["2", "3"]

    def test_everybody_new_awaits_readiness(self, feed):
        feed.bring_in()
        assert Stale.objects.values("employee").distinct().count() == 4

    def test_a_manager_is_nobodys_before_being_hired(self, feed, history):
        feed.replace("2,Bo,Lindqvist,2018-03-01", "2,Bo,Lindqvist,2022-01-01")
        feed.bring_in()
        assert history("3") == ["2020-09-15..2022-01-01 Nurse @ Ward 1: hire", "2022-01-01.. Nurse @ Ward 1 < 2: reorganisation"]

    def test_somebody_without_a_unit_stands_in_the_company(self, feed, history):
        feed.replace("Nurse,Ward 1,2", "Nurse,,2")
        feed.bring_in()
        assert history("3") == ["2020-09-15.. Nurse @ Clinic < 2: hire"]

    def test_names_that_two_systems_use_need_no_mapping(self, feed, history):
        feed.tables["people.csv"] = """
employeeNumber,firstName,lastName,workEmail,hireDate,jobTitle,department,supervisorEId,employmentStatus
7,Eve,Sato,Eve.Sato@Example.com,2021-02-03,Nurse,Ward 2,,active
8,Finn,Abara,,2022-02-03,Analyst,Ward 2,7,leave
"""
        feed.bring_in()
        assert history("8") == ["2022-02-03.. Analyst @ Ward 2 < 7: hire"]
        assert Employee.objects.get(number="7").email == "eve.sato@example.com"

    def test_one_column_may_hold_the_whole_name(self, feed):
        feed.tables["people.csv"] = "Employee ID,Worker,Hire Date\n7,Eve Maria Sato,2021-02-03\n8,Cher,2021-02-03\n"
        feed.bring_in()
        assert set(Employee.objects.values_list("first_name", "last_name")) == {("Eve Maria", "Sato"), ("", "Cher")}

    def test_a_person_hired_and_gone_on_one_day_has_no_position(self, feed):
        feed.say('company = "Clinic"', 'company = "Clinic"\nends = "day after"')
        feed.replace("2022-12-31", "2016-01-01")
        outcome = feed.bring_in()
        assert Employee.objects.get(number="4").left_on == dt.date(2016, 1, 1)
        assert outcome.feed.oddities["people without any position"] == 1

    def test_what_people_say_of_themselves_comes_only_when_asked_for(self, feed):
        feed.tables["people.csv"] = "employee_id,name,start_date,gender,birth_date\n7,Eve Sato,2021-02-03,F,1990-05-06\n"
        feed.bring_in()
        assert not Demographics.objects.exists()
        feed.say('file = "people.csv"', 'file = "people.csv"\nsex = "gender"\nbirth_date = "birth_date"')
        feed.bring_in()
        said = Demographics.objects.get()
        assert (answers_of(said), said.from_feed) == ({"sex": "F", "birth_year": "1990"}, True)


class TestSameFeedAgain:
    def test_nothing_is_written(self, feed):
        feed.bring_in()
        with CaptureQueriesContext(connection) as queries:
            outcome = feed.bring_in(on=LATER)
        assert counts(outcome) == (0, 0, 4, 0)
        assert not outcome.written
        assert not [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY"))]

    def test_a_preview_writes_nothing(self, feed):
        outcome = feed.bring_in(dry_run=True)
        assert counts(outcome) == (4, 0, 0, 0)
        assert not Employee.objects.exists()
        assert not Unit.objects.exists()


class TestLaterFeed:
    @pytest.fixture(autouse=True)
    def first(self, feed):
        feed.bring_in()
        Stale.objects.all().delete()

    @pytest.mark.parametrize(
        ("number", "title", "reason"),
        [
            ("3", "Senior nurse", "promotion"),
            ("2", "Nurse", "demotion"),
            ("3", "Analyst", "lateral"),
            ("3", "Adviser", "lateral"),  # a role of no known seniority
            ("3", "Cook", "lateral"),  # no role
        ],
    )
    def test_a_change_of_title_is_a_position_from_that_day_with_its_reason(self, feed, history, number, title, reason):
        former = {"2": "Senior nurse,Ward 1,1", "3": "Nurse,Ward 1,2"}[number]
        feed.replace(former, f"{title},{former.partition(',')[2]}")
        assert counts(feed.bring_in(on=LATER)) == (0, 1, 3, 0)
        told = history(number)
        assert told[0].partition(" ")[0].endswith("..2024-09-01")
        assert told[1].startswith(f"2024-09-01.. {title} @ Ward 1 < ")
        assert told[1].endswith(f": {reason}")

    def test_only_who_changed_is_stale_and_moved(self, feed):
        before = set(Position.objects.exclude(employee__number="3").values_list("pk", "start", "end", "reason"))
        feed.replace("Nurse,Ward 1,2", "Senior nurse,Ward 1,2")
        feed.bring_in(on=LATER)
        assert list(Stale.objects.values_list("employee__number", flat=True)) == ["3"]
        assert set(Position.objects.exclude(employee__number="3").values_list("pk", "start", "end", "reason")) == before

    def test_another_unit_in_the_same_role_is_a_reorganisation(self, feed, history):
        feed.replace("Nurse,Ward 1,2", "Nurse,Ward 9,2")
        feed.bring_in(on=LATER)
        assert history("3")[1] == "2024-09-01.. Nurse @ Ward 9 < 2: reorganisation"

    def test_another_manager_moves_the_reporting_line(self, feed, history):
        feed.replace("Nurse,Ward 1,2", "Nurse,Ward 1,1")
        feed.bring_in(on=LATER)
        assert history("3")[1] == "2024-09-01.. Nurse @ Ward 1 < 1: reorganisation"
        assert ReportingLine.objects.get(employee__number="3").depth == 1

    def test_a_first_manager_leads_from_that_day(self, feed, history):
        feed.replace("Ward manager,Ward 1,", "Ward manager,Ward 1,5")
        feed.tables["people.csv"] += "5,Eve,Sato,2010-01-01,,,Board,\n"
        feed.bring_in(on=LATER)
        assert history("1") == [
            "2015-01-01..2024-09-01 Ward manager @ Ward 1: hire",
            "2024-09-01.. Ward manager @ Ward 1 < 5: reorganisation",
        ]

    def test_a_corrected_name_moves_nobody(self, feed):
        feed.replace("Chidi,Moreau", "Chidi,Moreau-Weiss")
        outcome = feed.bring_in(on=LATER)
        assert [(c.field, c.before, c.after) for c in outcome.differences.changed[0].fields] == [("last_name", "Moreau", "Moreau-Weiss")]
        assert outcome.differences.positions_added == outcome.differences.positions_altered == 0

    @pytest.mark.parametrize("hired", ["2020-08-01", "2020-10-01"])
    def test_a_corrected_day_of_hire_takes_the_first_position_along(self, feed, history, hired):
        feed.replace("2020-09-15", hired)
        feed.bring_in(on=LATER)
        assert history("3") == [f"{hired}.. Nurse @ Ward 1 < 2: hire"]

    def test_leaving_ends_position_and_account(self, feed, history):
        user = UserFactory()
        Employee.objects.filter(number="3").update(user=user)
        feed.replace("2020-09-15,,", "2020-09-15,2024-08-31,")
        outcome = feed.bring_in(on=LATER, force=True)
        assert counts(outcome) == (0, 0, 3, 1)
        assert history("3") == ["2020-09-15..2024-09-01 Nurse @ Ward 1 < 2: hire"]
        assert not User.objects.get(pk=user.pk).is_active

    def test_leaving_one_day_keeps_the_account_until_then(self, feed):
        user = UserFactory()
        Employee.objects.filter(number="3").update(user=user)
        feed.replace("2020-09-15,,", "2020-09-15,2024-12-31,")
        assert counts(feed.bring_in(on=LATER)) == (0, 1, 3, 0)
        assert User.objects.get(pk=user.pk).is_active
        assert len(feed.bring_in(on=dt.date(2025, 1, 2)).differences.changed) == 1
        assert not User.objects.get(pk=user.pk).is_active

    def test_leaving_of_a_manager_leaves_nobody_led_by_them(self, feed, history):
        feed.replace("2018-03-01,,", "2018-03-01,2024-08-31,")
        outcome = feed.bring_in(on=LATER, force=True)
        assert history("3") == ["2020-09-15..2024-09-01 Nurse @ Ward 1 < 2: hire", "2024-09-01.. Nurse @ Ward 1: reorganisation"]
        assert outcome.feed.oddities["managers named for a time at which they were not employed; nobody reports to them then"] == 1

    def test_coming_back_is_a_re_entry_on_the_new_day_of_hire(self, feed, history):
        feed.replace("2016-01-01,2022-12-31", "2024-08-01,")
        feed.bring_in(on=LATER)
        assert history("4") == ["2016-01-01..2023-01-01 Cook @ Kitchen < 1: hire", "2024-08-01.. Cook @ Kitchen < 1: re-entry"]
        assert counts(feed.bring_in(on=LATER)) == (0, 0, 4, 0)

    def test_a_title_that_gets_a_role_in_the_mapping_is_no_move(self, feed, roles, history):
        feed.say('"Cook" = ""', '"Cook" = "adviser"')
        feed.bring_in(on=LATER)
        assert Position.objects.get(employee__number="4").role == roles["adviser"]
        assert history("4") == ["2016-01-01..2023-01-01 Cook @ Kitchen < 1: hire"]

    def test_a_reason_that_somebody_corrected_stands(self, feed, history):
        feed.replace("Nurse,Ward 1,2", "Senior nurse,Ward 1,2")
        feed.bring_in(on=LATER)
        Position.objects.filter(employee__number="3", start=LATER).update(reason="lateral")
        assert counts(feed.bring_in(on=LATER)) == (0, 0, 4, 0)
        assert history("3")[1].endswith(": lateral")

    def test_what_a_person_confirmed_is_not_overwritten(self, feed):
        feed.say('file = "people.csv"', 'file = "people.csv"\nsex = "gender"')
        feed.tables["people.csv"] = "employee_id,name,start_date,gender\n3,Chidi Moreau,2020-09-15,M\n"
        feed.bring_in(on=LATER)
        Demographics.objects.update(**sealed_fields(Demographics.objects.get().pk, {"sex": "non-binary"}), from_feed=False)
        feed.bring_in(on=LATER)
        assert answers_of(Demographics.objects.get()) == {"sex": "non-binary"}

    def test_what_a_person_withdrew_does_not_come_back(self, feed):
        feed.say('file = "people.csv"', 'file = "people.csv"\nsex = "gender"')
        feed.tables["people.csv"] = "employee_id,name,start_date,gender\n3,Chidi Moreau,2020-09-15,M\n"
        feed.bring_in(on=LATER)
        employee = Employee.objects.get(number="3")
        employee.user = UserFactory()
        employee.save()
        withdraw(employee=employee, by=employee.user)
        assert not feed.bring_in(on=LATER).written
        assert answers_of(Demographics.objects.get()) == {}

    def test_a_unit_gets_its_new_name(self, feed):
        feed.say("[roles]", '[units]\nfile = "units.csv"\n[roles]')
        feed.tables["units.csv"] = "code,name\nWard 1,Ward One\nKitchen,Kitchen\n"
        outcome = feed.bring_in(on=LATER)
        assert [unit.name for unit in outcome.differences.altered_units] == ["Ward One"]
        assert Unit.objects.get(code="clinic-ward-1").name == "Ward One"


class TestVanishing:
    @pytest.fixture(autouse=True)
    def first(self, feed):
        feed.bring_in()
        feed.replace("3,Chidi,Moreau,2020-09-15,,Nurse,Ward 1,2\n", "")

    def complete(self, feed, share=50):
        feed.say('company = "Clinic"', f'company = "Clinic"\ncomplete = true\nmost_ended_percent = {share}')

    def test_nobody_ends_unless_the_feed_is_said_to_be_complete(self, feed):
        assert counts(feed.bring_in(on=LATER)) == (0, 0, 3, 0)
        assert Employee.objects.get(number="3").left_on is None

    def test_a_complete_feed_ends_who_is_not_in_it(self, feed, history):
        user = UserFactory()
        Employee.objects.filter(number="3").update(user=user)
        self.complete(feed)
        assert counts(feed.bring_in(on=LATER)) == (0, 0, 3, 1)
        assert Employee.objects.get(number="3").left_on == LATER
        assert history("3") == ["2020-09-15..2024-09-01 Nurse @ Ward 1 < 2: hire"]
        assert not User.objects.get(pk=user.pk).is_active
        assert counts(feed.bring_in(on=LATER)) == (0, 0, 3, 0)

    def test_too_many_at_once_are_refused_and_nothing_is_written(self, feed):
        self.complete(feed, share=33)
        feed.replace("Ada,Okafor", "Ada,Smith")
        with pytest.raises(TooManyEndError, match=r"1 of 3 people would end at once, more than the 33 %"):
            feed.bring_in(on=LATER)
        assert Employee.objects.get(number="1").last_name == "Okafor"
        assert Employee.objects.get(number="3").left_on is None

    def test_force_ends_them_all_the_same(self, feed):
        self.complete(feed, share=33)
        assert counts(feed.bring_in(on=LATER, force=True)) == (0, 0, 3, 1)

    def test_a_position_planned_for_later_goes(self, feed):
        self.complete(feed)
        person = Employee.objects.get(number="3")
        person.positions.update(end=dt.date(2025, 1, 1))
        PositionFactory(employee=person, role=None, start=dt.date(2025, 1, 1), unit=person.positions.get().unit, reason="lateral")
        feed.bring_in(on=LATER)
        assert list(person.positions.values_list("end", flat=True)) == [LATER]

    def test_people_of_another_company_are_left_alone(self, feed):
        other = PositionFactory(employee=EmployeeFactory(number="99"), role=None, unit=UnitFactory())
        self.complete(feed)
        assert counts(feed.bring_in(on=LATER)) == (0, 0, 3, 1)
        other.employee.refresh_from_db()
        assert other.employee.left_on is None


class TestDatedFeed:
    @pytest.fixture(autouse=True)
    def dated(self, feed):
        feed.tables = {
            "people.csv": "id,name,start_date\n1,Ada Okafor,2010-01-01\n2,Bo Lindqvist,2012-01-01\n3,Chidi Moreau,2011-06-01\n",
            "titles.csv": """
id,title,start,end
1,Ward manager,2010-01-01,9999-01-01
2,Nurse,2012-01-01,2015-05-01
2,Senior nurse,2015-05-01,9999-01-01
3,Nurse,2012-01-01,2014-01-01
""",
            "departments.csv": """
id,department,start,end
1,A,2010-01-01,9999-01-01
2,A,2012-01-01,2016-01-01
2,B,2016-01-01,9999-01-01
3,B,2012-01-01,2014-01-01
""",
            "managers.csv": "department,manager,start,end\nA,1,2009-01-01,9999-01-01\nB,2,2013-01-01,9999-01-01\n",
        }
        feed.mapping = feed.mapping.replace(
            'company = "Clinic"', 'company = "Clinic"\nends = "day after"\nuntil_now = "9999-01-01"'
        ).replace(
            "[roles]",
            """[title_history]
file = "titles.csv"
[unit_history]
file = "departments.csv"
[manager_history]
file = "managers.csv"
unit = "department"
[roles]""",
            1,
        )

    def test_titles_units_and_managers_are_intersected(self, feed, history):
        feed.bring_in()
        assert history("1") == ["2010-01-01.. Ward manager @ A: hire"]
        assert history("2") == [
            "2012-01-01..2015-05-01 Nurse @ A < 1: hire",
            "2015-05-01..2016-01-01 Senior nurse @ A < 1: promotion",
            "2016-01-01.. Senior nurse @ B: reorganisation",
        ]
        assert history("3") == ["2012-01-01..2013-01-01 Nurse @ B: hire", "2013-01-01..2014-01-01 Nurse @ B < 2: reorganisation"]

    def test_who_leads_a_unit_is_led_through_the_unit_above(self, feed, history):
        feed.say("[roles]\n", '[units]\nfile = "units.csv"\n[roles]\n')
        feed.tables["units.csv"] = "code,name,parent\nA,A,\nB,B,A\n"
        feed.bring_in()
        assert history("2")[-1] == "2016-01-01.. Senior nurse @ B < 1: reorganisation"

    def test_or_is_led_by_nobody_when_the_mapping_says_so(self, feed, history):
        feed.say('unit = "department"', 'unit = "department"\nof_managers = "none"')
        feed.bring_in()
        assert history("2") == [
            "2012-01-01..2013-01-01 Nurse @ A < 1: hire",
            "2013-01-01..2015-05-01 Nurse @ A: reorganisation",
            "2015-05-01..2016-01-01 Senior nurse @ A: promotion",
            "2016-01-01.. Senior nurse @ B: reorganisation",
        ]

    def test_the_last_end_is_the_day_of_leaving(self, feed):
        feed.bring_in()
        assert dict(Employee.objects.values_list("number", "left_on")) == {"1": None, "2": None, "3": dt.date(2014, 1, 1)}

    def test_time_before_the_first_title_is_not_made_up(self, feed):
        outcome = feed.bring_in()
        assert outcome.feed.oddities == {
            "people hired before their first title or unit; nothing is made up for the time between": 1,
            "managers named for a time at which they were not employed; nobody reports to them then": 1,
        }

    def test_no_length_is_left_out_and_counted(self, feed, history):
        feed.replace(
            "3,Nurse,2012-01-01,2014-01-01\n", "3,Nurse,2012-01-01,2014-01-01\n3,Senior nurse,2014-01-01,2014-01-01\n", "titles.csv"
        )
        outcome = feed.bring_in()
        assert outcome.feed.moves["Nurse", "Senior nurse"] == 2
        assert [told.split()[1] for told in history("3")] == ["Nurse", "Nurse"]
        assert sum(count for oddity, count in outcome.feed.oddities.items() if "end on the day they begin" in oddity) == 1

    def test_a_gap_ends_in_a_re_entry(self, feed, history):
        feed.replace("3,Nurse,2012-01-01,2014-01-01", "3,Nurse,2012-01-01,2012-03-01\n3,Senior nurse,2013-06-01,2014-01-01", "titles.csv")
        feed.replace("3,B,2012-01-01,2014-01-01", "3,B,2012-01-01,2012-03-01\n3,B,2013-06-01,2014-01-01", "departments.csv")
        feed.bring_in()
        assert history("3") == ["2012-01-01..2012-03-01 Nurse @ B: hire", "2013-06-01..2014-01-01 Senior nurse @ B < 2: re-entry"]

    def test_without_a_column_for_ends_the_next_begins_where_the_last_ends(self, feed, history):
        feed.tables["titles.csv"] = "id,title,effective_date\n2,Senior nurse,2015-05-01\n2,Nurse,2012-01-01\n"
        feed.bring_in()
        assert history("2")[:2] == ["2012-01-01..2015-05-01 Nurse @ A < 1: hire", "2015-05-01..2016-01-01 Senior nurse @ A < 1: promotion"]

    def test_the_latest_may_win_over_what_it_overlaps(self, feed, history):
        feed.replace("2,Nurse,2012-01-01,2015-05-01", "2,Nurse,2012-01-01,2018-05-01", "titles.csv")
        (error,) = feed.refusal()
        assert error.startswith(
            'titles.csv:4:3: start: the title "Senior nurse" begins on 2015-05-01, while that of line 3 ("Nurse") lasts until'
        )
        feed.say('file = "titles.csv"', 'file = "titles.csv"\noverlaps = "latest wins"')
        feed.bring_in()
        assert history("2")[0] == "2012-01-01..2015-05-01 Nurse @ A < 1: hire"

    def test_a_later_feed_moves_only_what_moved(self, feed, history):
        feed.bring_in()
        before = set(Position.objects.exclude(employee__number="2").values_list("pk", flat=True))
        feed.replace(
            "2,Senior nurse,2015-05-01,9999-01-01",
            "2,Senior nurse,2015-05-01,2024-07-01\n2,Ward manager,2024-07-01,9999-01-01",
            "titles.csv",
        )
        assert counts(feed.bring_in(on=LATER)) == (0, 1, 2, 0)
        assert history("2")[-1] == "2024-07-01.. Ward manager @ B: promotion"
        assert set(Position.objects.exclude(employee__number="2").values_list("pk", flat=True)) == before

    def test_corrected_history_replaces_what_was_stored(self, feed, history):
        feed.bring_in()
        feed.replace("2015-05-01", "2014-02-01", "titles.csv")
        assert counts(feed.bring_in(on=LATER)) == (0, 1, 2, 0)
        assert [told.split()[0] for told in history("2")] == ["2012-01-01..2014-02-01", "2014-02-01..2016-01-01", "2016-01-01.."]

    def test_the_same_again_changes_nothing(self, feed):
        feed.bring_in()
        assert counts(feed.bring_in(on=LATER)) == (0, 0, 3, 0)

    def test_people_the_mapping_leaves_out_may_stand_in_the_other_tables(self, feed):
        feed.replace("id,name,start_date", "id,name,start_date,flag")
        feed.tables["people.csv"] = (
            "id,name,start_date,flag\n1,Ada Okafor,2010-01-01,1\n2,Bo Lindqvist,2012-01-01,1\n3,Chidi Moreau,2011-06-01,0\n"
        )
        feed.say('file = "people.csv"', 'file = "people.csv"\nwhere = { flag = "1" }')
        assert counts(feed.bring_in()) == (2, 0, 0, 0)


class TestManagersOfPeopleByDate:
    @pytest.fixture(autouse=True)
    def dated(self, feed):
        feed.say("[roles]\n", '[manager_history]\nfile = "managers.csv"\n[roles]\n')
        feed.say('file = "people.csv"', 'file = "people.csv"\nmanager = ""')
        feed.tables["managers.csv"] = "employee_id,manager_id,start_date\n3,1,2020-09-15\n3,2,2022-01-01\n2,1,2018-03-01\n"

    def test_each_change_begins_a_position(self, feed, history):
        feed.bring_in()
        assert history("3") == ["2020-09-15..2022-01-01 Nurse @ Ward 1 < 1: hire", "2022-01-01.. Nurse @ Ward 1 < 2: reorganisation"]
        assert history("4") == ["2016-01-01..2023-01-01 Cook @ Kitchen: hire"]
        assert counts(feed.bring_in(on=LATER)) == (0, 0, 4, 0)

    def test_a_circle_is_told_with_the_line_that_names_a_manager(self, feed):
        feed.tables["managers.csv"] += "1,3,2023-01-01\n"
        (error,) = feed.refusal()
        assert error.startswith("managers.csv:")
        assert "manager_id: from 2023-01-01 the reporting line goes round in a circle: 1 → 3 → 2 → 1." in error

    def test_somebody_who_would_lead_themselves(self, feed):
        feed.tables["managers.csv"] += "1,1,2023-01-01\n"
        (error,) = feed.refusal()
        assert error == 'managers.csv:5:2: manager_id: "1" would lead themselves; leave the line out for whoever has no manager.'

    def test_an_unknown_manager(self, feed):
        feed.tables["managers.csv"] += "1,77,2023-01-01\n"
        (error,) = feed.refusal()
        assert error.startswith('managers.csv:5:2: manager_id: there is no employee "77", neither in the feed nor stored')


class TestUnits:
    def test_groups_stand_between_the_company_and_its_units(self, feed):
        feed.say("[roles]\n", '[units]\nfile = "units.csv"\ngroup = "area"\n[roles]\n')
        feed.tables["units.csv"] = "code,name,area\nWard 1,Ward One,Care\nKitchen,Kitchen,House\nWard 2,Ward Two,Care\n"
        feed.bring_in()
        assert set(Unit.objects.values_list("code", "name", "parent__code")) == {
            ("clinic", "Clinic", None),
            ("clinic-group-care", "Care", "clinic"),
            ("clinic-group-house", "House", "clinic"),
            ("clinic-ward-1", "Ward One", "clinic-group-care"),
            ("clinic-ward-2", "Ward Two", "clinic-group-care"),
            ("clinic-kitchen", "Kitchen", "clinic-group-house"),
        }
        assert not feed.bring_in(on=LATER).written

    def test_a_unit_may_move_below_another(self, feed):
        feed.say("[roles]\n", '[units]\nfile = "units.csv"\n[roles]\n')
        feed.tables["units.csv"] = "code,name,parent\nWard 1,Ward 1,\nKitchen,Kitchen,Ward 1\n"
        feed.bring_in()
        feed.tables["units.csv"] = "code,name,parent\nWard 1,Ward 1,Kitchen\nKitchen,Kitchen,\n"
        feed.bring_in(on=LATER)
        assert Unit.objects.get(code="clinic-ward-1").parent.code == "clinic-kitchen"
        assert Unit.objects.get(code="clinic-kitchen").parent.code == "clinic"

    def test_a_name_in_another_script_gets_a_code(self, feed):
        feed.replace("Kitchen", "厨房")
        feed.bring_in()
        assert Unit.objects.get(name="厨房").code.startswith("clinic-")


class TestNames:
    def test_a_name_may_be_put_together_from_columns(self, feed):
        feed.say('file = "people.csv"', 'file = "people.csv"\nfirst_name = ""\nlast_name = ""\nname = "Employee {employee_number}"')
        feed.bring_in()
        assert list(Employee.objects.filter(number="3").values_list("first_name", "last_name")) == [("Employee", "3")]

    def test_one_that_would_be_too_long_is_refused(self, feed):
        feed.say('file = "people.csv"', 'file = "people.csv"\nlast_name = "{first_name} {last_name}"')
        feed.replace("Chidi,Moreau", "C" * 80 + "," + "M" * 80)
        assert feed.refusal() == ["people.csv:4:2: first_name: makes a last_name of 161 characters; at most 120 are taken."]


def test_a_change_in_what_people_say_of_themselves_is_taken_while_it_is_the_feeds(feed):
    feed.say('file = "people.csv"', 'file = "people.csv"\nsex = "gender"')
    feed.tables["people.csv"] = "employee_id,name,start_date,gender\n3,Chidi Moreau,2020-09-15,M\n4,Dana Petrov,2020-09-15,\n"
    feed.bring_in()
    assert said() == [("3", "M")]
    feed.replace("2020-09-15,M", "2020-09-15,X")
    feed.replace("2020-09-15,\n", "2020-09-15,F\n")
    assert counts(feed.bring_in(on=LATER)) == (0, 2, 0, 0)
    assert said() == [("3", "X"), ("4", "F")]


def said():
    rows = Demographics.objects.select_related("employee").order_by("employee__number")
    return [(row.employee.number, answers_of(row)["sex"]) for row in rows]


def test_somebody_hired_for_later_who_vanishes_never_began(feed, history):
    feed.replace("2020-09-15", "2025-01-01")
    feed.bring_in()
    assert history("3") == ["2025-01-01.. Nurse @ Ward 1 < 2: hire"]
    feed.replace("3,Chidi,Moreau,2025-01-01,,Nurse,Ward 1,2\n", "")
    feed.say('company = "Clinic"', 'company = "Clinic"\ncomplete = true\nmost_ended_percent = 50')
    feed.bring_in(on=LATER)
    assert history("3") == []
    assert Employee.objects.get(number="3").left_on == dt.date(2025, 1, 1)


def test_a_failure_while_writing_undoes_everything(feed, monkeypatch):
    def fail(on):
        raise IntegrityError

    monkeypatch.setattr(reporting_line, "rebuild", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        feed.bring_in()
    assert not Employee.objects.exists()
    assert not Unit.objects.exists()


def test_a_feed_does_not_bring_back_who_was_erased(feed):
    feed.bring_in()
    gone = Employee.objects.get(number="4")
    Erasure.objects.create(employee=gone, reason="Asked for.", sealed_number=sealed_number(gone.pk, "4"))
    Employee.objects.filter(pk=gone.pk).update(number=f"erased-{gone.pk}", first_name="", last_name="Former employee")
    assert not feed.bring_in(on=LATER).written
    feed.replace("Dana,Petrov", "Dana,Petrova")
    feed.replace("3,Chidi,Moreau,2020-09-15,,Nurse,Ward 1,2", "3,Chidi,Moreau,2020-09-15,,Nurse,Ward 1,4")
    feed.replace("2022-12-31", "")
    feed.bring_in(on=LATER)
    assert not Employee.objects.filter(number="4").exists()
    assert Employee.objects.get(pk=gone.pk).name == "Former employee"
    assert Employee.objects.get(number="3").positions.last().manager_id == gone.pk
