"""Figures and texts as people read them; gaps and boxes as plain sums."""

import pytest

from pathways.gaps import Asked, gaps_of
from pathways.levels import level_cells
from pathways.prose import blocks_of, opening
from pathways.words import counted, duration, search_text


@pytest.mark.parametrize(
    ("months", "words"),
    [(0, "less than a month"), (1, "1 month"), (11, "11 months"), (12, "1 year"), (25, "2 years 1 month"), (24, "2 years")],
)
def test_duration(months: int, words: str):
    assert duration(months) == words


def test_counted():
    assert [counted(1, "seat"), counted(1200, "seat"), counted(2, "family", "families")] == ["1 seat", "1,200 seats", "2 families"]


def test_search_text_drops_what_no_database_takes():
    assert search_text("  nur\x00se ") == "nurse"
    assert len(search_text("x" * 5000)) == 100


def test_gaps_come_by_what_they_would_add():
    asked = [Asked(1, "Wiring", 4, 1, False), Asked(2, "Safety", 2, 3, True), Asked(3, "Tools", 1, 1, False)]
    gaps = gaps_of(asked, {1: 2, 3: 1})
    assert [(gap.asked.name, gap.held, gap.steps, gap.gain) for gap in gaps] == [("Safety", 0, 2, 6000), ("Wiring", 2, 2, 1000)]


def test_nothing_asked_leaves_no_gap():
    assert gaps_of([], {1: 3}) == []


def test_levels_as_boxes():
    assert [cell.state for cell in level_cells(held=2, required=3).boxes] == ["held", "held", "missing"]
    assert [cell.state for cell in level_cells(held=3, required=1).boxes] == ["held", "beyond", "beyond"]
    assert level_cells(held=0, required=0).width == 0


def test_prose_is_taken_apart_into_paragraphs_and_lists():
    text = "A developer builds.\nAlways.\n\nYou can:\n- write\n- read\n\nEnd."
    assert [(block.is_list, block.lines) for block in blocks_of(text)] == [
        (False, ("A developer builds.", "Always.")),
        (False, ("You can:",)),
        (True, ("write", "read")),
        (False, ("End.",)),
    ]
    assert opening(text) == "A developer builds. Always."
    assert opening("") == ""
