"""An attempt to work out what is hidden from everything that is shown of an audit together: page, files and what is kept."""

import re
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import linprog

from promotions.audits.answers import Grouped
from promotions.audits.findings import Around, Question, findings
from promotions.audits.pool import Pool, Reached
from promotions.audits.privacy import OTHER_FAMILIES, OTHER_UNITS
from promotions.disparity.careers import Careers
from promotions.models import Audit
from promotions.presenters.audit_page import AuditPage, _comparison, _funnel_row, _group_cells
from promotions.presenters.audit_tables import TABLES

NAMES = ("Not disclosed", "man", "non-binary", "woman")
FAMILIES = {1: "Nursing", 2: "Stores", 3: "Software"}
UNITS = {1: "North", 2: "South", 3: "East", 4: "West"}
OUTCOMES = (0, 1)
THRESHOLD = 10


@dataclass(frozen=True)
class Company:
    """One cycle of made-up people: group, family and unit of each, and whether they were promoted."""

    group: np.ndarray
    family: np.ndarray
    unit: np.ndarray
    promoted: np.ndarray

    @property
    def pool(self):
        many = len(self.group)
        reached = self.promoted * int(Reached.NOMINATED | Reached.DECIDED_FOR | Reached.PROMOTED)
        return Pool(
            np.arange(1, many + 1), np.full(many, 2024), self.family, np.ones(many, dtype=int), reached, self.unit, np.arange(many) % 7
        )

    def careers(self, group):
        many = len(self.group)
        status = np.where(self.promoted == 1, 1, 0)
        names = np.array(group.names)[group.code]
        return Careers(np.arange(many), names, self.family.astype(str), np.zeros(many), np.arange(many) % 40 + 1.0, status)

    def count(self, group, family, unit, promoted):
        return int(((self.group == group) & (self.family == family) & (self.unit == unit) & (self.promoted == promoted)).sum())


def company(seed):
    """Return a company whose groups, families and units are of very different sizes, some tiny."""
    rng = np.random.default_rng(seed)
    sizes = [int(rng.integers(0, 25)), int(rng.integers(30, 160)), int(rng.integers(1, 10)), int(rng.integers(30, 160))]
    group = np.repeat(np.arange(4), sizes)
    family = rng.choice([1, 2, 3], len(group), p=rng.dirichlet([1.5, 0.6, 0.3]))
    mixed = rng.choice([1, 2, 3, 4], len(group), p=rng.dirichlet([1.2, 0.8, 0.5, 0.3]))
    unit = np.where(rng.random(len(group)) < 0.5, family, mixed)  # units and families lie half on one another, as in life
    return Company(group, family, unit, (rng.random(len(group)) < rng.uniform(0.05, 0.5)).astype(int))


def answered(made):
    present = sorted(set(made.group.tolist()))
    group = Grouped(tuple(NAMES[code] for code in present), np.searchsorted(present, made.group))
    question = Question(["sex"], Audit.Stage.ELIGIBLE_PROMOTED, "family", None, THRESHOLD, FAMILIES)
    around = Around(made.careers, [UNITS], np.zeros(len(made.group), dtype=int), np.zeros(len(made.group), dtype=int))
    return findings(made.pool, group, question, around)


def shown(result):
    """Return every cell of every table as an auditor reads it, page and files alike."""
    names = sorted({group["name"] for stage in result["funnel"] for group in stage["groups"]})
    page = AuditPage(
        audit=Audit(),
        masked=False,
        answer=result,
        comparisons=tuple(_comparison(one) for one in result["comparisons"]),
        groups=tuple((group["name"], _group_cells(group)) for group in result["groups"]),
        funnel_groups=tuple(names),
        funnel=tuple(_funnel_row(stage, names) for stage in result["funnel"]),
    )
    return {name: make(page).rows for name, make in TABLES.items()}


class Reader:
    """Whoever knows the organisation by heart but not what people said of themselves, and solves for it.

    Unknown is how many people of each group, family and unit were promoted and were not; it knows where nobody of any group is.
    """

    def __init__(self, made, result):
        self.made, self.result = made, result
        self.places = [
            (group, family, unit, outcome)
            for group in range(4)
            for family in FAMILIES
            for unit in UNITS
            for outcome in OUTCOMES
            if made.count(group, family, unit, 0) + made.count(group, family, unit, 1)
        ]
        self.rows, self.sums = [], []
        self.learn()

    def know(self, total, **of):
        self.rows.append([float(all(place[AXES[name]] in wanted for name, wanted in of.items())) for place in self.places])
        self.sums.append(float(total))

    def learn(self):
        tables = shown(self.result)
        self.know(self.result["people"])
        self.know(self.result["moved"], outcome={1})
        for name, people, moved, _ in tables["groups"]:
            if people != "hidden":
                self.both({NAMES.index(name)}, moved, people)
        for one in self.result["comparisons"]:
            self.parts(one, "family", "families", FAMILIES, OTHER_FAMILIES)
            self.parts(one, "unit", "units", UNITS, OTHER_UNITS)

    def both(self, group, moved, people, **of):
        moved, people = (int(str(text).replace(",", "")) for text in (moved, people))
        self.know(moved, group=group, outcome={1}, **of)
        self.know(people - moved, group=group, outcome={0}, **of)

    def parts(self, one, axis, table, called, others):
        named = {part["name"] for part in one[table]}
        for part in one[table]:
            inside = {key for key, name in called.items() if (name == part["name"] if part["name"] != others else name not in named)}
            for side, group in (("focal", one["group"]), ("reference", self.result["reference"])):
                self.both({NAMES.index(group)}, part[side]["moved"], part[side]["people"], **{axis: inside})

    def width(self, **of):
        """Return how far apart the least and the most are that this count can be."""
        aim = np.array([float(all(place[AXES[name]] in wanted for name, wanted in of.items())) for place in self.places])
        ends = [linprog(sign * aim, A_eq=np.array(self.rows), b_eq=self.sums, bounds=(0, None), method="highs") for sign in (1, -1)]
        assert all(end.status == 0 for end in ends), "what is shown contradicts itself"
        return -ends[1].fun - ends[0].fun


AXES = {"group": 0, "family": 1, "unit": 2, "outcome": 3}


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_group_and_no_few_people_can_be_worked_out(seed):
    made = company(seed)
    result = answered(made)
    reader = Reader(made, result)
    for group in result["groups"]:
        if group["hidden"]:
            assert reader.width(group={NAMES.index(group["name"])}) >= THRESHOLD
    compared = {one["group"] for one in result["comparisons"]} | {result["reference"]} - {None}
    for name in compared:
        code = NAMES.index(name)
        for family in FAMILIES:
            for unit in UNITS:
                people = sum(made.count(code, family, unit, outcome) for outcome in OUTCOMES)
                if 0 < people < THRESHOLD:
                    assert reader.width(group={code}, family={family}, unit={unit}) >= THRESHOLD, (name, family, unit)


@pytest.mark.parametrize("seed", range(12))
def test_every_part_that_is_shown_has_enough_people_and_a_hidden_group_no_figure(seed):
    result = answered(company(seed))
    hidden = {group["name"] for group in result["groups"] if group["hidden"]}
    for one in result["comparisons"]:
        assert not {one["group"], result["reference"]} & hidden
        for part in [*one["families"], *one["units"]]:
            assert part["focal"]["people"] >= THRESHOLD
            assert part["reference"]["people"] >= THRESHOLD
    for name, rows in shown(result).items():
        for row in rows:
            if hidden & set(row):
                assert not re.search(r"\d", "".join(row)), (name, row)
