"""An attempt to work out what is hidden from several audits of the same people: attributes crossed and alone, one reference and another."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from promotions.audits.answers import NOT_DISCLOSED, Grouped
from promotions.audits.findings import Around, Question, Told, findings
from promotions.audits.privacy import hidden_groups
from promotions.models import Audit
from tests.promotions.audits.test_recovering import FAMILIES, NAMES, OUTCOMES, THRESHOLD, UNITS, Company, Reader, company

SEXES = (NOT_DISCLOSED, "man", "non-binary", "woman")
ORIGINS = (NOT_DISCLOSED, "Asian", "Black", "White")


def asked(made, group, attributes, reference=None, told=()):
    question = Question(attributes, Audit.Stage.ELIGIBLE_PROMOTED, "family", reference, THRESHOLD, FAMILIES, told)
    nothing = np.zeros(len(made.group), dtype=int)
    return findings(made.pool, group, question, Around(made.careers, [UNITS], nothing, nothing))


def grouped(words):
    names = sorted(set(words))
    return Grouped(tuple(names), np.array([names.index(word) for word in words]))


# --- Attributes alone, and crossed ------------------------------------------------------------------


def two_answers(seed):
    """Return people with two answers each; in every second company everybody has answered both."""
    rng = np.random.default_rng([seed, 4])
    unknown, rare = (0.0 if seed % 2 else 0.06), (0.06 if seed % 3 else 0.01)
    sex = rng.choice(4, 260, p=[unknown, 0.46, rare, 0.54 - unknown - rare])
    origin = rng.choice(4, 260, p=[unknown, 0.06, 0.12, 0.82 - unknown])
    where = rng.choice([1, 2, 3], 260)
    made = Company(sex, where, where, (rng.random(260) < 0.2).astype(int))
    return made, sex, origin


def widths(sex, origin, known):
    """Yield each pair of answers that somebody gave, and how far apart the least and the most are that it can be, of those who answered."""
    cells = list(product(range(4), range(4)))
    rows = [[float(cell in inside) for cell in cells] for inside, _ in known]
    sums = [float(people) for _, people in known]
    for cell in product(range(1, 4), range(1, 4)):
        if not np.any((sex == cell[0]) & (origin == cell[1])):
            continue
        aim = np.array([float(one == cell) for one in cells])
        ends = [linprog(sign * aim, A_eq=np.array(rows), b_eq=sums, bounds=(0, None), method="highs") for sign in (1, -1)]
        assert all(end.status == 0 for end in ends), "what is shown contradicts itself"
        yield cell, -ends[1].fun - ends[0].fun


def learnt(sex, origin, results):
    """Return what the three audits tell of how many people gave which answers: cells and their sum."""
    alone, by_origin, crossed = results
    known = [(set(product(range(4), range(4))), alone["people"])]
    known += [({(SEXES.index(g["name"]), other) for other in range(4)}, g["people"]) for g in alone["groups"] if not g["hidden"]]
    known += [({(other, ORIGINS.index(g["name"])) for other in range(4)}, g["people"]) for g in by_origin["groups"] if not g["hidden"]]
    for group in (group for group in crossed["groups"] if not group["hidden"]):
        if group["name"] == NOT_DISCLOSED:
            known.append(({cell for cell in product(range(4), range(4)) if 0 in cell}, group["people"]))
        else:
            one, other = group["name"].split(", ")
            known.append(({(SEXES.index(one), ORIGINS.index(other))}, group["people"]))
    if not np.any(sex == 0):  # a reader may know that everybody answered: no audit names anybody who did not
        known.append(({(0, other) for other in range(4)}, 0))
    if not np.any(origin == 0):
        known.append(({(other, 0) for other in range(4)}, 0))
    return known


def crossed_words(sex, origin):
    return [
        NOT_DISCLOSED if 0 in pair else f"{SEXES[pair[0]]}, {ORIGINS[pair[1]]}" for pair in zip(sex.tolist(), origin.tolist(), strict=True)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_crossed_groups_stay_hidden_beside_their_attributes_alone(seed):
    made, sex, origin = two_answers(seed)
    groups = [grouped([SEXES[one] for one in sex]), grouped([ORIGINS[one] for one in origin]), grouped(crossed_words(sex, origin))]
    results = [
        asked(made, group, attributes) for group, attributes in zip(groups, (["sex"], ["ethnicity"], ["sex", "ethnicity"]), strict=True)
    ]
    hidden = {group["name"] for group in results[2]["groups"] if group["hidden"]}
    for (one, other), width in widths(sex, origin, learnt(sex, origin, results)):
        if f"{SEXES[one]}, {ORIGINS[other]}" in hidden:
            assert width >= THRESHOLD, (SEXES[one], ORIGINS[other])


def test_hiding_as_one_attribute_does_would_not_be_enough():
    """Eight of one pair, hidden with the smallest other pair: both stand in rows and columns of which all else is shown."""
    people = {"woman, Asian": 8, "woman, White": 60, "man, Asian": 40, "man, White": 70}
    assert hidden_groups(people, THRESHOLD) == {"woman, Asian", "man, Asian"}, "the women shown, taken from all women, are the eight"


# --- One reference beside another ---------------------------------------------------------------------


def read_by(made, results):
    reader = Reader(made, results[0])
    for result in results[1:]:
        reader.result = result
        reader.learn()
    return reader


def told_of_few(made, results):
    """Return the groups and families of few people that a reader of all of these audits can narrow down."""
    reader = read_by(made, results)
    few = []
    for code, family in product((1, 3), FAMILIES):
        people = sum(made.count(code, family, unit, outcome) for unit in UNITS for outcome in OUTCOMES)
        if 0 < people < THRESHOLD and reader.width(group={code}, family={family}) < THRESHOLD:
            few.append((NAMES[code], FAMILIES[family]))
    return few


def both_references(made, *, apart):
    present = sorted(set(made.group.tolist()))
    group = Grouped(tuple(NAMES[code] for code in present), np.searchsorted(present, made.group))
    first = asked(made, group, ["sex"], "man")
    told = (Told(1, ["sex"], "man", Audit.Stage.ELIGIBLE_PROMOTED),) if apart else ()
    return [first, asked(made, group, ["sex"], "woman", told)]


@pytest.mark.parametrize("seed", range(12))
def test_another_reference_tells_no_more_of_families_and_units(seed):
    made = company(seed)
    results = both_references(made, apart=True)
    assert results[1]["left_out"] == {"families": 1, "units": 1}
    assert all(one["families"] == one["units"] == [] for one in results[1]["comparisons"])
    assert told_of_few(made, results) == []


def test_the_same_question_is_answered_whole_and_another_step_without_units():
    made = company(0)
    present = sorted(set(made.group.tolist()))
    group = Grouped(tuple(NAMES[code] for code in present), np.searchsorted(present, made.group))
    same = Told(1, ["sex"], "man", Audit.Stage.ELIGIBLE_PROMOTED)
    assert asked(made, group, ["sex"], "man", (same,))["left_out"] == {"families": None, "units": None}
    other_step = Told(2, ["sex"], "man", Audit.Stage.ELIGIBLE_NOMINATED)
    assert asked(made, group, ["sex"], "man", (same, other_step))["left_out"] == {"families": None, "units": 2}
    crossing = Told(3, ["sex", "ethnicity"], "man, White", Audit.Stage.ELIGIBLE_PROMOTED)
    assert asked(made, group, ["sex"], "man", (same, crossing))["left_out"] == {"families": 3, "units": 3}
