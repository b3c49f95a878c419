"""The command: what it prints, and how it ends."""

import pytest
from django.core.management import CommandError, call_command

from employees.models import Employee
from tests.employees.feeds.conftest import FeedFolder

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(feed: FeedFolder, capsys):
    def ran(*options: str) -> tuple[int, str, str]:
        status = 0
        try:
            call_command("import_people", str(feed.path), f"--mapping={feed.write()}", "--on=2024-06-01", *options)
        except SystemExit as ended:
            status = int(ended.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return ran


def test_an_import_tells_what_it_did(run):
    status, out, err = run()
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "Done: the feed of Clinic on 2024-06-01.",
        "people: 4 created, 0 changed, 0 unchanged, 0 ended",
        "employed: 3 in the feed; leavers in it: 1",
        "positions: 4 added, 0 altered, 0 removed",
        "  begun by hire 4",
        "units: 3 created, 0 changed",
    ]


def test_the_same_again_says_so(run):
    run()
    assert run()[1].splitlines()[:2] == [
        "Nothing to change: the feed of Clinic on 2024-06-01.",
        "people: 0 created, 0 changed, 4 unchanged, 0 ended",
    ]


def test_a_preview_lists_every_kind_of_change_and_writes_nothing(run, feed):
    run()
    feed.say('company = "Clinic"', 'company = "Clinic"\ncomplete = true\nmost_ended_percent = 50')
    feed.replace("Nurse,Ward 1,2", "Senior nurse,Ward 1,1")
    feed.replace("Okafor", "Okafor-Lind")
    feed.replace("2,Bo,Lindqvist,2018-03-01,,Senior nurse,Ward 1,1\n", "5,Eve,Sato,2024-05-01,,Nurse,Ward 1,1\n")
    status, out, err = run("--dry-run")
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == "Preview, nothing written: the feed of Clinic on 2024-06-01."
    assert out.splitlines()[6:] == [
        "created:",
        "  5: hire on 2024-05-01 (Nurse, nurse, clinic-ward-1, led by 1)",
        "changed:",
        "  1: last_name Okafor → Okafor-Lind",
        "  3: promotion on 2024-06-01 (Senior nurse, senior-nurse, clinic-ward-1, led by 1); positions altered: 1",
        "ended:",
        "  2: left_on empty → 2024-06-01; positions altered: 1",
    ]
    assert not Employee.objects.filter(number="5").exists()


def test_dated_titles_tell_their_moves_and_oddities(run, feed):
    feed.say("[roles]\n", '[title_history]\nfile = "titles.csv"\n[roles]\n')
    feed.say('file = "people.csv"', 'file = "people.csv"\ntitle = ""\nsex = "job_title"')
    feed.tables["titles.csv"] = "id,title,start_date\n3,Nurse,2020-09-15\n3,Senior nurse,2022-01-01\n3,Nurse,2023-01-01\n"
    lines = run()[1].splitlines()
    assert "moves from title to title in the feed: 2" in lines
    assert "  Nurse → Senior nurse: 1" in lines
    feed.replace("3,Senior nurse,2022-01-01\n", "", "titles.csv")
    feed.replace("2020-09-15,,Nurse", "2020-09-15,,Senior nurse")
    lines = run("--dry-run")[1].splitlines()
    assert "  3: what they say about themselves; positions altered: 1; positions removed: 2" in lines


def test_of_many_changes_twenty_are_listed(run, feed):
    feed.tables["people.csv"] = "employee_number,last_name,hire_date\n" + "".join(f"{number},X,2020-01-01\n" for number in range(25))
    assert run("--dry-run")[1].splitlines()[-1] == "  … and 5 more."


def test_oddities_are_counted_and_named(run, feed):
    feed.say('company = "Clinic"', 'company = "Clinic"\nends = "day after"')
    feed.replace("2016-01-01,2022-12-31", "2016-01-01,2016-01-01")
    assert run()[1].splitlines()[-2:] == ["oddities:", "  1 × people without any position"]


def test_faults_end_with_two_and_write_nothing(run, feed):
    feed.replace("2020-09-15", "soon")
    status, out, err = run()
    assert (status, out) == (2, "")
    assert err.strip().endswith('people.csv:4:4: hire_date: "soon" is not a date; expected one such as 2024-12-31, from 1900 to 2199.')
    assert not Employee.objects.exists()


def test_a_preview_tells_faults_too(run, feed):
    feed.replace("2020-09-15", "soon")
    assert run("--dry-run")[0] == 2


def test_of_many_faults_fifty_are_told_and_the_rest_counted(run, feed):
    feed.tables["people.csv"] = "employee_number,last_name,hire_date\n" + "".join(f"{number},X,soon\n" for number in range(60))
    status, _, err = run()
    assert status == 2
    assert len(err.strip().splitlines()) == 51
    assert err.strip().endswith("… and 10 more errors.")


@pytest.mark.parametrize("option", [(), ("--dry-run",)])
def test_too_many_leavers_end_with_two_unless_forced(run, feed, option):
    run()
    feed.say('company = "Clinic"', 'company = "Clinic"\ncomplete = true')
    feed.replace("3,Chidi,Moreau,2020-09-15,,Nurse,Ward 1,2\n", "")
    status, _, err = run(*option)
    assert status == 2
    assert err.startswith("1 of 3 people would end at once, more than the 5 % that the mapping allows; nothing is written.")
    assert run("--force")[0] == 0
    assert Employee.objects.get(number="3").left_on is not None


def test_a_day_that_is_none_is_refused(feed):
    with pytest.raises(CommandError, match="'tomorrow' is not a date; expected one such as 2026-01-31"):
        call_command("import_people", str(feed.path), "--mapping=x", "--on=tomorrow")
