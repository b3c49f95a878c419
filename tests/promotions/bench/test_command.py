import json

import pytest
from django.core.management import CommandError, call_command

from promotions.bench.figures import figure
from promotions.bench.measures import GROUPS, _said


@pytest.fixture
def measured(monkeypatch):
    """Replace the measuring; return what it was asked for."""
    asked = {}

    def measure(people, repeats, groups, say):
        asked.update(people=people, repeats=repeats, groups=list(groups))
        say("full: 1 s")
        return {"full_to_copy": figure([1.5])}

    monkeypatch.setattr("promotions.management.commands.bench.measure", measure)
    return asked


@pytest.mark.django_db
def test_json_is_one_object_and_nothing_else(measured, capsys):
    call_command("bench", "--json", "--employees", "70", "--repeats", "2")
    told = json.loads(capsys.readouterr().out)
    assert told["full_to_copy"] == {"median": 1.5, "min": 1.5, "max": 1.5}
    assert told["machine"]["employees"] == "70"
    assert measured == {"people": 70, "repeats": 2, "groups": list(GROUPS)}


@pytest.mark.django_db
def test_what_people_read_tells_machine_progress_and_noise(measured, capsys):
    call_command("bench")
    out = capsys.readouterr().out
    assert out.startswith("employees 10000, repeats 5, cores ")
    assert "full: 1 s" in out
    assert out.rstrip().endswith("cores while something was timed.")


@pytest.mark.django_db
def test_groups_are_chosen_and_left_out(measured, capsys):
    call_command("bench", "--only", "full", "sql", "pages", "--skip", "pages", "--json")
    assert measured["groups"] == ["full", "sql"]


@pytest.mark.django_db
def test_what_is_not_equal_ends_the_bench_with_a_sentence(monkeypatch):
    def measure(*_):
        raise RuntimeError("No figure is worth printing: two rows differ.")

    monkeypatch.setattr("promotions.management.commands.bench.measure", measure)
    with pytest.raises(CommandError, match="No figure is worth printing") as refused:
        call_command("bench", "--json")
    assert refused.value.returncode == 1


@pytest.mark.parametrize("option", ["--employees", "--repeats"])
def test_numbers_begin_at_one(option):
    with pytest.raises(CommandError, match="expected a number from 1 up") as refused:
        call_command("bench", option, "0")
    assert refused.value.returncode == 2


def test_a_group_says_its_figures_at_once():
    said = []
    _said("full", said.append, lambda: {"full_to_copy": figure([1.5])})
    assert said[0].startswith("\nfull, 0 s\n")
    assert said[0].endswith("≤ 1.4  missed, 1.07 × the goal")
