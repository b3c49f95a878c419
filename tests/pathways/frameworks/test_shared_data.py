"""The real frameworks, checked against counts that nobody on this project made up."""

from collections import Counter
from pathlib import Path

import pytest

from pathways.frameworks import gdad, onet, plain
from pathways.frameworks.draft import Draft
from pathways.services.frameworks import export_framework, save_draft
from tests.shared import shared_data

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def government() -> Draft:
    return gdad.read(shared_data("uk_gdad"))


@pytest.fixture(scope="module")
def occupations() -> Draft:
    return onet.read(shared_data("onet"))


def told(draft: Draft) -> dict[str, int]:
    return {oddity.kind: oddity.count for oddity in draft.oddities}


def track(draft: Draft, family: str, track: str) -> list[str]:
    roles = [role for role in draft.rules.roles if (role.family, role.track) == (family, track)]
    return [role.name for role in sorted(roles, key=lambda role: role.rank or 0)]


def gaps(draft: Draft, lower: str, higher: str) -> tuple[int, dict[str, tuple[int, int]]]:
    """Return how many skills the higher role asks, and which of them it asks at a higher level: skill → (level below, level above)."""
    asked = {(entry.role, entry.skill): entry.level for entry in draft.rules.requirements}
    above = {skill: level for (role, skill), level in asked.items() if role == higher}
    below = {skill: asked.get((lower, skill), 0) for skill in above}
    return len(above), {skill: (below[skill], level) for skill, level in above.items() if below[skill] < level}


class TestGovernment:
    def test_counts(self, government):
        labels, rules = government.labels, government.rules
        assert (len(labels.family_groups), len(labels.families), len(rules.roles)) == (8, 48, 201)
        assert (len(government.catalogue.skills), len(rules.requirements)) == (188, 1_781)
        assert len({role.code for role in rules.roles}) == 201

    def test_oddities(self, government):
        expected = {
            'Lines marked "NOT IN USE"': 28,
            "Exact duplicates of another line": 16,
            "Cells padded with blanks": 13,
            "Skills that share their name up to the brackets with another": 20,
            "Job families found to be dual ladders": 3,
        }
        assert expected.items() <= told(government).items()

    def test_software_developers_climb_a_dual_ladder(self, government):
        assert track(government, "software-developer", "specialist") == [
            "Apprentice developer",
            "Junior developer",
            "Developer",
            "Senior developer",
            "Lead developer",
            "Principal developer",
        ]
        assert track(government, "software-developer", "management") == [
            "Senior developer - management",
            "Lead developer - management",
            "Principal developer - management",
        ]

    def test_a_developer_has_two_vertical_successors(self, government):
        successors = {move.target for move in government.rules.transitions if (move.source, move.kind) == ("developer", "promotion")}
        assert successors == {"senior-developer", "senior-developer-management"}

    def test_developer_to_senior_developer_leaves_four_gaps_of_ten(self, government):
        assert gaps(government, "developer", "senior-developer") == (
            10,
            {
                "gdad-development-process-optimisation": (1, 2),
                "gdad-service-support": (2, 3),
                "gdad-systems-design": (2, 3),
                "gdad-systems-integration": (2, 3),
            },
        )

    def test_data_analyst_to_senior_is_nine_gaps_of_nine(self, government):
        asked, missing = gaps(government, "data-analyst", "senior-data-analyst")
        assert (asked, len(missing), set(missing.values())) == (9, 9, {(2, 3)})

    def test_a_lead_developer_is_asked_more_programming_than_a_managing_one(self, government):
        asked = {(entry.role, entry.skill): entry.level for entry in government.rules.requirements}
        skill = "gdad-programming-and-build-software-engineering"
        assert (asked["lead-developer", skill], asked["lead-developer-management", skill]) == (4, 3)

    def test_seniority_found_leaves_fewer_falls_than_the_order_of_lines_or_the_sums_of_levels(self, government):
        assert told(government)["Requirements that fall on a promotion"] == 18  # 457 by lines, 25 by sums

    def test_written_and_read_it_is_the_same(self, government, tmp_path: Path):
        plain.write(government, tmp_path)
        assert plain.read(tmp_path).rules.same_as(government.rules)


class TestOccupations:
    def test_counts(self, occupations):
        labels, rules = occupations.labels, occupations.rules
        assert (len(labels.families), len(labels.levels), len(rules.roles)) == (23, 5, 1_016)
        assert (len(occupations.catalogue.skills), len(rules.transitions)) == (35, 18_460)

    def test_every_rating_is_a_requirement_or_accounted_for(self, occupations):
        # 61,530 ratings are 30,765 levels and as many importances. Six levels are both irrelevant and too uncertain.
        left_out = 3_302 + 124 - 6 + told(occupations)["Levels below one half"]
        assert len(occupations.rules.requirements) == 30_765 - left_out

    def test_oddities(self, occupations):
        expected = {
            "Occupations without a job zone": 93,
            "Occupations without any skill rating": 137,
            'Levels marked "Not Relevant"': 3_302,
            'Levels marked "Recommend Suppress"': 124,
            "Related occupations that are not related back": 18_460 - 10_340,
        }
        assert expected.items() <= told(occupations).items()

    def test_levels_and_weights_keep_to_their_bounds(self, occupations):
        assert {entry.level for entry in occupations.rules.requirements} == {1, 2, 3, 4, 5, 6}
        assert all(1 <= entry.weight <= 100 for entry in occupations.rules.requirements)

    def test_moves_follow_the_zones(self, occupations):
        rank = {role.code: role.rank for role in occupations.rules.roles}
        family = {role.code: role.family for role in occupations.rules.roles}
        kinds = Counter()
        for move in occupations.rules.transitions:
            before, after = rank[move.source], rank[move.target]
            known = before is not None and after is not None
            climb = 0 if before is None or after is None else (after > before) - (after < before)
            kinds[move.kind, known] += 1
            same = family[move.source] == family[move.target]
            assert move.kind == {1: "promotion" if same else "diagonal", 0: "lateral", -1: "step-down"}[climb]
        assert kinds["promotion", True] == 1_956


@pytest.mark.django_db
class TestStored:
    @pytest.mark.parametrize("name", ["government", "occupations"])
    def test_stored_twice_and_exported_twice_nothing_changes(self, name, request, tmp_path: Path):
        saved = save_draft(draft=request.getfixturevalue(name), source=name, by=None)
        assert save_draft(draft=request.getfixturevalue(name), source=name, by=None).nothing_changed
        export_framework(version=saved.version, folder=tmp_path / "first")
        assert save_draft(draft=plain.read(tmp_path / "first"), source=name, by=None).nothing_changed
        export_framework(version=saved.version, folder=tmp_path / "second")
        for path in (tmp_path / "first").iterdir():
            assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()
