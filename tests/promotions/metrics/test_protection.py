"""What the nightly run lets be told: an attempt to work out what is hidden, by linear programming over small made-up companies."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from promotions.metrics.protection import Company, Span, choose, parts_told

THRESHOLD = 10
FAMILIES, LEVELS = (1, 2, 3), (1, 2)
CELLS = list(product(FAMILIES, LEVELS))
PARENTS = [-1, 0, 0, 0, -1, -1]  # a division with three wards below it, and two without any


def company(parents=PARENTS):
    return Company(
        np.arange(1, len(parents) + 1),
        np.array(parents),
        np.array([family for family, _ in CELLS]),
        np.array([level for _, level in CELLS]),
    )


def people(rng, months=1):
    """Return people by own unit, cell and month: some units of one family, some of all, many of few, a few of nobody."""
    made = np.zeros((len(PARENTS), len(CELLS), months), dtype=np.int64)
    for unit in range(len(PARENTS)):
        size = rng.choice([0, 3, 12, 30, 90])
        shares = rng.dirichlet(np.full(len(CELLS), rng.choice([0.2, 0.7, 3.0])))
        start = rng.multinomial(size, shares)
        for month in range(months):
            made[unit, :, month] = np.maximum(start + rng.integers(-2, 3, len(CELLS)) * (start > 0), 0)
    return made


class Reader:
    """Whoever is told of some parts and solves for the others, knowing the tree and the roles there are, and not where nobody is."""

    def __init__(self, company, told, counts):
        self.company, self.counts = company, counts
        there = counts > 0
        self.parts = set(parts_told(company, told, {True: there, False: company.with_all_below(there.astype(int)) > 0}))
        self.rows = np.array([self.mask(part) for part in self.parts]) if self.parts else np.zeros((0, counts.size))
        self.sums = self.rows @ counts.ravel()

    def mask(self, part):
        unit, own, by_family, family, by_level, level = part
        units = np.array([self.within(place, unit, own) for place in range(len(self.company.units))])
        cells = np.array([(not by_family or f == family) and (not by_level or at == level) for f, at in CELLS])
        return np.outer(units, cells).ravel().astype(float)

    def within(self, place, unit, own):
        if own or unit == 0:
            return unit == 0 or place == unit - 1
        while place >= 0:
            if place == unit - 1:
                return True
            place = self.company.parents[place]
        return False

    def count(self, part):
        return int(self.mask(part) @ self.counts.ravel())

    def width(self, part):
        ends = [
            linprog(sign * self.mask(part), A_eq=self.rows if len(self.rows) else None, b_eq=self.sums if len(self.rows) else None)
            for sign in (1, -1)
        ]
        if any(end.status == 3 for end in ends):
            return np.inf
        assert all(end.status == 0 for end in ends), [end.message for end in ends]
        return -ends[1].fun - ends[0].fun


def every_part():
    narrowed = [(0, 0), *((1, name) for name in FAMILIES)]
    places = [(0, 0), *((unit, own) for unit in range(1, len(PARENTS) + 1) for own in (0, 1))]
    return [(*place, *family, *level) for place in places for family in narrowed for level in narrowed]


def attack(reader):
    """Hold every part of few people to stay unknown by ten people or more."""
    for part in every_part():
        if 0 < reader.count(part) < THRESHOLD:
            assert part not in reader.parts, part
            assert reader.width(part) >= THRESHOLD - 1e-6, (part, reader.count(part))


@pytest.mark.parametrize("seed", range(10))
def test_no_part_of_few_people_can_be_worked_out(seed):
    made = people(np.random.default_rng(seed))
    span = Span(made, np.array([THRESHOLD]))
    attack(Reader(company(), choose(company(), span), made[:, :, 0]))


@pytest.mark.parametrize("seed", range(10, 13))
def test_nor_of_several_months_and_older_spans_tell_no_more_than_newer_ones(seed):
    rng = np.random.default_rng(seed)
    told = None
    before = None
    for _ in range(2):
        made = people(rng, months=2)
        told = choose(company(), Span(made, np.array([THRESHOLD, THRESHOLD])), told)
        everybody = np.ones((len(PARENTS), len(CELLS)), dtype=bool)
        parts = set(parts_told(company(), told, {True: everybody, False: np.ones((len(PARENTS) + 1, len(CELLS)), dtype=bool)}))
        assert before is None or parts <= before
        before = parts
        for month in range(2):
            attack(Reader(company(), told, made[:, :, month]))
