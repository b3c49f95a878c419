import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from pathways.frameworks import plain
from pathways.frameworks.layout import FILES
from skills.tables import TableErrors
from tests.factories.drafts import drafts, nursing


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plain.write(nursing(), tmp_path / "nursing")
    return tmp_path / "nursing"


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def refusal(folder: Path) -> list[str]:
    with pytest.raises(TableErrors) as refused:
        plain.read(folder)
    return [str(error).removeprefix(f"{folder}/") for error in refused.value.errors]


class TestRoundTrip:
    def test_all_files_of_the_format_are_written(self, folder):
        assert set(content(folder)) == {layout.name for layout in FILES}

    def test_what_is_written_is_sorted_and_plain(self, folder):
        assert (folder / "roles.csv").read_bytes() == (
            b"code,name,family,track,rank,summary,typical_months,pay_from,pay_to,currency,critical\n"
            b"agency-nurse,Agency nurse,nurse,bedside,,,,,,,no\n"
            b"charge-nurse,Charge nurse,nurse,ward,2,,,,,,yes\n"
            b"staff-nurse,Staff nurse,nurse,bedside,1,Cares.,24,30000.00,40000.50,GBP,no\n"
        )

    def test_what_a_spreadsheet_would_run_is_guarded(self, folder):
        assert (folder / "skill_descriptors.csv").read_text() == 'skill,level,description\ntriage,1,"\'- with help\n- on quiet days"\n'

    def test_read_back_it_says_the_same(self, folder):
        read = plain.read(folder)
        assert read.framework == nursing().framework
        assert read.rules.same_as(nursing().rules)
        assert set(read.catalogue.skill_descriptors) == set(nursing().catalogue.skill_descriptors)

    def test_optional_files_may_be_absent(self, folder):
        for name in ("credential_requirements.csv", "project_requirements.csv", "transitions.csv", "skill_descriptors.csv"):
            (folder / name).unlink()
        assert plain.read(folder).rules.transitions == ()

    @settings(deadline=None, max_examples=40)
    @given(drafts())
    def test_any_draft_is_written_read_and_written_to_the_same_bytes(self, draft):
        with tempfile.TemporaryDirectory() as place:
            plain.write(draft, Path(place) / "first")
            plain.write(plain.read(Path(place) / "first"), Path(place) / "second")
            assert content(Path(place) / "first") == content(Path(place) / "second")


class TestRefusals:
    def test_a_file_in_place_of_a_folder(self, folder):
        (line,) = refusal(folder / "roles.csv")
        assert line.endswith("roles.csv:1:1: is not a folder; expected the folder that holds the files of the framework.")

    def test_a_misspelt_file(self, folder):
        (folder / "transitions.csv").rename(folder / "transition.csv")
        assert "transition.csv:1:1: is not a file of this format" in refusal(folder)[0]

    def test_a_needed_file_that_is_absent(self, folder):
        (folder / "levels.csv").unlink()
        assert refusal(folder) == ["levels.csv:1:1: cannot be read: No such file or directory. Check the name and the permissions."]

    @pytest.mark.parametrize(
        ("name", "old", "new", "expected"),
        [
            ("roles.csv", ",track,", ",trak,", 'roles.csv:1:1: the column "track" is missing'),
            ("requirements.csv", "listening", "juggling", 'requirements.csv:2:2: skill: skill "juggling" is not in skills.csv'),
            ("requirements.csv", "charge-nurse,listening", "no-nurse,listening", 'requirements.csv:2:1: role: role "no-nurse" is not in'),
            ("requirements.csv", "listening,2", "listening,two", 'requirements.csv:2:3: level: "two" is not a whole number from 1 to 10.'),
            ("requirements.csv", "listening,2", "listening,4", 'requirements.csv:2:3: level: the scale of "listening" ends at 3'),
            (
                "requirements.csv",
                "listening,2,1",
                "listening,2,0",
                'requirements.csv:2:4: weight: "0" is not a whole number from 1 to 100.',
            ),
            ("requirements.csv", "2,1,no", "2,1,maybe", 'requirements.csv:2:5: core: "maybe" is not known; expected one of: yes, no.'),
            ("roles.csv", "bedside,,", "bedside,7,", 'roles.csv:2:5: rank: rank "7" is not in levels.csv'),
            ("roles.csv", "nurse,ward,2", "nurse,attic,2", 'roles.csv:3:4: track: family "nurse" with track "attic" is not in tracks.csv'),
            ("roles.csv", "agency-nurse,A", "staff-nurse,A", 'roles.csv:4:1: code: code "staff-nurse" stands already on line 2'),
            ("roles.csv", "agency-nurse,A", "agency nurse,A", 'roles.csv:2:1: code: "agency nurse" is not a code'),
            ("roles.csv", "Agency nurse", "=1+1", 'roles.csv:2:2: name: "=1+1" would run as a formula'),
            ("roles.csv", "Agency nurse", " ", "roles.csv:2:2: name: is empty; expected a text."),
            ("roles.csv", "Agency nurse", "N" * 201, "roles.csv:2:2: name: has 201 characters; at most 200 are taken."),
            ("roles.csv", "30000.00", "50000.00", "roles.csv:4:8: pay_from: a pay range has"),
            ("roles.csv", "30000.00", "thirty", 'roles.csv:4:8: pay_from: "thirty" is not an amount'),
            ("roles.csv", "GBP", "pounds", 'roles.csv:4:10: currency: "pounds" is not a currency'),
            ("roles.csv", "GBP", "", "roles.csv:4:8: pay_from: a pay range has"),
            ("transitions.csv", "agency-nurse,staff", "staff-nurse,staff", "source and target are the same role"),
            ("transitions.csv", "lateral", "sideways", 'transitions.csv:2:3: kind: "sideways" is not known; expected one of: promotion'),
            ("families.csv", "dual-ladder", "pyramid", 'families.csv:2:4: shape: "pyramid" is not known'),
            ("families.csv", ",care,", ",cure,", 'families.csv:2:3: group: group "cure" is not in family_groups.csv'),
            ("framework.csv", "nursing,Nursing,Made up.\n", "", "framework.csv:2:1: expected exactly one line"),
        ],
    )
    def test_one_wrong_cell_is_named_by_file_line_and_column(self, folder, name, old, new, expected):
        change(folder, name, old, new)
        assert any(expected in line for line in refusal(folder)), refusal(folder)

    def test_faults_of_all_files_come_together(self, folder):
        change(folder, "roles.csv", "ward,2", "ward,x")
        change(folder, "requirements.csv", "listening,2", "listening,x")
        assert [line.split(":")[0] for line in refusal(folder)] == ["roles.csv", "requirements.csv"]

    def test_a_faulty_file_raises_no_false_alarm_in_those_that_refer_to_it(self, folder):
        (folder / "skills.csv").write_bytes(b"\xff\xfe")
        assert refusal(folder) == ['skills.csv:1:1: the file is encoded in UTF-16; save it as "CSV UTF-8".']

    def test_a_cell_of_a_million_characters(self, folder):
        change(folder, "roles.csv", "Cares.", "x" * 1_000_000)
        assert refusal(folder) == [
            "roles.csv:4:1: a cell has more than 131,072 characters. Shorten it; perhaps a quotation mark is not closed."
        ]

    def test_two_frameworks_in_one_folder(self, folder):
        path = folder / "framework.csv"
        path.write_text(path.read_text() + "other,Other,\n")
        assert refusal(folder) == ["framework.csv:2:1: expected exactly one line, the framework itself, below the columns' names."]


def test_rules_tell_their_differences():
    rules = nursing().rules
    changed = replace(rules, requirements=(replace(rules.requirements[0], level=2), *rules.requirements[1:]), transitions=())
    assert rules.same_as(replace(rules, roles=rules.roles[::-1]))
    assert changed.differences(rules) == {"requirements": (1, 1), "transitions": (0, 2)}
