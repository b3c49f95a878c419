"""What else may explain a gap: the three models as an audit tells of them."""

import numpy as np
import pytest

from promotions.audits import ladder
from promotions.audits.ladder import ladder_of
from promotions.audits.stages import parts_of
from tests.promotions.audits.pools import people, stage


def asked(of, months=None, rating=None):
    many = len(of.pool)
    families = parts_of(of.pool.family, {1: "Nursing", 2: "Labs"})
    months = np.full(many, 12) if months is None else months
    return ladder_of(of, "woman", "man", families, months, np.zeros(many, dtype=np.int64) if rating is None else rating)


def plain(women=(40, 200), men=(80, 200)):
    return stage(people("woman", women[1], women[0]) + people("man", men[1], men[0]))


def test_a_gap_is_told_as_odds_points_and_p():
    alone, alike, rated = asked(plain())["steps"]
    odds = 40 * 120 / (160 * 80)
    assert alone["odds"] == pytest.approx(odds, abs=0.006)
    assert alone["points"] == -20
    assert alone["p"] < 0.001
    assert alone["low"] < alone["odds"] < alone["high"] < 1
    assert alike["odds"] == rated["odds"] == alone["odds"]  # nothing else differs


def test_no_gap_is_none():
    found = asked(plain(women=(40, 200), men=(40, 200)))
    assert [step["points"] for step in found["steps"]] == [0, 0, 0]
    assert not found["travels"]


def test_a_gap_of_where_people_work_goes_when_like_is_set_beside_like():
    rows = people("woman", 150, 15, family=1) + people("man", 50, 5, family=1) + people("woman", 50, 25, family=2)
    alone, alike, _ = asked(stage(rows + people("man", 150, 75, family=2)))["steps"]
    assert alone["p"] < 0.001
    assert (alike["points"], alike["odds"]) == (0, pytest.approx(1, abs=0.005))


def test_a_gap_that_goes_among_people_rated_alike_travels_with_ratings():
    rows = people("woman", 150, 15) + people("man", 50, 5) + people("woman", 50, 25) + people("man", 150, 75)
    of = stage(rows)
    found = asked(of, rating=np.repeat([2, 4], 200))
    assert found["travels"]
    assert found["steps"][1]["p"] < 0.001
    assert found["steps"][2]["points"] == 0


def test_nobody_rated_is_a_category_of_its_own():
    of = plain()
    some = np.where(np.arange(len(of.pool)) % 2 == 0, 0, 3)
    assert not asked(of, rating=some)["steps"][2]["refused"]


def test_levels_in_which_nobody_was_promoted_are_left_out_and_change_nothing():
    rows = people("woman", 200, 40) + people("man", 200, 80)
    more = rows + people("woman", 300, 0, level=2) + people("man", 30, 30, level=3)
    here, there = asked(stage(rows)), asked(stage(more))
    assert here["steps"][1] == there["steps"][1]


def test_few_promotions_have_no_answer_and_no_figures():
    steps = asked(plain(women=(2, 40), men=(6, 40)))["steps"]
    assert all(step["refused"] for step in steps)
    assert {step[name] for step in steps for name in ("odds", "low", "high", "points", "p")} == {None}


@pytest.mark.parametrize(("managers", "clustered"), [(29, False), (30, True)])
def test_errors_are_clustered_by_manager_from_thirty_on(managers, clustered):
    rows = [row | {"manager": nth % managers} for nth, row in enumerate(people("woman", 200, 40) + people("man", 200, 80))]
    assert asked(stage(rows))["steps"][1]["clustered"] == clustered


def test_managers_are_not_told_apart_among_very_many_people(monkeypatch):
    monkeypatch.setattr(ladder, "MOST_CLUSTERED", 100)
    rows = [row | {"manager": nth % 40} for nth, row in enumerate(people("woman", 200, 40) + people("man", 200, 80))]
    assert not asked(stage(rows))["steps"][1]["clustered"]


def test_time_in_the_level_is_held_equal_and_the_very_long_is_cut():
    rows = people("woman", 200, 40) + people("man", 200, 80)
    months = np.concatenate([np.tile(np.arange(40), 5), np.tile(np.arange(40), 5)])
    short, long = asked(stage(rows), months=months), asked(stage(rows), months=np.where(months == 39, 1000, months))
    assert short["steps"][1]["points"] == pytest.approx(-20, abs=2)
    assert not long["steps"][1]["refused"]
