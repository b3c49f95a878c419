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


def read_answers(attributes: list[str], *, by: User | None) -> list[Mapping[int, str]]:
    """Return employee → answer for each attribute, of those who agreed to audits. "Prefer not to say" is left out."""
    purpose = DemographicConsent.Purpose.EQUALITY_AUDIT
    said = [values_by_employee(attribute=attribute, purpose=purpose, by=by) for attribute in attributes]
    return [{employee: answer for employee, answer in answers.items() if answer != UNDISCLOSED} for answers in said]


@dataclass(frozen=True)
class Grouped:
    """The group of each element of a pool: `code` is the place of its name, names in their order, each of them of somebody."""

    names: tuple[str, ...]
    code: Ints

    def of(self, name: str) -> Bools:
        return self.code == self.names.index(name) if name in self.names else np.zeros(len(self.code), dtype=np.bool_)


def groups_of(pool: Pool, attributes: list[str], answers: list[Mapping[int, str]]) -> Grouped:
    """Return the group of each element of the pool: "woman", or "woman, Asian"; whoever left one answer out is not disclosed."""
    found = None
    for attribute, said in zip(attributes, answers, strict=True):
        words = _bands(pool, said) if attribute == "birth_year" else _coded(pool, said)
        found = words if found is None else _crossed(found, words)
    return _trimmed(found) if found else Grouped((), np.zeros(0, dtype=np.int16))


def _coded(pool: Pool, said: Mapping[int, str]) -> Grouped:
    people, names = np.fromiter(sorted(said), dtype=np.int64), sorted(set(said.values()))
    place = {name: nth for nth, name in enumerate(names)}
    codes = np.fromiter((place[said[person]] for person in people.tolist()), dtype=np.int16)
    at = place_of(people, pool.employee)
    return Grouped((*names, NOT_DISCLOSED), np.where(at < 0, len(names), codes[at] if len(codes) else 0).astype(np.int16))


def _bands(pool: Pool, said: Mapping[int, str]) -> Grouped:
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
