"""What people can do: assessments of the skills their role and the next one ask for, and the level that counts."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from employees import models
from promotions.demo.blueprint import Ints, moves, roles, rules
from promotions.demo.catalogue import skill_texts
from promotions.demo.history import MONTH
from promotions.demo.source import Source
from skills import bulk

HIGHEST = 5
SELF, PEER, MANAGER, TEST, CREDENTIAL = range(5)
SOURCES = ("self", "peer", "manager", "test", "credential")
UNASSESSED = 0.015  # of the people, and everybody hired in the last `FRESH` days
FRESH = 75
STRICT, LENIENT = 10, 12  # per cent of the managers, who rate some skills a level lower or higher than they are
EVIDENCE = {
    SELF: (
        "How I see it today.",
        "Since the last project I do this without asking.",
        "I still look things up.",
        "Asked for in my plan.",
        "",
    ),
    PEER: (
        "We worked two shifts together.",
        "Helped me with it twice this quarter.",
        "Paired on it last month.",
        "Covered for me and it went well.",
    ),
    MANAGER: (
        "Seen in daily work.",
        "Discussed in the yearly conversation, with two examples.",
        "Took it on while a colleague was away and it held.",
        "Showed it under pressure in the spring.",
        "Does it well; the written part needs care.",
        "Observed on three occasions, notes kept.",
    ),
    TEST: ("Practical test, passed.", "Assessed at the skills station.", "Online assessment, supervised."),
    CREDENTIAL: ("Evidenced by the certificate on file.",),
}


@dataclass(frozen=True)
class Wanted:
    """By role: the skills it or its next steps ask for (padded with -1), the level asked now and the highest asked next."""

    skill: Ints
    now: Ints
    next: Ints


@cache
def wanted() -> Wanted:
    texts, places = roles(), {text.code: number for number, text in enumerate(skill_texts())}
    steps: dict[str, list[str]] = {}
    for move in moves():
        if move.kind == "promotion":
            steps.setdefault(move.source, []).append(move.target)
    now = [{ask.skill: ask.level for ask in text.asks} for text in texts]
    later = [_highest([now[rules().index[target]] for target in steps.get(text.code, [])]) for text in texts]
    union = [sorted({*here, *there}) for here, there in zip(now, later, strict=True)]
    width = max(map(len, union))

    def table(rows: list[list[int]], empty: int) -> Ints:
        return np.array([row + [empty] * (width - len(row)) for row in rows], np.int32)

    return Wanted(
        skill=table([[places[code] for code in codes] for codes in union], -1),
        now=table([[here.get(code, 0) for code in codes] for here, codes in zip(now, union, strict=True)], 0),
        next=table([[there.get(code, 0) for code in codes] for there, codes in zip(later, union, strict=True)], 0),
    )


def _highest(asked: list[dict[str, int]]) -> dict[str, int]:
    return {code: max(one.get(code, 0) for one in asked) for one in asked for code in one}


def levels(role: Ints, way: NDArray[np.float64], random: np.random.Generator) -> tuple[Ints, Ints]:
    """Return skills (people × places, -1 for none) and the true levels of people who are so far on the way to the next step."""
    table = wanted()
    skill, now, later = table.skill[role], table.now[role], table.next[role]
    begun = np.where(now > 0, now, np.maximum(later - 2, 0))
    reached = np.maximum(begun, later)
    threshold = random.uniform(0.08, 0.99, skill.shape)
    part = begun + np.floor((reached - begun) * np.minimum(way, 1.0)[:, None] * 0.7).astype(np.int32)
    level = np.where(threshold <= way[:, None], reached, part)
    slips = random.random(skill.shape)
    level = level - ((slips < 0.10) & (way[:, None] < 0.5)) - (slips > 0.985) + ((slips > 0.90) & (slips < 0.93))
    return skill, np.where(skill >= 0, np.clip(level, 0, HIGHEST), 0).astype(np.int32)


def load(source: Source, people: Ints) -> None:
    """Write the assessments and held skills of one chunk; those who left keep none."""
    who, random = source.told.people, source.random("skills", people)
    here = people[who.active[people] & (who.hired[people] < -FRESH)]
    here = here[(random.random(len(here)) >= UNASSESSED) | np.isin(here, source.cast)]
    way: NDArray[np.float64] = -who.since[here] / (rules().months[who.role[here]] * who.pace[here] * MONTH)
    skill, level = levels(who.role[here], way, random)
    rows = _assessments(skill, level, _styles(np.where(np.isin(here, source.cast), -1, source.manager[here])), random)
    person = here[rows["place"]]
    load_rows(source, person, rows, random)


def _styles(manager: Ints) -> NDArray[np.float64]:
    """Return for each person the shares of ratings that their manager puts one too low, and right; exact for those without (-1)."""
    style = np.where(manager >= 0, manager.astype(np.int64) * 2_654_435_761 % 100, 99)  # the same for all of one manager's people
    too_low, too_high = np.where(style < STRICT, 0.4, 0.0), np.where((style >= STRICT) & (style < STRICT + LENIENT), 0.45, 0.0)
    return np.column_stack([too_low, 1 - too_low - too_high])


def _assessments(skill: Ints, level: Ints, style: NDArray[np.float64], random: np.random.Generator) -> dict[str, Ints]:
    """Return rows: place (of the person in the chunk), skill, level, source, day; one true level judged by several."""
    place, column = np.nonzero((skill >= 0) & (level > 0))
    true, code = level[place, column], skill[place, column]
    # A manager assesses a person in one sitting; single skills are tested or certified at other times.
    sitting = -random.integers(20, 330, len(skill))
    rates = (style[place, 0], style[place, 1])
    batches = [
        _batch(place, code, true, MANAGER, sitting[place], random.random(len(place)) < 0.72, random, rates),
        _batch(place, code, true - 1, MANAGER, sitting[place] - 365, random.random(len(place)) < 0.22, random, (0.0, 0.35)),
        _batch(place, code, true, TEST, -random.integers(10, 700, len(place)), random.random(len(place)) < 0.06, random, (0.0, 1.0)),
        _batch(place, code, true, CREDENTIAL, -random.integers(30, 900, len(place)), random.random(len(place)) < 0.03, random, (0.0, 1.0)),
        _batch(place, code, true, PEER, -random.integers(5, 400, len(place)), random.random(len(place)) < 0.14, random, (0.12, 0.74)),
        _batch(
            place,
            code,
            true,
            SELF,
            sitting[place] + random.integers(-14, 10, len(place)),
            random.random(len(place)) < 0.80,
            random,
            (0.10, 0.66),
        ),
    ]
    return {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}


def _batch(
    place: Ints,
    code: Ints,
    level: Ints,
    kind: int,
    day: Ints,
    kept: NDArray[np.bool_],
    random: np.random.Generator,
    exact: tuple[float | NDArray[np.float64], float | NDArray[np.float64]],
) -> dict[str, Ints]:
    """Return the judgements of one source. `exact`: the share judged one too low, and the share judged right; the rest one too high."""
    drawn = random.random(len(place))
    judged = level - (drawn < exact[0]) + (drawn >= exact[0] + exact[1])
    kept = kept & (judged > 0)
    columns = {"place": place, "skill": code, "level": np.clip(judged, 1, HIGHEST), "source": np.full(len(place), kind), "day": day}
    return {name: values[kept].astype(np.int32) for name, values in columns.items()}


def load_rows(source: Source, person: Ints, rows: dict[str, Ints], random: np.random.Generator) -> None:
    """Write assessments given by column, and the held skills that follow from them."""
    order = np.lexsort((rows["source"], rows["day"], rows["skill"], person))
    person, rows = person[order], {name: values[order] for name, values in rows.items()}
    skill_ids = np.array([source.catalogue.skill[text.code] for text in skill_texts()])
    phrases = random.integers(0, 1 << 16, len(person))
    bulk.insert(
        models.SkillAssessment,
        {
            "employee_id": source.employee(person),
            "skill_id": skill_ids[rows["skill"]].tolist(),
            "level": rows["level"].tolist(),
            "source": [SOURCES[kind] for kind in rows["source"].tolist()],
            "assessor_id": _assessors(source, person, rows["source"]),
            "evidence": [
                EVIDENCE[kind][phrase % len(EVIDENCE[kind])] for kind, phrase in zip(rows["source"].tolist(), phrases.tolist(), strict=True)
            ],
            "on": source.calendar.iso(rows["day"]),
        },
    )
    counts = counting(person, rows)
    bulk.insert(
        models.HeldSkill,
        {
            "employee_id": source.employee(person[counts]),
            "skill_id": skill_ids[rows["skill"][counts]].tolist(),
            "level": rows["level"][counts].tolist(),
            "source": [SOURCES[kind] for kind in rows["source"][counts].tolist()],
            "on": source.calendar.iso(rows["day"][counts]),
        },
    )


def _assessors(source: Source, person: Ints, kind: Ints) -> list[int | None]:
    """Return the account of the manager for the manager's judgements, as far as there is one."""
    manager = source.manager[person]
    user = np.where((kind == MANAGER) & (manager >= 0), source.user_of[manager], -1)
    return [one if one >= 0 else None for one in user.tolist()]


def counting(person: Ints, rows: dict[str, Ints]) -> NDArray[np.intp]:
    """Return the places of the rows that count: the newest by manager, test or credential; failing that by a peer; failing that one's own.

    The rows must be in order of person, skill, day and, within a day, of being written.
    """
    grade = np.where(rows["source"] >= MANAGER, 2, rows["source"])
    order = np.lexsort((np.arange(len(person)), rows["day"], grade, rows["skill"], person))
    sorted_person, sorted_skill = person[order], rows["skill"][order]
    last = (
        np.append((sorted_person[1:] != sorted_person[:-1]) | (sorted_skill[1:] != sorted_skill[:-1]), True)
        if len(order)
        else np.zeros(0, bool)
    )
    return order[last]
