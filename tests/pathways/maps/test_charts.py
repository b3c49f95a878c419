"""Mastery bands and project tiers: what is asked, beside what is held."""

from pathways.maps import draw_bands, draw_tiers
from pathways.maps.tiers import Done
from tests.pathways.maps.test_drawings import station

BANDS = [station(1, 1), station(2, 2)]
ASKED = {1: {10: 1}, 2: {10: 3, 11: 2}}
NAMES = {10: "Wiring", 11: "Testing"}


def test_the_highest_band_is_on_top_and_the_most_asked_skill_first():
    drawn = draw_bands(BANDS, ASKED, NAMES, held={})
    assert [band.station.role for band in drawn.bands] == [2, 1]
    assert drawn.skills == ("Wiring", "Testing")


def test_a_cell_says_met_part_none_or_free():
    drawn = draw_bands(BANDS, ASKED, NAMES, held={10: 2})
    assert [[cell.state for cell in band.cells] for band in drawn.bands] == [["part", "none"], ["met", "free"]]
    assert [band.confirmed for band in drawn.bands] == [False, True]
    assert drawn.bands[0].cells[0].words == "Wiring: 2 of 3"


def test_without_a_person_a_cell_says_what_is_asked():
    drawn = draw_bands(BANDS, ASKED, NAMES, held=None)
    assert {cell.state for band in drawn.bands for cell in band.cells} == {"asked", "free"}


def test_a_band_that_asks_nothing_is_never_confirmed():
    drawn = draw_bands(BANDS, {2: {10: 1}}, NAMES, held={10: 5})
    assert [band.confirmed for band in drawn.bands] == [True, False]


def test_skills_beyond_the_width_are_counted():
    names = {number: f"Skill {number:02}" for number in range(20)}
    drawn = draw_bands(BANDS, {1: dict.fromkeys(names, 1)}, names, held={}, most_skills=12)
    assert (len(drawn.skills), drawn.left_out) == (12, 8)


def test_a_tier_has_a_slot_a_project_filled_by_what_serves_it():
    done = [Done("Merger", 4, True), Done("Survey", 1, False)]
    drawn = draw_tiers(BANDS, {2: [(3, 2, True)], 1: [(1, 1, False)]}, done)
    assert [[slot.project for slot in tier.slots] for tier in drawn.tiers] == [["Merger", ""], ["Merger"]]
    assert [tier.filled for tier in drawn.tiers] == [1, 1]


def test_a_project_taken_part_in_fills_no_slot_for_a_lead():
    drawn = draw_tiers(BANDS, {2: [(1, 1, True)]}, [Done("Survey", 5, False)])
    assert drawn.tiers[0].filled == 0
    assert drawn.tiers[0].slots[0].words == "A project led, complexity 1 or more"
