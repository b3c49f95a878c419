"""A whole lattice as families × levels: every role has its box, every line its way between them, at any size."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.maps import Grid, Mark, Move, Station, draw_grid
from pathways.maps.grid import COLUMN, GUTTER, HEAD_HEIGHT, HEAD_WIDTH, SLOT, place
from tests.factories.lattices import written_moves

STEP = re.compile(r"([MHVqlvz])([-\d. ]*)")
Points = list[tuple[int, int]]


def station(role: int, rank: int, family: int, **fields: object) -> Station:
    values = {"name": f"Role {role}", "url": f"?around={role}", "level": f"Level {rank}", "column_name": f"Family {family}", **fields}
    return Station(role=role, rank=rank, column=family, **values)  # type: ignore[arg-type]  # a test's shorthand


def whole(families: int, levels: int, moves: int) -> tuple[list[Station], list[Move]]:
    stations = [station(family * levels + level, level, family) for family in range(families) for level in range(levels)]
    return stations, [
        Move(source, target, kind, people=number % 120)
        for number, (source, target, kind) in enumerate(written_moves(families, levels, moves))
    ]


def lines(path: str) -> list[Points]:
    """Return the corners of each line of a path; a rounded corner counts where it ends."""
    found: list[Points] = []
    for command, text in STEP.findall(path):
        numbers = [int(number) for number in re.findall(r"-?\d+", text)]
        if command == "M":
            found.append([(numbers[0], numbers[1])])
            continue
        x, y = found[-1][-1]
        end = {"H": (numbers[0], y), "V": (x, numbers[0]), "q": (x + numbers[-2 % len(numbers)], y + numbers[-1])}[command]
        found[-1].append(end)
    return found


def drawn(grid: Grid) -> list[Points]:
    return [line for stroke in grid.strokes for line in lines(stroke.lines)]


def crosses(line: Points, left: int, right: int, top: int, bottom: int) -> bool:
    return any(
        min(x1, x2) < right and max(x1, x2) > left and min(y1, y2) < bottom and max(y1, y2) > top for (x1, y1), (x2, y2) in pairwise(line)
    )


@pytest.mark.parametrize(("families", "levels", "moves"), [(1, 1, 0), (4, 4, 20), (40, 8, 400)])
def test_every_role_has_its_box_and_every_move_its_line(families: int, levels: int, moves: int):
    grid = draw_grid(*whole(families, levels, moves))
    assert sum(len(cell.stations) for row in grid.rows for cell in row.cells) == families * levels
    assert len(drawn(grid)) == moves
    assert (grid.width, grid.height) == (HEAD_WIDTH + levels * COLUMN, HEAD_HEIGHT + families * SLOT)


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 23)), max_size=40, unique=True))
def test_no_line_passes_through_a_box(pairs: list[tuple[int, int]]):
    stations = [station(role, role % 4, role // 6) for role in range(24)]  # cells of one and of two roles
    moves = [Move(source, target, "lateral") for source, target in pairs if source != target]
    grid = draw_grid(stations, moves, centre=stations[0])
    boxes = [(at.left, at.left + COLUMN - GUTTER, at.y - 17, at.y + 17) for at in place(grid.rows).values()]
    for line in drawn(grid):
        assert not any(crosses(line, *box) for box in boxes)


def test_a_line_ends_at_its_target():
    stations = [station(1, 1, 1), station(2, 3, 2)]
    grid = draw_grid(stations, [Move(1, 2, "diagonal", people=3)])
    (line,) = drawn(grid)
    target = place(grid.rows)[2]
    assert line[-1] == (target.left, target.y)
    assert grid.strokes[0].heads.startswith(f"M{target.left} {target.y}l-")


def test_the_family_of_the_centre_comes_first_and_those_it_leads_to_next():
    stations = [station(family, 1, family) for family in range(5)]
    grid = draw_grid(stations, [Move(3, 4, "lateral")], centre=stations[3])
    assert [row.family for row in grid.rows] == ["Family 3", "Family 4", "Family 0", "Family 1", "Family 2"]
    assert [row.own for row in grid.rows] == [True, False, False, False, False]


def test_the_lowest_level_is_on_the_left_and_no_level_before_it():
    grid = draw_grid([station(1, 7, 1), station(2, 2, 1), Station(3, "Porter", "", None, "", 1, "Family 1")], [])
    assert grid.levels == ("No level stated", "Level 2", "Level 7")


def test_lines_tell_how_many_made_the_move_and_those_from_the_centre_lie_on_top():
    stations = [station(role, role, 1) for role in range(4)]
    moves = [Move(0, 1, "promotion", people=120), Move(1, 2, "promotion", people=0), Move(2, 3, "promotion", people=3)]
    strokes = draw_grid(stations, moves, centre=stations[0]).strokes
    assert [(stroke.yours, stroke.width, stroke.dashed) for stroke in strokes] == [(False, 1, True), (False, 1, False), (True, 4, False)]


def test_lines_that_pass_each_other_in_a_gutter_keep_apart():
    stations = [station(role, 1, role, mark=Mark.NONE) for role in range(6)]
    grid = draw_grid(stations, [Move(0, 4, "lateral"), Move(1, 5, "lateral"), Move(2, 3, "lateral")])
    assert len({line[1][0] for line in drawn(grid)}) == 3


def test_a_move_to_a_role_that_is_not_shown_is_left_out():
    assert draw_grid([station(1, 1, 1)], [Move(1, 2, "promotion")]).strokes == ()


@pytest.mark.parametrize(("levels", "fits"), [(8, True), (9, False)])
def test_eight_levels_fit_a_wide_screen(levels: int, fits: bool):
    assert draw_grid(*whole(1, levels, 0)).fits == fits
