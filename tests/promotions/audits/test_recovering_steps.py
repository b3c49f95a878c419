"""An attempt to work out what is hidden in one step from the others: who moved on in one is who could move on in the next."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import linprog

from promotions.audits.answers import Grouped
from promotions.audits.findings import Around, Question, findings
from promotions.audits.pool import Reached
from promotions.audits.privacy import ON_THE_WAY
from promotions.audits.stages import STAGES
from promotions.models import Audit
from tests.promotions.audits.test_recovering import FAMILIES, NAMES, THRESHOLD, UNITS, Company, company

READY, NOMINATED, BOTH = Reached.READY, Reached.NOMINATED, Reached.NOMINATED | Reached.NOMINATED_READY | Reached.READY
# How far one person can get: those nominated as ready are ready and nominated, and only of them decided for some are so as ready.
WAYS = tuple(
    int(way)
    for way in (
        Reached(0),
        READY,
        NOMINATED,
        NOMINATED | READY,
        NOMINATED | Reached.DECIDED_FOR,
        NOMINATED | READY | Reached.DECIDED_FOR,
        BOTH,
        BOTH | Reached.DECIDED_FOR | Reached.DECIDED_FOR_READY,
    )
)


class Walked(Company):
    """People of whom the ways are told, in place of whether they were promoted."""

    @property
    def pool(self):
        plain = super().pool
        return type(plain)(**(vars(plain) | {"reached": self.promoted}))


def walked(seed):
    """Return people who got further or less far; of every group a few or many are nominated."""
    rng = np.random.default_rng([seed, 9])
    made = company(seed)
    # Mostly in doubt: few are nominated, so that small groups shrink to a handful on their way.
    shares = rng.dirichlet([12, 4, 1, 1, 1, 1, 2, 2])
    way = rng.choice(WAYS, len(made.group), p=shares)
    return Walked(made.group, made.family, made.unit, way)


@cache
def answers(seed):
    """Return the answers about each step on the way that enough people could take for it to be asked about."""
    made = walked(seed)
    present = sorted(set(made.group.tolist()))
    group = Grouped(tuple(NAMES[code] for code in present), np.searchsorted(present, made.group))
    nothing = np.zeros(len(made.group), dtype=int)

    def asked(step):
        question = Question(["sex"], step, "family", None, THRESHOLD, FAMILIES)
        careers = Company(made.group, made.family, made.unit, (made.promoted > 0).astype(int)).careers
        return findings(made.pool, group, question, Around(careers, [UNITS], nothing, nothing))

    many = {step: int(made.pool.did(STAGES[step][0]).sum()) for step in sorted(ON_THE_WAY)}
    return {step: asked(step) for step, people in many.items() if people >= THRESHOLD}


class Reader:
    """Somebody who reads all of these audits: unknown is how many of each group went each way."""

    def __init__(self, results):
        self.places = [(name, way) for name in NAMES for way in WAYS]
        self.rows, self.sums = [], []
        for step, result in results.items():
            could, did = (int(reached) for reached in STAGES[step])
            self.know(result["people"], NAMES, could)
            self.know(result["moved"], NAMES, could | did)
            for stage in result["funnel"]:
                self.funnel(stage)

    def funnel(self, stage):
        could, did = (int(reached) for reached in STAGES[stage["stage"]])
        named = {group["name"] for group in stage["groups"]}
        if stage["stage"] not in ON_THE_WAY:
            did = could  # promoted is another count: only who could is of these people
        for group in stage["groups"]:
            if not group["hidden"]:
                self.know(group["people"], {group["name"]}, could)
                if did != could:
                    self.know(group["moved"], {group["name"]}, could | did)
        for name in set(NAMES) - named:
            self.know(0, {name}, could)  # no row: nobody of it could

    def aim(self, names, reached):
        return np.array([float(name in names and way & reached == reached) for name, way in self.places])

    def know(self, people, names, reached):
        self.rows.append(self.aim(names, reached))
        self.sums.append(float(people))

    def width(self, name, reached):
        ends = [
            linprog(sign * self.aim({name}, reached), A_eq=np.array(self.rows), b_eq=self.sums, bounds=(0, None), method="highs")
            for sign in (1, -1)
        ]
        assert all(end.status == 0 for end in ends), "what is shown contradicts itself"
        return -ends[1].fun - ends[0].fun


def hidden_cells(results):
    return {
        (stage["stage"], group["name"])
        for result in results.values()
        for stage in result["funnel"]
        for group in stage["groups"]
        if group["hidden"]
    }


@pytest.mark.parametrize("seed", range(20))
def test_nobody_hidden_in_one_step_can_be_worked_out_from_the_others(seed):
    results = answers(seed)
    reader = Reader(results)
    hidden = hidden_cells(results)
    for step, name in hidden:
        could, did = (int(reached) for reached in STAGES[step])
        if could or (Audit.Stage.ELIGIBLE_PROMOTED, name) in hidden:  # else their number is shown: of the end result
            assert reader.width(name, could) >= THRESHOLD, (step, name)
        if step in ON_THE_WAY and not could:
            assert reader.width(name, did) >= THRESHOLD, (step, name)


def test_the_companies_attacked_have_groups_shown_at_first_that_are_few_later():
    """Otherwise the attack would attack nothing: these are what was readable while each step was hidden by itself."""
    few = 0
    for seed in range(20):
        made = walked(seed)
        for code in range(4):
            many = [int(((made.group == code) & (made.promoted & reached == reached)).sum()) for reached in (0, int(NOMINATED))]
            few += any(before >= THRESHOLD > after > 0 for before, after in pairwise(many))
    assert few >= 5


@pytest.mark.parametrize("seed", range(20))
def test_the_steps_on_the_way_hide_the_same_groups(seed):
    for result in answers(seed).values():
        hidden = [
            {group["name"] for group in stage["groups"] if group["hidden"]} for stage in result["funnel"] if stage["stage"] in ON_THE_WAY
        ]
        assert all(one == hidden[0] for one in hidden)
        assert {group["name"] for group in result["groups"] if group["hidden"]} == hidden[0]
