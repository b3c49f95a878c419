"""Maps are drawn from plain values: where boxes stand, what lines connect, what is said instead."""

import re
from itertools import combinations

import pytest

from pathways.maps import Drawing, Mark, Move, Station, draw_dual_ladder, draw_ladder, draw_lattice
from pathways.maps.drawing import Node, rounded
from pathways.maps.stations import level_names


def station(role: int, rank: int | None, column: int = 1, **fields: object) -> Station:
    values = {"name": f"Role {role}", "url": f"/roles/{role}/", "level": f"Level {rank}", "column_name": f"Column {column}", **fields}
    return Station(role=role, rank=rank, column=column, **values)  # type: ignore[arg-type]  # a test's shorthand


def nodes(drawing: Drawing) -> dict[int, Node]:
    return {node.station.role: node for node in drawing.nodes}


def overlapping(drawing: Drawing) -> list[tuple[int, int]]:
    return [
        (one.station.role, other.station.role)
        for one, other in combinations(drawing.nodes, 2)
        if one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
    ]


def inside(drawing: Drawing) -> bool:
    return all(node.x >= 0 and node.y >= 0 and node.right <= drawing.width and node.bottom <= drawing.height for node in drawing.nodes)


def end_of(path: str) -> tuple[float, float]:
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return numbers[-2], numbers[-1]


LADDER = [station(role, rank=role, months=role * 6) for role in range(1, 7)]
STEPS = [Move(role, role + 1, "promotion") for role in range(1, 6)]


class TestLadder:
    def test_the_highest_level_is_on_top_and_each_step_further_right(self):
        drawn = nodes(draw_ladder(LADDER, STEPS))
        for lower in range(1, 6):
            assert drawn[lower + 1].y < drawn[lower].y
            assert drawn[lower + 1].x > drawn[lower].x

    def test_no_box_covers_another_and_all_fit(self):
        drawing = draw_ladder(LADDER, STEPS)
        assert overlapping(drawing) == []
        assert inside(drawing)

    def test_each_promotion_is_a_line_that_ends_at_its_target(self):
        drawing = draw_ladder(LADDER, STEPS)
        drawn = nodes(drawing)
        assert len(drawing.edges) == 5
        for edge in drawing.edges:
            target, (x, y) = drawn[edge.move.target], end_of(edge.path)
            assert abs(x - target.x) < 6
            assert abs(y - target.middle_y) < 1

    def test_the_usual_months_stand_on_the_riser_once_and_on_the_top_box(self):
        drawing = draw_ladder(LADDER, STEPS)
        assert sorted(label.text for label in drawing.labels) == ["1 year", "1 year 6 months", "2 years", "2 years 6 months", "6 months"]
        assert nodes(drawing)[6].words == "usually 3 years"
        assert nodes(drawing)[5].words == ""

    def test_roles_of_one_level_stand_side_by_side(self):
        drawn = draw_ladder([*LADDER, station(7, rank=3)], STEPS)
        assert nodes(drawn)[7].y == nodes(drawn)[3].y
        assert overlapping(drawn) == []
        assert inside(drawn)

    def test_a_role_of_no_stated_level_is_the_lowest_row(self):
        drawing = draw_ladder([*LADDER, station(9, rank=None)], STEPS)
        assert drawing.rows[-1].name == "No level stated"

    @pytest.mark.parametrize("count", [0, 1])
    def test_a_family_of_one_role_or_none_draws(self, count: int):
        drawing = draw_ladder(LADDER[:count], [])
        assert len(drawing.nodes) == count

    def test_steps_down_are_no_lines_of_a_ladder(self):
        assert draw_ladder(LADDER, [Move(4, 3, "step-down")]).edges == ()

    def test_a_line_from_the_reader_is_marked_as_theirs(self):
        drawing = draw_ladder([*LADDER[:2], station(3, rank=3, mark=Mark.HERE), *LADDER[3:]], STEPS)
        assert [edge.move.source for edge in drawing.edges if edge.yours] == [3]


SPECIALIST, MANAGEMENT = 1, 2
TRUNK = [station(1, 1), station(2, 2)]
BRANCHES = [station(3, 3), station(4, 4), station(13, 3, MANAGEMENT), station(14, 4, MANAGEMENT)]
DUAL_MOVES = [
    Move(1, 2, "promotion"),
    Move(2, 3, "promotion"),
    Move(2, 13, "promotion"),
    Move(3, 4, "promotion"),
    Move(13, 14, "promotion"),
    Move(3, 13, "crossing"),
    Move(13, 3, "crossing"),
    Move(3, 14, "diagonal"),
]


class TestDualLadder:
    def test_equal_ranks_stand_side_by_side(self):
        drawn = nodes(draw_dual_ladder([*TRUNK, *BRANCHES], DUAL_MOVES))
        assert drawn[3].y == drawn[13].y
        assert drawn[4].y == drawn[14].y
        assert drawn[3].right < drawn[13].x

    def test_the_trunk_stands_between_the_tracks(self):
        drawn = nodes(draw_dual_ladder([*TRUNK, *BRANCHES], DUAL_MOVES))
        for trunk in (1, 2):
            assert drawn[trunk].middle_x == pytest.approx((drawn[3].middle_x + drawn[13].middle_x) / 2)

    def test_the_fork_reaches_both_tracks(self):
        drawing = draw_dual_ladder([*TRUNK, *BRANCHES], DUAL_MOVES)
        drawn = nodes(drawing)
        ends = {edge.move.target: end_of(edge.path) for edge in drawing.edges if edge.move.source == 2}
        assert ends.keys() == {3, 13}
        for target, (x, _) in ends.items():
            assert x == pytest.approx(drawn[target].middle_x)

    def test_a_crossing_both_ways_is_one_line_with_two_heads(self):
        crossings = [edge for edge in draw_dual_ladder([*TRUNK, *BRANCHES], DUAL_MOVES).edges if edge.move.kind == "crossing"]
        assert [edge.both_ways for edge in crossings] == [True]

    def test_no_box_covers_another_and_all_fit(self):
        drawing = draw_dual_ladder([*TRUNK, *BRANCHES, station(5, 3), station(6, 3)], DUAL_MOVES)
        assert overlapping(drawing) == []
        assert inside(drawing)


def lattice(neighbours: int, columns: int = 3) -> tuple[Station, list[Station], list[Move]]:
    centre = station(0, 3, 0)
    others = [station(number, 1 + number % 5, number % columns) for number in range(1, neighbours + 1)]
    return centre, [centre, *others], [Move(0, other.role, "lateral", people=other.role) for other in others]


class TestLattice:
    @pytest.mark.parametrize(("neighbours", "columns"), [(1, 1), (8, 3), (40, 8), (400, 40)])
    def test_boxes_never_overlap_and_always_fit(self, neighbours: int, columns: int):
        drawing = draw_lattice(*lattice(neighbours, columns))
        assert overlapping(drawing) == []
        assert inside(drawing)

    def test_the_most_travelled_are_drawn_when_there_is_no_room_for_all(self):
        drawing = draw_lattice(*lattice(400, 40))
        drawn = {node.station.role for node in drawing.nodes}
        assert drawing.left_out == 400 - (len(drawn) - 1)
        assert max(drawn) == 400

    def test_every_line_ends_at_its_target_and_none_passes_through_a_box_of_its_column(self):
        drawing = draw_lattice(*lattice(8))
        drawn = nodes(drawing)
        for edge in drawing.edges:
            target, (x, y) = drawn[edge.move.target], end_of(edge.path)
            assert y == pytest.approx(target.middle_y, abs=0.1)
            assert min(abs(x - target.x), abs(x - target.right)) < 6

    def test_the_own_family_stands_in_the_middle(self):
        drawing = draw_lattice(*lattice(12, 3))
        assert [column.name for column in drawing.columns].index("Column 0") == 1

    def test_a_move_never_made_is_dashed_and_said(self):
        centre, stations, _ = lattice(2)
        drawing = draw_lattice(centre, stations, [Move(0, 1, "lateral", people=0), Move(0, 2, "lateral", people=120)])
        assert {edge.move.target: (edge.dashed, edge.width) for edge in drawing.edges} == {1: (True, 1), 2: (False, 4)}


class TestMove:
    @pytest.mark.parametrize(
        ("people", "words"),
        [
            (None, ""),
            (0, "never made so far"),
            (1, "made by fewer than 5 people"),
            (4, "made by fewer than 5 people"),
            (5, "made by 5 people"),
            (1234, "made by 1,234 people"),
        ],
    )
    def test_counts_name_nobody(self, people: int | None, words: str):
        assert Move(1, 2, "lateral", people=people).how_often == words


def test_a_path_turns_its_corners_round():
    assert rounded([(0, 0), (0, 100), (50, 100)], corner=10) == "M0 0L0 90Q0 100 10 100L50 100"


def test_points_that_repeat_make_no_corner():
    assert rounded([(0, 0), (0, 0), (0, 50)]) == "M0 0L0 50"


def test_levels_take_their_names_from_the_stations():
    assert level_names([station(1, 2), station(2, None)]) == {2: "Level 2", -1: "No level stated"}
