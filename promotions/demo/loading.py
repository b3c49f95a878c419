"""From a seed to rows: tells the history, then writes it table by table, people in chunks so that memory stays bounded."""

import datetime as dt
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Model

from employees import models as employees
from employees import reporting_line
from promotions import models as promotions
from promotions.demo import (
    casting,
    catalogue,
    decisions,
    frameworks,
    growth,
    openings,
    projects,
    skill_profiles,
    staff,
    standing,
    talks,
    voices,
)
from promotions.demo.ids import NUMBERED, Bases, release
from promotions.demo.source import CHUNK, Source
from promotions.demo.told import Told, tell

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
def load(*, count: int, seed: int, today: dt.date, progress: Progress = lambda _: None, profiles: bool = True) -> dict[str, float]:
    """Write a company that employs `count` people today into an empty database; return the seconds of each part.

    Without `profiles` nobody has skills, plans, talks or ratings, and the personas say nothing: what audits read is all there.

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
    if profiles:
        _profiles(source)
    done("profiles")
    openings.load(source)
    decisions.load(source)
    done("openings and decisions")
    release(NUMBERED)
    if profiles:
        casting.load(source)
        voices.load(source)
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
    for people in source.chunks():
        staff.load_people(source, people)
        _check_references()
    rows = len(source.told.positions.start)
    for start in range(0, rows, CHUNK):
        staff.load_positions(source, slice(start, start + CHUNK))
        _check_references()


EACH = (
    staff.load_leave,
    skill_profiles.load,
    standing.load_credentials,
    standing.load_ratings,
    growth.load_aspirations,
    growth.load_plans,
    growth.load_mentorships,
    talks.load_conversations,
    talks.load_impact,
)


def _profiles(source: Source) -> None:
    for people in source.chunks():
        for part in EACH:
            part(source, people)
        _check_references()
    projects.load(source)


def _check_references() -> None:
    """Let PostgreSQL check the references written so far.

    Left to the end of the transaction, it would remember each row of the company until then. SQLite remembers a
    number only, and a check on demand would read everything again each time.
    """
    if connection.vendor == "postgresql":
        connection.check_constraints()


def counts() -> list[tuple[str, int]]:
    """Return what is stored now, in words and numbers."""
    return [(str(model._meta.verbose_name_plural), model._default_manager.count()) for model in COUNTED]
