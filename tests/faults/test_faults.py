"""A handful of fault schedules in the suite; `tests/faults/run` plays as many as asked."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.oracle import differences
from tests.faults.private import can_run
from tests.faults.records import Record
from tests.faults.schedules import FAULTS, schedule

RUN = Path(__file__).with_name("run")
NIGHT = dt.date(2026, 3, 20)
LATER = dt.date(2026, 4, 1)


@pytest.mark.faults
@pytest.mark.skipif(not can_run(), reason="needs the programs initdb and redis-server")
def test_a_disturbed_run_leaves_what_an_undisturbed_one_does():
    command = [sys.executable, RUN, "--schedules", "3", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("schedules run: 3, rows compared: ")
    assert done.stdout.splitlines()[-1].endswith(", rows that differ: 0")


def test_a_schedule_follows_from_its_seed():
    assert schedule(1, 7) == schedule(1, 7)
    assert schedule(1, 7) != schedule(2, 7)


def test_two_hundred_schedules_try_every_fault():
    drawn = [step.fault for number in range(200) for step in schedule(1, number).steps]
    assert set(drawn) == set(FAULTS)


# --- The comparison itself finds what it is there to find -------------------------------------


TOLD = ("notice", 1, NIGHT, "Your licence lapses in 7 days", 1)


DIGEST = ("digest", NIGHT, "This week: 1 reminder", "", ((2, "Your development conversation is on 1 April"),), 1)


def recorded(*rows, look=LATER, facts=(), told=(TOLD,), digests=(DIGEST,)):
    return Record({1: frozenset(rows)}, {1: look}, frozenset(facts), {1: frozenset(told)}, {1: frozenset(digests)})


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        (recorded(("readiness", 8)), 0),
        (recorded(), 1),
        (recorded(("readiness", 9)), 2),
        (recorded(("readiness", 8), ("turn", 1)), 1),
        (recorded(("readiness", 8), look=LATER - dt.timedelta(days=1)), 0),
        (recorded(("readiness", 8), look=LATER + dt.timedelta(days=1)), 1),
        (recorded(("readiness", 8), look=NIGHT), 1),
        (recorded(("readiness", 8), facts=[("MobilityFact", 1)]), 1),
        (recorded(("readiness", 8), told=()), 1),
        (recorded(("readiness", 8), told=[(*TOLD[:-1], 2)]), 2),
        (recorded(("readiness", 8), digests=()), 1),
        (recorded(("readiness", 8), digests=[(*DIGEST[:-1], 2)]), 2),
        (recorded(("readiness", 8), digests=[(*DIGEST[:4], (), 1)]), 2),
    ],
    ids=[
        "same",
        "lost",
        "other",
        "twice",
        "early look",
        "late look",
        "look in the past",
        "fact",
        "not told",
        "told twice",
        "no digest",
        "two digests",
        "a line lost",
    ],
)
def test_a_difference_is_seen(found, wrong):
    assert len(differences(found, [recorded(("readiness", 8))], NIGHT)) == wrong


def test_what_was_told_may_be_as_at_another_moment_than_readiness():
    """The jobs of a night come to a person at different moments."""
    before, after = recorded(("readiness", 8), told=(), digests=()), recorded(("readiness", 9))
    assert differences(recorded(("readiness", 9), told=()), [before, after], NIGHT) == []
    assert differences(recorded(("readiness", 9), digests=()), [before, after], NIGHT) == []


def test_a_person_may_be_as_at_any_moment_of_the_change():
    before, after = recorded(("readiness", 8)), recorded(("readiness", 9))
    assert differences(after, [before, after], NIGHT) == []
