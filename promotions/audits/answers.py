"""What people said of themselves, as the groups of an audit: one word a person, crossed with another, age in bands of ten years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from employees.demographics.for_audits import values_by_employee
from employees.models import DemographicConsent, User
from employees.models.demographics import UNDISCLOSED
from promotions.audits.pool import Pool
from skills.columns import Bools, Ints, place_of

NOT_DISCLOSED = "Not disclosed"
YOUNGEST, OLDEST = 30, 60  # below and from which age is one band


@dataclass(frozen=True)
class Said:
    """What people answered to one question: their ids ascending, and the place of each one's answer among `names`."""

    people: Ints
    names: tuple[str, ...]
    code: Ints

    def counted(self, people: Ints) -> Ints:
        """Return how many of these people gave each answer."""
        at = place_of(self.people, people)
        return np.bincount(self.code[at[at >= 0]], minlength=len(self.names))

    def renamed(self, to: Mapping[str, str]) -> "Said":
        """Return the answers under other names; those of one name become one."""
        names = sorted({to[name] for name in self.names})
        places = np.array([names.index(to[name]) for name in self.names], dtype=np.int16)
        return Said(self.people, tuple(names), places[self.code])


def said_of(answers: Mapping[int, str]) -> Said:
    """Return employee → answer as columns; "prefer not to say" is left out."""
    names = sorted(set(answers.values()) - {UNDISCLOSED})
    place = {name: nth for nth, name in enumerate(names)} | {UNDISCLOSED: -1}
    people = np.fromiter(answers.keys(), dtype=np.int64, count=len(answers))
    code = np.fromiter((place[answer] for answer in answers.values()), dtype=np.int16, count=len(answers))
    order = np.argsort(people, kind="stable")
    order = order[code[order] >= 0]
    return Said(people[order], tuple(names), code[order])


def read_answers(attributes: list[str], *, by: User | None) -> list[Said]:
    """Return what those who agreed to audits said, for each attribute."""
    purpose = DemographicConsent.Purpose.EQUALITY_AUDIT
    return [said_of(values_by_employee(attribute=attribute, purpose=purpose, by=by)) for attribute in attributes]


@dataclass(frozen=True)
class Grouped:
    """The group of each element of a pool: `code` is the place of its name, names in their order, each of them of somebody."""

    names: tuple[str, ...]
    code: Ints

    def of(self, name: str) -> Bools:
        return self.code == self.names.index(name) if name in self.names else np.zeros(len(self.code), dtype=np.bool_)


def groups_of(pool: Pool, attributes: list[str], answers: Sequence[Said]) -> Grouped:
    """Return the group of each element of the pool: "woman", or "woman, Asian"; whoever left one answer out is not disclosed."""
    found = None
    for attribute, said in zip(attributes, answers, strict=True):
        words = _bands(pool, said) if attribute == "birth_year" else _coded(pool, said)
        found = words if found is None else _crossed(found, words)
    return _trimmed(found) if found else Grouped((), np.zeros(0, dtype=np.int16))


def _coded(pool: Pool, said: Said) -> Grouped:
    code = np.append(said.code, len(said.names)).astype(np.int16)  # the last is of whoever is not found
    return Grouped((*said.names, NOT_DISCLOSED), code[place_of(said.people, pool.employee)])


def _bands(pool: Pool, said: Said) -> Grouped:
    """Return the band of the age in the year the cycle opened."""
    born = _coded(pool, said)
    years = np.array([int(name) if name != NOT_DISCLOSED else 0 for name in born.names], dtype=np.int64)
    ages = np.where(born.code == len(born.names) - 1, -1, pool.cycle - years[born.code])
    known = np.unique(ages)
    labels = [NOT_DISCLOSED if age < 0 else band(age) for age in known.tolist()]
    names = sorted(set(labels))
    return Grouped(tuple(names), np.array([names.index(label) for label in labels], dtype=np.int16)[np.searchsorted(known, ages)])


def _crossed(one: Grouped, other: Grouped) -> Grouped:
    names = [NOT_DISCLOSED if NOT_DISCLOSED in pair else ", ".join(pair) for pair in product(one.names, other.names)]
    known = sorted(set(names))
    code = one.code.astype(np.int64) * len(other.names) + other.code
    return Grouped(tuple(known), np.array([known.index(name) for name in names], dtype=np.int16)[code])


def _trimmed(found: Grouped) -> Grouped:
    """Return the same groups without those of nobody, names in their order."""
    present = sorted({int(code) for code in np.unique(found.code)}, key=lambda code: found.names[code])
    places = np.zeros(len(found.names), dtype=np.int16)
    places[present] = np.arange(len(present))
    return Grouped(tuple(found.names[code] for code in present), places[found.code])


def band(age: int) -> str:
    """Return an age in the year the cycle opened as a band of ten years."""
    if age < YOUNGEST:
        return f"under {YOUNGEST}"
    if age >= OLDEST:
        return f"{OLDEST} and over"
    return f"{age // 10 * 10}–{age // 10 * 10 + 9}"


CALLED = {"woman": "women", "man": "men"}
DISABILITY = {"yes": "people with a disability", "no": "people without a disability"}


def called(attributes: Sequence[str], group: str) -> str:
    """Return a group as people are spoken of: "women", "Asian people", "people aged 30–39"; crossed: "women, Asian people"."""
    words = group.split(", ", len(attributes) - 1)
    return ", ".join(_called(attribute, word) for attribute, word in zip(attributes, words, strict=False))


def _called(attribute: str, word: str) -> str:
    match attribute:
        case "birth_year":
            return f"people {word}" if word.startswith("under") else f"people aged {word}"
        case "disability":
            return DISABILITY.get(word, f"people who answered “{word}”")
        case _:
            return CALLED.get(word, f"{word} people")
