"""From a seed to rows: tells the history, then writes it table by table, people in chunks so that memory stays bounded."""

import datetime as dt
import time
from collections.abc import Callable, Iterator

import numpy as np
from django.db import transaction
from django.db.models import Model

from employees import models as employees
from employees import reporting_line
from promotions import models as promotions
from promotions.demo import casting, catalogue, decisions, frameworks, openings, skill_profiles, staff, standing
from promotions.demo.blueprint import Ints
from promotions.demo.ids import NUMBERED, Bases, release
from promotions.demo.source import Source
from promotions.demo.told import Told, tell

CHUNK = 20_000  # people, or rows of history, written at a time
Progress = Callable[[str], None]
COUNTED: tuple[type[Model], ...] = (
    employees.Employee,
    employees.Unit,
    employees.Position,
    employees.SkillAssessment,
    employees.HeldSkill,
    employees.HeldCredential,
    promotions.Requisition,
    promotions.Application,
    promotions.Case,
)


@transaction.atomic
def load(*, count: int, seed: int, today: dt.date, progress: Progress = lambda _: None) -> dict[str, float]:
    """Write a company that employs `count` people today into an empty database; return the seconds of each part.

    Raises:
        ValueError: too few people.

    """
    started = time.perf_counter()
    seconds: dict[str, float] = {}

    def done(part: str) -> None:
        seconds[part] = time.perf_counter() - started - sum(seconds.values())
        progress(part)

    told = tell(count, seed)
    done("history")
    source = _framework(told, today=today, seed=seed)
    done("framework")
    _people(source)
    done("people")
    openings.load(source)
    decisions.load(source)
    done("openings and decisions")
    release(NUMBERED)
    casting.load(source)
    done("personas")
    reporting_line.rebuild(today)
    done("reporting line")
    return seconds


def _framework(told: Told, *, today: dt.date, seed: int) -> Source:
    texts = catalogue.load()
    framework = frameworks.load(texts, today)
    policies = decisions.load_policies(framework.family, [today + dt.timedelta(days=day) for day in decisions.POLICY_DAYS])
    return Source(told, texts, framework, Bases.free(), today, seed, policies, casting.cast(told))


def _people(source: Source) -> None:
    staff.load_units(source)
    staff.load_accounts(source)
    for people in _chunks(source.told.people.count):
        staff.load_people(source, people)
    rows = len(source.told.positions.start)
    for start in range(0, rows, CHUNK):
        staff.load_positions(source, slice(start, start + CHUNK))
    for people in _chunks(source.told.people.count):
        staff.load_leave(source, people)
        skill_profiles.load(source, people)
        standing.load_credentials(source, people)
        standing.load_ratings(source, people)


def _chunks(size: int) -> Iterator[Ints]:
    for start in range(0, size, CHUNK):
        yield np.arange(start, min(start + CHUNK, size), dtype=np.int32)


def counts() -> list[tuple[str, int]]:
    """Return what is stored now, in words and numbers."""
    return [(str(model._meta.verbose_name_plural), model._default_manager.count()) for model in COUNTED]
