"""Broken input of every kind gets a sentence with its place, and nothing is written."""

import pytest

from employees.models import Employee, Unit

pytestmark = pytest.mark.django_db

WARD_NURSE = "3,Chidi,Moreau,2020-09-15,,Nurse,Ward 1,2"


def dated_titles(feed):
    feed.say("[roles]\n", '[title_history]\nfile = "titles.csv"\n[roles]\n')
    feed.say('file = "people.csv"', 'file = "people.csv"\ntitle = ""')
    feed.tables["titles.csv"] = (
        "employee_id,title,start_date,end_date\n1,Ward manager,2015-01-01,\n2,Senior nurse,2018-03-01,\n3,Nurse,2020-09-15,\n"
    )


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (
            "3,Chidi,Moreau,15/09/2020,,Nurse,Ward 1,2",
            '4:4: hire_date: "15/09/2020" is not a date; expected one such as 2024-12-31, from 1900 to 2199.',
        ),
        (
            "3,Chidi,Moreau,2020-02-30,,Nurse,Ward 1,2",
            '4:4: hire_date: "2020-02-30" is not a date; expected one such as 2024-12-31, from 1900 to 2199.',
        ),
        (
            "3,Chidi,Moreau,1020-02-03,,Nurse,Ward 1,2",
            '4:4: hire_date: "1020-02-03" is not a date; expected one such as 2024-12-31, from 1900 to 2199.',
        ),
        ("3,Chidi,Moreau,,,Nurse,Ward 1,2", "4:4: hire_date: is empty; expected a date such as 2024-12-31."),
        (
            "3,Chidi,Moreau,2020-09-15,2019-01-01,Nurse,Ward 1,2",
            "4:5: termination_date: the person leaves on 2019-01-02, before the day of hire, 2020-09-15.",
        ),
        (",Chidi,Moreau,2020-09-15,,Nurse,Ward 1,2", "4:1: employee_number: is empty; expected a text."),
        ("3,,,2020-09-15,,Nurse,Ward 1,2", "4:3: last_name: is empty; expected a name."),
        ("2,Chidi,Moreau,2020-09-15,,Nurse,Ward 1,1", '4:1: employee_number: "2" stands already in line 3; expected one line a person.'),
        (
            "3,Chidi,Moreau,2020-09-15,,Nurse,Ward 1,77",
            '4:8: manager_id: there is no employee "77", neither in the feed nor stored; expected the manager\'s employee number.',
        ),
        (
            "3,Chidi,Moreau,2020-09-15,,Nurse,Ward 1,3",
            '4:8: manager_id: "3" would lead themselves; leave it empty for whoever has no manager.',
        ),
        (
            "3,Chidi,Moreau,2020-09-15,,Nruse,Ward 1,2",
            '4:6: job_title: no role is given for the title "Nruse"; add it under [roles.titles], "" for none. Nearest: "Nurse".',
        ),
        (
            '3,=HYPERLINK("https://example.com"),Moreau,2020-09-15,,Nurse,Ward 1,2'.replace('"', ""),
            '4:2: first_name: "=HYPERLINK(https://example.com)" would run as a formula in a spreadsheet; expected a letter or digit first.',
        ),
        (
            "3,Chidi,Moreau,2020-09-15,,Nurse,@SUM(A1),2",
            '4:7: department: "@SUM(A1)" would run as a formula in a spreadsheet; expected a letter or digit first.',
        ),
        ("3,Chidi,Moreau,2020-09-15,,Nurse,Ward 1", "4:8: the line has 7 cells; expected 8."),
        ("3,Chidi," + "x" * 121 + ",2020-09-15,,Nurse,Ward 1,2", "4:3: last_name: has 121 characters; at most 120 are taken. Shorten it."),
    ],
)
def test_a_broken_line_has_its_place_and_a_sentence(feed, line, error):
    feed.replace(WARD_NURSE, line)
    assert feed.refusal() == [f"people.csv:{error}"]
    assert not Employee.objects.exists()
    assert not Unit.objects.exists()


def test_a_million_characters_in_a_cell(feed):
    feed.replace("Moreau", "M" * 1_000_000)
    (error,) = feed.refusal()
    assert error.startswith("people.csv:4:")
    assert "characters" in error


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b"", "1:1", "the file is empty"),
        (b"employee_number,first_name,last_name,hire_date\n", "1:1", "the table has no row about anybody"),
        ("employee_number,last_name,hire_date\n1,Pérez,2020-01-01\n".encode("latin-1"), "2:2", "is not UTF-8"),
        ("employee_number,last_name,hire_date\n1,Pérez,2020-01-01\n".encode("utf-16"), "1:1", "UTF-16"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "1:1", "binary"),
        (b"PK\x03\x04\x14\x00", "1:1", "workbook"),
        (b'employee_number,last_name,hire_date\n1,"Perez,2020-01-01\n', "2:1", "never closed"),
    ],
)
def test_a_file_that_is_no_table(feed, content, place, words):
    feed.tables["people.csv"] = content
    (error,) = feed.refusal()
    assert error.startswith(f"people.csv:{place}: ")
    assert words in error
    assert not Employee.objects.exists()


def test_a_file_that_is_not_there(feed):
    feed.tables = {}
    assert feed.refusal() == ["people.csv:1:1: cannot be read: No such file or directory. Check the name and the permissions."]


def test_a_folder_that_is_not_there(feed, tmp_path):
    (error,) = feed.refusal(folder=tmp_path / "nowhere")
    assert error == "nowhere:1:1: is not a folder; expected the folder that holds the feed's tables."


def test_a_missing_column_is_told_with_the_names_that_would_do(feed):
    feed.replace("hire_date", "begun")
    (error,) = feed.refusal()
    assert error == (
        'people.csv:1:1: no column says the hired_on: add hired_on = "…" under [people] in the mapping, '
        'or name a column one of "hiredate", "startdate", "originalhiredate".'
    )


def test_a_mapped_column_that_is_missing(feed):
    feed.say('file = "people.csv"', 'file = "people.csv"\nhired_on = "Joined"')
    (error,) = feed.refusal()
    assert error.startswith('people.csv:1:1: the column "Joined" is missing; found: "employee_number"')


def test_a_circle_of_managers_has_its_place_and_chain(feed):
    feed.replace("Ward manager,Ward 1,", "Ward manager,Ward 1,3")
    (error,) = feed.refusal()
    place, _, sentence = error.partition(": ")
    assert place in {"people.csv:2:8", "people.csv:3:8", "people.csv:4:8"}
    assert "from 2020-09-15 the reporting line goes round in a circle" in sentence
    assert any(chain in sentence for chain in ("1 → 3 → 2 → 1", "2 → 1 → 3 → 2", "3 → 2 → 1 → 3"))
    assert not Employee.objects.exists()


def test_a_circle_through_somebody_stored_before(feed):
    feed.bring_in()
    feed.tables["people.csv"] = (
        "employee_number,name,hire_date,job_title,department,manager_id\n1,Ada Okafor,2015-01-01,Ward manager,Ward 1,3\n"
    )
    (error,) = feed.refusal()
    assert error.startswith("people.csv:2:6: manager_id: from 2024-06-01 the reporting line goes round in a circle: ")


def test_employment_that_ended_without_a_day(feed):
    feed.tables["people.csv"] = (
        "employee_id,name,start_date,employment_status\n7,Eve Sato,2021-02-03,terminated\n8,Bo Sato,2021-02-03,asleep\n"
    )
    errors = feed.refusal()
    assert (
        errors[0]
        == 'people.csv:2:4: employment_status: "terminated", but no day of leaving is given; expected a date in the column for left_on.'
    )
    assert errors[1].startswith('people.csv:3:4: employment_status: "asleep" is not known; expected one of: active, ')


def test_an_address_that_is_none(feed):
    feed.tables["people.csv"] = "employee_id,name,start_date,work_email\n7,Eve Sato,2021-02-03,eve at home\n"
    assert feed.refusal() == ['people.csv:2:4: work_email: "eve at home" is not an e-mail address; expected one such as ada@example.com.']


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        (
            "3,Nurse,2020-09-15,",
            "3,Nurse,2020-09-15,2019-01-01",
            "4:4: end_date: the period ends on 2019-01-02, before it begins, on 2020-09-15.",
        ),
        ("3,Nurse,2020-09-15,", "33,Nurse,2020-09-15,", '4:1: employee_id: there is no employee "33" in the feed. Nearest: "3".'),
        (
            "3,Nurse,2020-09-15,\n",
            "3,Nurse,2020-09-15,\n3,Cook,2021-01-01,\n",
            '5:3: start_date: the title "Cook" begins on 2021-01-01, while that of line 4 ("Nurse") has no end. Correct one',
        ),
        (
            "3,Nurse,2020-09-15,",
            "3,Nurse,soon,",
            '4:3: start_date: "soon" is not a date; expected one such as 2024-12-31, from 1900 to 2199.',
        ),
        ("3,Nurse,2020-09-15,", "3,,2020-09-15,", "4:2: title: is empty; expected a text."),
    ],
)
def test_broken_dated_titles(feed, before, after, error):
    dated_titles(feed)
    feed.bring_in(dry_run=True)
    feed.replace(before, after, "titles.csv")
    (told,) = feed.refusal()
    assert told.startswith(f"titles.csv:{error}")


def test_a_unit_that_the_table_of_units_lacks(feed):
    feed.say("[roles]\n", '[units]\nfile = "units.csv"\n[roles]\n')
    feed.tables["units.csv"] = "code,name\nward 1,Ward One\n"
    assert feed.refusal() == ['people.csv:5:7: department: there is no unit "Kitchen" in the table of units. Nearest: "ward 1".']


@pytest.mark.parametrize(
    ("units", "error"),
    [
        (
            "Ward 1,Ward One,Kitchen\nKitchen,Kitchen,Ward 1\n",
            'units.csv:2:3: parent: the unit "Ward 1" lies below itself; expected a tree.',
        ),
        ("Ward 1,Ward One,Wards\nKitchen,Kitchen,\n", 'units.csv:2:3: parent: there is no unit "Wards" in this table. Nearest: "ward 1".'),
        (
            "Ward 1,A,\nWard-1,B,\n",
            'units.csv:3:1: code: "Ward-1" and "Ward 1" would both be the unit clinic-ward-1; give them different codes under [units].',
        ),
    ],
)
def test_broken_units(feed, units, error):
    feed.say("[roles]\n", '[units]\nfile = "units.csv"\n[roles]\n')
    feed.tables["units.csv"] = "code,name,parent\n" + units
    assert feed.refusal()[0] == error


def test_all_faults_are_told_at_once_in_order(feed):
    feed.replace("2018-03-01", "whenever")
    feed.replace("Nurse,Ward 1,2", "Nurse,=1+1,2")
    assert [error.split(": ")[0] for error in feed.refusal()] == ["people.csv:3:4", "people.csv:4:7"]


def test_an_unknown_title_is_told_once_with_how_many_lines_have_it(feed):
    feed.replace("Ward manager,", "Boss,")
    feed.replace("Cook,", "Boss,")
    (error,) = feed.refusal()
    assert error.startswith('people.csv:2:6: job_title: no role is given for the title "Boss"')
    assert error.endswith("(on 2 lines)")


def test_unknown_titles_may_go_without_a_role(feed, history):
    feed.say("[roles]\n", '[roles]\nunknown_titles = "no-role"\n')
    feed.replace("Nurse,Ward 1,2", "Astronaut,Ward 1,2")
    feed.bring_in()
    assert history("3") == ["2020-09-15.. Astronaut @ Ward 1 < 2: hire"]


def test_dates_as_other_systems_write_them(feed, history):
    feed.say('company = "Clinic"', 'company = "Clinic"\ndates = ["%d.%m.%Y", "%Y-%m-%d"]')
    feed.replace("2020-09-15", "15.09.2020")
    feed.bring_in()
    assert history("3") == ["2020-09-15.. Nurse @ Ward 1 < 2: hire"]


def test_semicolons_and_no_header(feed, history):
    feed.mapping = feed.mapping.replace(
        'file = "people.csv"',
        'file = "people.csv"\ndelimiter = ";"\nheader = ["no", "who", "since", "what"]\n'
        'number = "no"\nname = "who"\nhired_on = "since"\ntitle = "what"',
    )
    feed.tables["people.csv"] = "3;Chidi Moreau;2020-09-15;Nurse\n"
    feed.bring_in()
    assert history("3") == ["2020-09-15.. Nurse @ Clinic: hire"]
