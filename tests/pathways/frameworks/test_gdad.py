from pathlib import Path

import pytest

from pathways.frameworks import gdad
from pathways.frameworks.draft import Draft
from pathways.frameworks.gdad.source import ROLE_COLUMNS, SKILL_COLUMNS
from skills.tables import TableErrors, write_table

LEVELS = {0: "NOT IN USE", 1: "Awareness", 2: "Working", 3: "Practitioner", 4: "Expert"}
TECHNICAL_AND_MANAGEMENT = "There are 2 different roles at this level - a technical role and a management role."


def line(family: str, title: str, skill: str, level: int, *, group: str = "Building", summary: str = "Does it.") -> list[str]:
    return [group, family, f"What a {family} is.", title, summary, skill, f"{skill} described.", LEVELS[level], f"{skill} at {level}."]


def ladder(family: str, titles: dict[str, tuple[int, ...]], **place: str) -> list[list[str]]:
    """Return the lines of a family whose titles ask the skills Skill 0, Skill 1 … at the levels given."""
    return [line(family, title, f"Skill {n}", level, **place) for title, levels in titles.items() for n, level in enumerate(levels)]


@pytest.fixture
def publish(tmp_path: Path):
    """Return a function that writes the published files and returns their folder."""

    def write(roles: list[list[str]], skills: list[list[str]] | None = None) -> Path:
        write_table(tmp_path / "roles.csv", ROLE_COLUMNS, roles)
        if skills is not None:
            write_table(tmp_path / "skills.csv", SKILL_COLUMNS, skills)
        return tmp_path

    return write


def places(draft: Draft) -> dict[str, tuple[str, int | None]]:
    return {role.name: (role.track, role.rank) for role in draft.rules.roles}


def moves(draft: Draft) -> set[tuple[str, str, str]]:
    return {(move.source, move.target, move.kind) for move in draft.rules.transitions}


def told(draft: Draft) -> dict[str, int]:
    return {oddity.kind: oddity.count for oddity in draft.oddities}


class TestCleaning:
    def test_lines_become_groups_families_roles_and_requirements(self, publish):
        draft = gdad.read(publish([line("Writer", "Writer", "Style", 2), line("Writer", "Senior writer", "Style", 3)]))
        assert [group.code for group in draft.labels.family_groups] == ["building"]
        assert [(family.code, family.group, family.shape) for family in draft.labels.families] == [("writer", "building", "ladder")]
        assert [(role.code, role.summary) for role in draft.rules.roles] == [("writer", "Does it."), ("senior-writer", "Does it.")]
        assert [(asked.role, asked.skill, asked.level) for asked in draft.rules.requirements] == [
            ("writer", "gdad-style", 2),
            ("senior-writer", "gdad-style", 3),
        ]

    def test_lines_not_in_use_are_left_out_and_their_group_is_kept(self, publish):
        chief = line("Chief scribe", "NOT IN USE", "Style", 0, group="Chiefs")
        draft = gdad.read(publish([line("Writer", "Writer", "Style", 2), chief]))
        assert [family.name for family in draft.labels.families] == ["Writer"]
        assert [group.name for group in draft.labels.family_groups] == ["Building", "Chiefs"]
        assert told(draft)['Lines marked "NOT IN USE"'] == 1

    def test_duplicates_are_read_once_and_padding_is_taken_off(self, publish):
        asked = line("Writer", "Writer", "Style", 2)
        padded = [*asked]
        padded[3] = " Writer "
        draft = gdad.read(publish([asked, asked, padded]))
        assert len(draft.rules.requirements) == 1
        assert told(draft)["Exact duplicates of another line"] == 2
        assert told(draft)["Cells padded with blanks"] == 1

    def test_of_two_levels_of_one_skill_the_higher_counts(self, publish):
        draft = gdad.read(publish([line("Writer", "Writer", "Style", level) for level in (2, 3, 1)]))
        assert [asked.level for asked in draft.rules.requirements] == [3]
        assert told(draft)["Lines that ask one skill of one role level at different levels"] == 2

    def test_one_level_name_in_two_families_gets_two_codes(self, publish):
        draft = gdad.read(publish([line("Writer", "Lead", "Style", 3), line("Editor", "Lead", "Style", 3)]))
        assert [role.code for role in draft.rules.roles] == ["lead-writer", "lead-editor"]
        assert told(draft)["Role levels whose name another family uses too"] == 1

    def test_skills_are_described_by_their_own_file(self, publish):
        skills = [["Style", "To write well.", "knows", "uses", "", "shapes"], ["Shorthand", "", "", "", "", ""]]
        draft = gdad.read(publish([line("Writer", "Writer", "Style", 2), line("Writer", "Writer", "Grammar", 1)], skills))
        assert [(skill.code, skill.description) for skill in draft.catalogue.skills] == [
            ("gdad-style", "To write well."),
            ("gdad-shorthand", ""),
            ("gdad-grammar", "Grammar described."),
        ]
        assert [(entry.skill, entry.level, entry.description) for entry in draft.catalogue.skill_descriptors] == [
            ("gdad-style", 1, "knows"),
            ("gdad-style", 2, "uses"),
            ("gdad-style", 4, "shapes"),
            ("gdad-grammar", 1, "Grammar at 1."),
        ]
        assert told(draft)["Skills that no role level in use asks for"] == 1
        assert told(draft)["Skills that skills.csv does not describe"] == 1

    def test_without_skills_csv_the_lines_describe_them(self, publish):
        folder = publish([line("Writer", "Writer", "Style", 2), line("Writer", "Senior writer", "Style", 3)])
        draft = gdad.read(folder / "roles.csv")
        assert [(entry.level, entry.description) for entry in draft.catalogue.skill_descriptors] == [(2, "Style at 2."), (3, "Style at 3.")]


class TestSeniority:
    def test_words_order_a_ladder_whatever_the_order_of_lines(self, publish):
        titles = {
            "Apprentice cook": (1,),
            "Cook": (2,),
            "Junior cook": (2,),
            "Lead cook": (4,),
            "Principal cook": (4,),
            "Senior cook": (3,),
        }
        draft = gdad.read(publish(ladder("Cook", titles)))
        ranks = sorted((rank, name) for name, (_, rank) in places(draft).items())
        assert [name for _, name in ranks] == ["Apprentice cook", "Junior cook", "Cook", "Senior cook", "Lead cook", "Principal cook"]
        assert {track for track, _ in places(draft).values()} == {"specialist"}

    def test_equal_words_stand_level_across_families(self, publish):
        draft = gdad.read(
            publish([*ladder("Cook", {"Cook": (2,), "Senior cook": (3,)}), *ladder("Baker", {"Baker": (1,), "Senior baker": (2,)})])
        )
        assert places(draft)["Senior cook"] == places(draft)["Senior baker"]

    def test_words_count_within_one_occupation_only(self, publish):
        titles = {"Desk analyst": (1, 1), "Desk manager": (3, 3), "Head of desk": (4, 4), "Senior desk analyst": (2, 2)}
        draft = gdad.read(publish(ladder("Desk manager", titles)))
        ordered = sorted(places(draft), key=lambda name: places(draft)[name][1] or 0)
        assert ordered == ["Desk analyst", "Senior desk analyst", "Desk manager", "Head of desk"]
        assert told(draft)["Role levels whose words give no rank"] == 2

    def test_two_titles_without_words_are_ordered_by_skills(self, publish):
        draft = gdad.read(publish(ladder("Incident manager", {"Major incident manager": (3, 3), "Incident manager": (2, 1)})))
        assert places(draft) == {"Major incident manager": ("specialist", 5), "Incident manager": ("specialist", 4)}

    def test_a_lone_title_is_placed_by_the_skills_typical_of_a_rank(self, publish):
        cooks = ladder("Cook", {"Junior cook": (1, 1), "Cook": (2, 2), "Lead cook": (4, 4)})
        draft = gdad.read(publish([*cooks, *ladder("Owner", {"Owner": (4, 3)})]))
        assert places(draft)["Owner"] == ("specialist", 6)

    def test_where_words_and_skills_disagree_the_words_count_and_it_is_told(self, publish):
        draft = gdad.read(publish(ladder("Cook", {"Lead cook": (4,), "Principal cook": (3,)})))
        assert [move[:2] for move in moves(draft)] == [("lead-cook", "principal-cook")]
        assert told(draft)["Pairs that words order one way and the sums of skill levels the other"] == 1
        assert told(draft)["Requirements that fall on a promotion"] == 1


class TestDualLadder:
    TITLES = {"Cook": (2,), "Senior cook": (3,), "Senior cook - management": (3,), "Lead cook": (4,), "Lead cook – management": (4,)}

    def test_management_variants_stand_on_their_own_track_at_equal_rank(self, publish):
        draft = gdad.read(publish(ladder("Cook", self.TITLES, summary=TECHNICAL_AND_MANAGEMENT)))
        assert [family.shape for family in draft.labels.families] == ["dual-ladder"]
        assert [(track.code, track.kind) for track in draft.labels.tracks] == [("specialist", "specialist"), ("management", "management")]
        assert places(draft)["Lead cook – management"] == ("management", places(draft)["Lead cook"][1])
        (oddity,) = (oddity for oddity in draft.oddities if "dual" in oddity.kind)
        assert "2 role levels stand on a management track; of 2 of them the source itself says" in oddity.treatment

    def test_the_fork_gives_two_vertical_successors_and_crossings_join_equal_ranks(self, publish):
        assert moves(gdad.read(publish(ladder("Cook", self.TITLES)))) == {
            ("cook", "senior-cook", "promotion"),
            ("cook", "senior-cook-management", "promotion"),
            ("senior-cook", "lead-cook", "promotion"),
            ("senior-cook-management", "lead-cook-management", "promotion"),
            ("senior-cook", "senior-cook-management", "crossing"),
            ("senior-cook-management", "senior-cook", "crossing"),
            ("lead-cook", "lead-cook-management", "crossing"),
            ("lead-cook-management", "lead-cook", "crossing"),
        }

    def test_a_head_beside_a_principal_is_the_management_line(self, publish):
        draft = gdad.read(publish(ladder("Cook", {"Head of cooking": (4,), "Lead cook": (3,), "Principal cook": (4,)})))
        assert places(draft)["Head of cooking"][0] == "management"
        assert ("lead-cook", "head-of-cooking", "promotion") in moves(draft)
        assert ("lead-cook", "principal-cook", "promotion") in moves(draft)

    def test_a_head_alone_at_the_top_is_the_top_of_the_one_ladder(self, publish):
        draft = gdad.read(publish(ladder("Cook", {"Head of cooking": (4,), "Lead cook": (3,)})))
        assert places(draft)["Head of cooking"][0] == "specialist"

    def test_roles_of_equal_rank_on_one_track_are_joined_by_lateral_moves(self, publish):
        bakers = ladder("Baker", {"Associate baker": (1, 1), "Baker": (2, 2)})
        draft = gdad.read(
            publish([*bakers, *ladder("Stock manager", {"Bread analyst": (1, 1), "Cake analyst": (1, 1), "Stock manager": (3, 3)})])
        )
        assert {move for move in moves(draft) if "analyst" in move[0]} == {
            ("bread-analyst", "cake-analyst", "lateral"),
            ("cake-analyst", "bread-analyst", "lateral"),
            ("bread-analyst", "stock-manager", "promotion"),
            ("cake-analyst", "stock-manager", "promotion"),
        }


class TestRefusals:
    def refusal(self, path: Path) -> str:
        with pytest.raises(TableErrors) as refused:
            gdad.read(path)
        return str(refused.value).replace(f"{path}/", "")

    def test_an_unknown_skill_level(self, publish):
        wrong = line("Writer", "Writer", "Style", 2)
        wrong[7] = "Guru"
        assert self.refusal(publish([line("Writer", "Writer", "Grammar", 2), wrong])) == (
            'roles.csv:3:8: Skill Level: "Guru" is not known; expected one of: Awareness, Working, Practitioner, Expert.'
        )

    def test_a_name_that_would_run_as_a_formula(self, publish):
        folder = publish([line("Writer", "Writer", "Style", 2)])
        path = folder / "roles.csv"
        path.write_text(path.read_text().replace(",Style,", ",=cmd|' /C calc'!A0,"))
        assert "roles.csv:2:6: Skill Name: \"=cmd|' /C calc'!A0\" would run as a formula" in self.refusal(folder)

    def test_a_missing_column(self, tmp_path):
        write_table(tmp_path / "roles.csv", ROLE_COLUMNS[:-1], [])
        assert self.refusal(tmp_path).startswith('roles.csv:1:1: the column "Skill Level Description" is missing; found: "Role Family", ')

    def test_no_line_at_all(self, publish):
        assert (
            self.refusal(publish([]))
            == "roles.csv:2:1: no line follows the columns' names; expected one for each skill of each role level."
        )

    def test_a_skill_described_twice(self, publish):
        skills = [["Style", "", "", "", "", ""], ["Style ", "", "", "", "", ""]]
        expected = 'skills.csv:3:1: Skill Name: "Style" comes a second time; remove one of the two lines.'
        assert self.refusal(publish([line("Writer", "Writer", "Style", 2)], skills)) == expected

    def test_an_empty_folder(self, tmp_path):
        assert self.refusal(tmp_path) == "roles.csv:1:1: cannot be read: No such file or directory. Check the name and the permissions."
