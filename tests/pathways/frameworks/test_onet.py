from pathlib import Path

import pytest
from openpyxl import Workbook

from pathways.frameworks import onet
from pathways.frameworks.draft import Draft
from pathways.frameworks.onet.source import Rating
from skills.tables import TableErrors

CHIEF, COOK, BAKER, SOLDIER = "11-1011.00", "35-1011.00", "35-2012.00", "55-1011.00"
HEADERS = {
    "Occupation Data": ("O*NET-SOC Code", "Title", "Description"),
    "Job Zones": ("O*NET-SOC Code", "Job Zone"),
    "Skills": (
        "O*NET-SOC Code",
        "Element ID",
        "Element Name",
        "Scale ID",
        "Data Value",
        "Recommend Suppress",
        "Not Relevant",
    ),
    "Related Occupations": ("O*NET-SOC Code", "Related O*NET-SOC Code"),
    "Job Zone Reference": ("Job Zone", "Name", "Experience"),
    "Level Scale Anchors": ("Element ID", "Scale ID", "Anchor Value", "Anchor Description"),
}
READING = ("2.A.1.a", "Reading Comprehension")
SPEAKING = ("2.B.1.c", "Persuasion")


def rating(occupation: str, skill: tuple[str, str], scale: str, value: object, suppress: str = "N", irrelevant: str | None = None) -> tuple:
    return (occupation, *skill, scale, value, suppress, irrelevant)


SHEETS: dict[str, list[tuple]] = {
    "Occupation Data": [
        (CHIEF, "Chief Executives", "Lead."),
        (COOK, "Chefs", "Run a kitchen."),
        (BAKER, "Cooks", "Cook."),
        (SOLDIER, "Air Crew", "Fly."),
    ],
    "Job Zones": [(CHIEF, 5), (COOK, 3), (BAKER, 2)],
    "Skills": [
        rating(COOK, READING, "IM", 3.12),
        rating(COOK, READING, "LV", 2.5, irrelevant="N"),
        rating(COOK, SPEAKING, "IM", 1),
        rating(COOK, SPEAKING, "LV", 1.12, irrelevant="N"),
        rating(BAKER, READING, "IM", 2),
        rating(BAKER, READING, "LV", 3, suppress="Y", irrelevant="N"),
        rating(BAKER, SPEAKING, "IM", 2),
        rating(BAKER, SPEAKING, "LV", 0.4, irrelevant="N"),
        rating(CHIEF, READING, "IM", 5),
        rating(CHIEF, READING, "LV", 6, irrelevant="Y"),
        rating(CHIEF, SPEAKING, "IM", 5, suppress="Y"),
        rating(CHIEF, SPEAKING, "LV", 6, irrelevant="N"),
    ],
    "Related Occupations": [(BAKER, COOK), (COOK, BAKER), (BAKER, CHIEF), (SOLDIER, BAKER), (COOK, SOLDIER)],
    "Job Zone Reference": [(2, "Job Zone Two: Some Preparation Needed", "Some.")],
    "Level Scale Anchors": [
        ("2.A.1.a", "LV", 2, "Read step-by-step instructions"),
        ("1.A.1.a", "LV", 2, "Not a skill"),
        ("2.A.1.a", "IM", 2, "x"),
    ],
}


@pytest.fixture
def publish(tmp_path: Path):
    """Return a function that writes the workbooks, with some sheets replaced or (None) left out, and returns their folder."""

    def write(**changed: list[tuple] | None) -> Path:
        for name, header in HEADERS.items():
            lines = changed.get(name.replace(" ", "_"), SHEETS[name])
            if lines is not None:
                book = Workbook(write_only=True)
                sheet = book.create_sheet(name)
                for cells in (header, *lines):
                    sheet.append(cells)
                book.save(tmp_path / f"{name}.xlsx")
        return tmp_path

    return write


def told(draft: Draft) -> dict[str, int]:
    return {oddity.kind: oddity.count for oddity in draft.oddities}


class TestReading:
    def test_an_occupation_is_a_role_of_its_major_group_and_zone(self, publish):
        draft = onet.read(publish())
        assert [(role.code, role.name, role.family, role.rank) for role in draft.rules.roles] == [
            ("11-1011-00", "Chief Executives", "management", 5),
            ("35-1011-00", "Chefs", "food-preparation-and-serving", 3),
            ("35-2012-00", "Cooks", "food-preparation-and-serving", 2),
            ("55-1011-00", "Air Crew", "military-specific", None),
        ]
        assert {family.shape for family in draft.labels.families} == {"lattice"}
        assert [(level.rank, level.name) for level in draft.labels.levels] == [
            (2, "Job Zone Two: Some Preparation Needed"),
            (3, "Job Zone 3"),
            (5, "Job Zone 5"),
        ]

    def test_ratings_become_requirements_with_weights(self, publish):
        draft = onet.read(publish())
        assert [(asked.role, asked.skill, asked.level, asked.weight) for asked in draft.rules.requirements] == [
            ("35-1011-00", "onet-reading-comprehension", 3, 53),  # 2.5 rounds up; (3.12 − 1) × 25
            ("35-1011-00", "onet-persuasion", 1, 1),  # not important: the least weight
            ("11-1011-00", "onet-persuasion", 6, 1),  # importance too uncertain
        ]
        assert [(skill.code, skill.kind, skill.category) for skill in draft.catalogue.skills] == [
            ("onet-reading-comprehension", "technical", "Basic skills"),
            ("onet-persuasion", "soft", "Social skills"),
        ]
        assert [entry.description for entry in draft.catalogue.skill_descriptors] == ["Read step-by-step instructions"]

    def test_moves_are_named_by_zone_and_major_group(self, publish):
        draft = onet.read(publish())
        assert [(move.source, move.target, move.kind) for move in draft.rules.transitions] == [
            ("35-2012-00", "35-1011-00", "promotion"),
            ("35-1011-00", "35-2012-00", "step-down"),
            ("35-2012-00", "11-1011-00", "diagonal"),
            ("55-1011-00", "35-2012-00", "lateral"),
            ("35-1011-00", "55-1011-00", "lateral"),
        ]

    def test_what_was_odd_is_told(self, publish):
        assert told(onet.read(publish())) == {
            "Occupations without a job zone": 1,
            "Occupations without any skill rating": 1,
            'Levels marked "Not Relevant"': 1,
            'Levels marked "Recommend Suppress"': 1,
            "Levels below one half": 1,
            "Decimal levels": 3,
            "Asked skills without a usable importance": 1,
            "Related occupations that are not related back": 3,
            "Relations with an end of unknown zone": 2,
            "Moves whose kind the source does not state": 5,
        }

    def test_a_relation_listed_twice_is_read_once(self, publish):
        draft = onet.read(publish(Related_Occupations=[(BAKER, COOK), (BAKER, COOK)]))
        assert len(draft.rules.transitions) == 1
        assert told(draft)["Related occupations listed twice"] == 1

    def test_names_of_zones_and_anchors_may_be_absent(self, publish):
        draft = onet.read(publish(Job_Zone_Reference=None, Level_Scale_Anchors=None))
        assert draft.labels.levels[0].name == "Job Zone 2"
        assert draft.catalogue.skill_descriptors == ()

    @pytest.mark.parametrize(
        ("level", "expected"), [(0, 0), (0.49, 0), (0.5, 1), (1.49, 1), (2.5, 3), (3.5, 4), (6.99, 7), (7, 7), (None, 0)]
    )
    def test_levels_round_half_up(self, level, expected):
        assert onet.required_level(Rating(level=level)) == expected

    @pytest.mark.parametrize(("importance", "expected"), [(1, 1), (1.01, 1), (1.12, 3), (3, 50), (4.12, 78), (5, 100), (None, 1)])
    def test_importance_becomes_weight_in_proportion(self, importance, expected):
        assert onet.weight(importance) == expected


class TestRefusals:
    def refusal(self, folder: Path) -> list[str]:
        with pytest.raises(TableErrors) as refused:
            onet.read(folder)
        return [str(error).removeprefix(f"{folder}/") for error in refused.value.errors]

    def test_an_absent_workbook(self, publish):
        assert self.refusal(publish(Skills=None)) == ["Skills.xlsx:1:1: cannot be read: there is no such file. Check the folder."]

    def test_a_file_that_is_no_workbook(self, publish):
        folder = publish()
        (folder / "Skills.xlsx").write_bytes(b"\x00\x01binary")
        assert self.refusal(folder) == ["Skills.xlsx:1:1: is not an .xlsx workbook (BadZipFile); download it again."]

    def test_a_workbook_cut_short(self, publish):
        folder = publish()
        content = (folder / "Skills.xlsx").read_bytes()
        (folder / "Skills.xlsx").write_bytes(content[: len(content) // 2])
        assert "is not an .xlsx workbook" in self.refusal(folder)[0]

    def test_an_empty_sheet(self, publish):
        folder = publish()
        book = Workbook()
        book.save(folder / "Job Zones.xlsx")
        book.close()
        assert self.refusal(folder)[0] == 'Job Zones.xlsx:1:1: the column "O*NET-SOC Code" is missing; found: none.'

    def test_a_file_in_place_of_the_folder(self, publish):
        path = publish() / "Skills.xlsx"
        with pytest.raises(TableErrors, match="is not a folder"):
            onet.read(path)

    @pytest.mark.parametrize(
        ("sheet", "lines", "expected"),
        [
            ("Occupation_Data", [], "Occupation Data.xlsx:2:1: no line follows"),
            ("Occupation_Data", [("99-1011.00", "Nobody", "None.")], 'Occupation Data.xlsx:2:1: O*NET-SOC Code: "99-1011.00" is not an'),
            ("Occupation_Data", [*SHEETS["Occupation Data"], (CHIEF, "Again", "Twice.")], "Occupation Data.xlsx:6:1: O*NET-SOC Code: "),
            ("Occupation_Data", [(CHIEF, None, "Lead.")], 'Occupation Data.xlsx:2:2: Title: "" is not a text.'),
            ("Occupation_Data", [(CHIEF, "T" * 201, "Lead.")], "Occupation Data.xlsx:2:2: Title: has 201 characters"),
            ("Occupation_Data", [(CHIEF, "+1", "Lead.")], 'Occupation Data.xlsx:2:2: Title: "+1" would run as a formula'),
            ("Job_Zones", [(CHIEF, 9)], 'Job Zones.xlsx:2:2: Job Zone: "9" is not a number from 1 to 5.'),
            ("Job_Zones", [("11-9999.00", 3)], 'Job Zones.xlsx:2:1: O*NET-SOC Code: "11-9999.00" is not in Occupation Data.xlsx.'),
            ("Skills", [rating(COOK, READING, "LV", "high")], 'Skills.xlsx:2:5: Data Value: "high" is not a number from 0 to 7.'),
            ("Skills", [rating(COOK, READING, "XX", 2)], 'Skills.xlsx:2:4: Scale ID: "XX" is not known'),
            ("Skills", [rating(COOK, READING, "LV", 2)] * 2, 'Skills.xlsx:3:2: Element ID: "2.A.1.a" has a second level for "35-1011.00"'),
            (
                "Related_Occupations",
                [(COOK, COOK)],
                'Related Occupations.xlsx:2:2: Related O*NET-SOC Code: "35-1011.00" is related to itself',
            ),
        ],
    )
    def test_one_wrong_cell_is_named_by_file_line_and_column(self, publish, sheet, lines, expected):
        assert self.refusal(publish(**{sheet: lines}))[0].startswith(expected)

    def test_faults_of_all_workbooks_come_together(self, publish):
        refused = self.refusal(publish(Job_Zones=[(CHIEF, 0), (COOK, 6)], Related_Occupations=[(COOK, COOK)]))
        assert [line.split(":")[0] for line in refused] == ["Job Zones.xlsx", "Job Zones.xlsx", "Related Occupations.xlsx"]
