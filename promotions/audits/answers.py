"""What people said of themselves, as the groups of an audit: one word a person, crossed with another, age in bands of ten years."""

from collections.abc import Mapping, Sequence

import numpy as np

from employees.demographics.for_audits import values_by_employee
from employees.models import DemographicConsent, User
from employees.models.demographics import UNDISCLOSED
from promotions.audits.pool import Pool

NOT_DISCLOSED = "Not disclosed"
YOUNGEST, OLDEST = 30, 60  # below and from which age is one band


def read_answers(attributes: list[str], *, by: User | None) -> list[Mapping[int, str]]:
    """Return employee → answer for each attribute, of those who agreed to audits. "Prefer not to say" is left out."""
    purpose = DemographicConsent.Purpose.EQUALITY_AUDIT
    said = [values_by_employee(attribute=attribute, purpose=purpose, by=by) for attribute in attributes]
    return [{employee: answer for employee, answer in answers.items() if answer != UNDISCLOSED} for answers in said]


def groups_of(pool: Pool, attributes: list[str], answers: list[Mapping[int, str]]) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """Return the group of each element of the pool: "woman", or "woman, Asian"; whoever left one answer out is not disclosed."""
    places = list(zip(pool.employee.tolist(), pool.cycle.tolist(), strict=True))
    columns = [
        [labelled(attribute, said.get(employee), cycle) for employee, cycle in places]
        for attribute, said in zip(attributes, answers, strict=True)
    ]
    together = [NOT_DISCLOSED if NOT_DISCLOSED in words else ", ".join(words) for words in zip(*columns, strict=True)]
    return np.array(together, dtype=np.str_)


def labelled(attribute: str, answer: str | None, cycle: int) -> str:
    if answer is None:
        return NOT_DISCLOSED
    return band(cycle - int(answer)) if attribute == "birth_year" else answer


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
