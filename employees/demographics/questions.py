"""What is asked, the closed lists of answers, and the version of the text that people agree to: one TOML file of the company."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from employees.models.demographics import ATTRIBUTES

LONGEST_ANSWER = 80


class QuestionsError(Exception):
    """The file of questions says something that cannot be used."""


@dataclass(frozen=True)
class Question:
    """`answers` are the stored values in order; empty for the year of birth, which is a number."""

    attribute: str
    label: str
    help_text: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Questions:
    """`text_version` is the text of today; consents to one of `holding` hold, all others are asked for again."""

    text_version: str
    holding: tuple[str, ...]
    consent: str
    used_for: tuple[str, ...]
    never: tuple[str, ...]
    asked: Mapping[str, Question]


def questions() -> Questions:
    """Return the company's questions. Raises QuestionsError with a sentence."""
    return _read(Path(settings.DEMOGRAPHICS_FILE))


@cache
def _read(path: Path) -> Questions:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise QuestionsError(f"{path} could not be read: {error}. DEMOGRAPHICS_FILE names a TOML file; see docs/operations.md.") from error
    version = table.get("text_version")
    if not isinstance(version, str) or not 0 < len(version) <= 40:
        raise QuestionsError(f"{path}: text_version is {version!r}; expected the name of the text, at most 40 characters.")
    holding = (version, *map(str, table.get("earlier_texts_that_hold", [])))
    asked = {attribute: _question(path, attribute, table[attribute]) for attribute in ATTRIBUTES if attribute in table}
    unknown = sorted(name for name, value in table.items() if isinstance(value, dict) and name not in ATTRIBUTES)
    if unknown or not asked:
        raise QuestionsError(f"{path}: {', '.join(unknown) or 'nothing'} is asked; expected some of {', '.join(ATTRIBUTES)}.")
    return Questions(version, holding, *_text(path, table), asked)


def _text(path: Path, table: Mapping[str, Any]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:  # Any: whatever TOML holds
    consent, lists = table.get("consent"), (table.get("used_for"), table.get("never"))
    if not (consent and isinstance(consent, str) and all(isinstance(lines, list) and lines for lines in lists)):
        raise QuestionsError(f"{path}: consent, used_for or never is missing; expected the text that people agree to.")
    used_for, never = (tuple(str(line) for line in lines or ()) for lines in lists)
    return consent, used_for, never


def _question(path: Path, attribute: str, table: Mapping[str, Any]) -> Question:  # Any: whatever TOML holds
    answers, is_year = table.get("answers", []), attribute == "birth_year"
    usable = isinstance(answers, list) and all(isinstance(one, str) and 0 < len(one) <= LONGEST_ANSWER for one in answers)
    if not usable or len(set(answers)) < len(answers) or (is_year and answers) or (len(answers) < 2 and not is_year):
        wanted = "none: a year is asked" if is_year else f"two or more different texts of at most {LONGEST_ANSWER} characters"
        raise QuestionsError(f"{path}: answers of {attribute} are {answers!r}; expected {wanted}.")
    return Question(attribute, str(table.get("label", attribute)), str(table.get("help", "")), tuple(answers))
