"""Figures and texts as people read them; gaps and boxes as plain sums."""

import datetime as dt

import pytest
from django.utils import translation

from pathways.gaps import Asked, gaps_of
from pathways.levels import level_cells
from pathways.prose import blocks_of, opening
from pathways.words import counted, day, duration, number, search_text


@pytest.mark.parametrize(
    ("months", "words"),
    [(0, "less than a month"), (1, "1 month"), (11, "11 months"), (12, "1 year"), (25, "2 years 1 month"), (24, "2 years")],
)
def test_duration(months: int, words: str):
    assert duration(months) == words


def test_counted():
    told = [counted(count, "%(count)s seat in %(unit)s", "%(count)s seats in %(unit)s", unit="Ward 7") for count in (1, 1200)]
    assert told == ["1 seat in Ward 7", "1,200 seats in Ward 7"]


@pytest.mark.parametrize(
    ("language", "words"), [("en-gb", ["1,234,567", "0.7", "3 May 2026"]), ("de", ["1.234.567", "0,7", "3. Mai 2026"])]
)
def test_figures_and_days_are_written_as_the_reader_writes_them(language: str, words: list[str]):
    with translation.override(language):
        assert [number(1234567), number(0.66, 1), day(dt.date(2026, 5, 3))] == words


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
