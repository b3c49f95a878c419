"""The history itself, before any database: consistent, the same every time, believable."""

import numpy as np
import pytest

from promotions.demo import history, organisation
from promotions.demo.blueprint import rules
from promotions.demo.journal import DEMOTION, HIRE, LATERAL, PROMOTION, RE_ENTRY, REORGANISATION
from promotions.demo.told import LASTING, Told, tell

SIZES = (50, 300, 2000)


@pytest.fixture(scope="module", params=SIZES)
def told(request) -> Told:
    return tell(request.param, 1)


def test_exactly_so_many_work_there_today(told):
    open_positions = told.positions.end == LASTING
    assert told.people.active.sum() in SIZES
    assert sorted(told.positions.person[open_positions]) == np.flatnonzero(told.people.active).tolist()


def test_nobody_holds_two_positions_at_once(told):
    positions = told.positions
    same = positions.person[1:] == positions.person[:-1]
    assert (positions.end[:-1][same] <= positions.start[1:][same]).all()
    assert (positions.end > positions.start).all()


def test_nothing_happens_after_today(told):
    assert told.positions.start.max() < 0
    assert told.people.left[~told.people.active].max() < 0


def test_reasons_agree_with_ranks(told):
    positions, rank = told.positions, rules().rank
    follows = np.append(False, positions.person[1:] == positions.person[:-1])
    before, after = rank[np.roll(positions.role, 1)], rank[positions.role]
    for reason, agrees in ((PROMOTION, after > before), (DEMOTION, after < before), (LATERAL, after == before)):
        assert agrees[positions.reason == reason].all()
        assert follows[positions.reason == reason].all()
    stays = positions.reason == REORGANISATION
    assert (positions.role == np.roll(positions.role, 1))[stays].all()
    assert (positions.reason[~follows] == HIRE).all()
    assert not (positions.reason[follows] == HIRE).any()


def test_a_returner_was_away(told):
    positions = told.positions
    back = np.flatnonzero(positions.reason == RE_ENTRY)
    assert (positions.start[back] - positions.end[back - 1] > 60).all()


def test_everybody_reports_to_one_root_in_the_end(told):
    now = told.positions.end == LASTING
    manager = dict(zip(told.positions.person[now].tolist(), told.positions.manager[now].tolist(), strict=True))
    roots = [person for person, boss in manager.items() if boss < 0]
    assert len(roots) == 1
    depth = {roots[0]: 0}
    for _ in range(12):
        depth |= {person: depth[boss] + 1 for person, boss in manager.items() if boss in depth}
    assert depth.keys() == manager.keys()


def test_a_manager_is_employed_while_managing(told):
    positions, people = told.positions, told.people
    later = (positions.manager >= 0) & (positions.start >= history.BEGINNING)
    manager = positions.manager[later]
    assert (positions.manager != positions.person).all()
    assert (people.hired[manager] <= positions.start[later]).all()
    leaves = ~people.active[manager]
    assert (people.left[manager][leaves] >= np.minimum(positions.end[later], 0)[leaves]).all()


def test_a_seat_filled_inside_is_a_position_begun_by_somebody_already_there(told):
    seats, positions, people = told.seats, told.positions, told.people
    begun = {
        (person, start): role
        for person, start, role in zip(positions.person.tolist(), positions.start.tolist(), positions.role.tolist(), strict=True)
    }
    for person, start, role, inside in zip(
        seats["person"].tolist(), seats["start"].tolist(), seats["role"].tolist(), seats["inside"].tolist(), strict=True
    ):
        assert begun[person, start] == role
        if inside:
            assert people.hired[person] < start


def test_the_same_seed_tells_the_same_and_another_does_not():
    first, again, other = tell(120, 7), tell(120, 7), tell(120, 8)
    assert first.positions.start.tolist() == again.positions.start.tolist()
    assert first.cases["person"].tolist() == again.cases["person"].tolist()
    assert first.positions.start.tolist() != other.positions.start.tolist()


def test_the_line_grows_deeper_with_the_company_and_spans_stay_human():
    small, large = tell(300, 1).units, tell(20_000, 1).units
    assert large.layer.max() > small.layer.max()
    assert np.bincount(large.parent[1:]).max() <= organisation.SPAN + 4
    assert large.places.max() <= 16


def test_too_small_a_company_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="at least 40 people"):
        tell(10, 1)


def test_rates_are_believable():
    told = tell(2000, 1)
    positions = told.positions
    in_time = positions.start >= history.BEGINNING
    a_year = {reason: (in_time & (positions.reason == reason)).sum() / 2000 / 5 for reason in (PROMOTION, LATERAL, DEMOTION)}
    assert 0.07 < a_year[PROMOTION] < 0.13
    assert 0.03 < a_year[LATERAL] < 0.11
    assert 0.002 < a_year[DEMOTION] < 0.02
    assert 0.08 < (~told.people.active).sum() / 2000 / 5 < 0.12
    assert 0.50 < told.seats["inside"].mean() < 0.66
