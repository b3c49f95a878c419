"""Requisitions and applications as rows: seats filled inside and outside, withdrawn ones, and those open today."""

import numpy as np
from numpy.typing import NDArray

from promotions import models
from promotions.demo import truths
from promotions.demo.blueprint import Ints, rules
from promotions.demo.history import BEGINNING
from promotions.demo.source import CHUNK, Source
from skills import bulk

WITHDRAWN = 0.08  # of the filled ones, so many more were withdrawn
OPEN = 0.012  # of the people, so many seats are open today
NEVER_OUTSIDE = 0.25  # of the seats filled inside were never opened to outsiders
OUTSIDE_AT_ONCE = 0.18  # of all were opened to both on the same day
EXTERNAL_REASONS = (
    "No insider had the licence in time.",
    "The whole team was new and needed experience from elsewhere.",
    "Nobody inside applied.",
)
APPLIED_INSIDE = 2.2  # insiders who ask for a seat, on average
FEEDBACK = (
    "Skills close to what is asked; the core ones are not all met yet.",
    "The minimum time in the present role is not reached.",
    "A colleague met every requirement; yours were met but for two.",
    "Evidence of leading is missing: ask for a project to lead.",
)


def load(source: Source) -> None:
    seats = source.told.seats
    random = source.random("openings", np.zeros(0, np.int32))
    for first in range(0, len(seats["role"]), CHUNK):
        _load_filled(source, {name: values[first : first + CHUNK] for name, values in seats.items()}, first, random)
    extra = _extra_seats(source, random)
    _load_unfilled(source, extra, random)
    _load_applications(source, extra, random)


def _managers(source: Source, under: Ints, days: Ints) -> list[int | None]:
    head = source.told.heads.of(under, days)
    return [source.bases.employee + one if one >= 0 else None for one in head.tolist()]


def _load_filled(source: Source, seats: dict[str, Ints], first: int, random: np.random.Generator) -> None:
    start, inside = seats["start"], seats["inside"] == 1
    size = len(start)
    filled = start - random.integers(3, 32, size)
    opened = filled - random.integers(14, 75, size) - np.where(inside, 0, 20)
    at_once = random.random(size) < OUTSIDE_AT_ONCE
    external = opened + np.where(at_once, 0, random.integers(7, 22, size))
    reasons = _external_reasons(source, inside, first, random)
    _insert(
        source, first=first, seats=seats, opened=opened, external=external,
        never=inside & (random.random(size) < NEVER_OUTSIDE), filled=filled, inside=inside.tolist(), reasons=reasons,
    )  # fmt: skip


def _external_reasons(source: Source, inside: NDArray[np.bool_], first: int, random: np.random.Generator) -> list[str]:
    """Return why outsiders were taken, where it was written down: never where ready insiders were passed over (truth 6)."""
    written = ~inside & (random.random(len(inside)) < 0.3)
    written &= ~np.isin(np.arange(first, first + len(inside)), source.seats_of_the_passed_over)
    phrases = random.integers(0, len(EXTERNAL_REASONS), len(inside))
    return [EXTERNAL_REASONS[phrase] if here else "" for here, phrase in zip(written.tolist(), phrases.tolist(), strict=True)]


def _insert(
    source: Source,
    *,
    first: int,
    seats: dict[str, Ints],
    opened: Ints,
    external: Ints,
    never: NDArray[np.bool_],
    filled: Ints | None = None,
    inside: list[bool] | None = None,
    reasons: list[str] | None = None,
    withdrawn: Ints | None = None,
) -> None:
    size, calendar, bases = len(opened), source.calendar, source.bases
    nothing = [None] * size
    bulk.insert(
        models.Requisition,
        {
            "id": range(bases.requisition + first, bases.requisition + first + size),
            "number": [f"DEMO-{number:07}" for number in range(first + 1, first + size + 1)],
            "role_id": np.array(source.framework.role)[seats["role"]].tolist(),
            "unit_id": (bases.unit + seats["unit"]).tolist(),
            "manager_id": _managers(source, seats["under"], opened),
            "opened_on": calendar.iso(opened),
            "external_from": calendar.iso(external, none=never),
            "filled_on": calendar.iso(filled) if filled is not None else nothing,
            "filled_by_id": source.employee(seats["person"]) if filled is not None else nothing,
            "filled_inside": inside if inside is not None else nothing,
            "external_reason": reasons if reasons is not None else [""] * size,
            "withdrawn_on": calendar.iso(withdrawn, none=withdrawn > 0) if withdrawn is not None else nothing,
        },
    )


def _extra_seats(source: Source, random: np.random.Generator) -> dict[str, Ints]:
    """Return seats nobody took, withdrawn first; roles and units as those of filled ones."""
    seats, employees = source.told.seats, int(source.told.people.active.sum())
    withdrawn, still = round(WITHDRAWN * len(seats["role"])), max(3, round(OPEN * employees))
    like = random.integers(0, len(seats["role"]), withdrawn + still)
    extra = {name: seats[name][like] for name in ("role", "unit", "under")}
    opened = np.concatenate([random.integers(BEGINNING + 90, -40, withdrawn), -random.integers(2, 45, still)])
    extra["opened"] = opened.astype(np.int32)
    extra["withdrawn"] = np.where(np.arange(len(like)) < withdrawn, np.minimum(opened + random.integers(15, 120, len(like)), 0), 1).astype(
        np.int32
    )
    return extra


def _load_unfilled(source: Source, extra: dict[str, Ints], random: np.random.Generator) -> None:
    size = len(extra["opened"])
    external = extra["opened"] + np.where(random.random(size) < OUTSIDE_AT_ONCE, 0, random.integers(10, 22, size))
    never = random.random(size) < NEVER_OUTSIDE
    first = len(source.told.seats["role"])
    _insert(source, first=first, seats=extra, opened=extra["opened"], external=external, never=never, withdrawn=extra["withdrawn"])


def _load_applications(source: Source, extra: dict[str, Ints], random: np.random.Generator) -> None:
    """Write who asked: those who were taken, those passed over, others who were turned down, and who waits today."""
    seats, cases, told = source.told.seats, source.told.cases, source.told
    taken = np.flatnonzero(seats["inside"] == 1)
    passed = np.flatnonzero((cases["seat"] >= 0) & (cases["promoted"] == 0))
    rows = {"seat": taken, "person": seats["person"][taken], "day": seats["start"][taken] - 33, "outcome": np.zeros(len(taken), np.int32)}
    lost = {"seat": cases["seat"][passed], "person": cases["person"][passed], "day": seats["start"][cases["seat"][passed]] - 34}
    lost["outcome"] = np.ones(len(passed), np.int32)
    others = _askers(source, seats["role"], seats["start"] - 34, random, 0.55)
    others["outcome"] = np.ones(len(others["seat"]), np.int32)
    still = np.flatnonzero(extra["withdrawn"] > 0)
    waiting = _askers(source, extra["role"][still], np.full(len(still), -1), random, APPLIED_INSIDE)
    waiting["seat"] = still[waiting["seat"]] + len(seats["role"])
    waiting["outcome"] = np.full(len(waiting["seat"]), 2)
    every = {name: np.concatenate([part[name] for part in (rows, lost, others, waiting)]).astype(np.int64) for name in rows}
    pair = every["seat"] * told.people.count + every["person"]
    first = np.unique(pair, return_index=True)[1]
    first.sort()
    for start in range(0, len(first), CHUNK):
        _insert_applications(source, {name: values[first[start : start + CHUNK]] for name, values in every.items()}, random)


def _askers(source: Source, role: Ints, days: Ints, random: np.random.Generator, average: float) -> dict[str, Ints]:
    """Return insiders from the role below each seat's, so many on average, employed on the day."""
    people = source.told.people
    seat = np.repeat(np.arange(len(role)), random.poisson(average, len(role)))
    below = rules().below[role[seat]]
    person = np.full(len(seat), -1, np.int32)
    for one in np.unique(below[below >= 0]):
        pool = np.flatnonzero((people.role == one) & ~people.head)
        here = np.flatnonzero(below == one)
        if len(pool):
            person[here] = random.choice(pool, len(here))
    day = days[seat]
    fits = (person >= 0) & (people.hired[person] < day - 60) & (people.active[person] | (people.left[person] > day + 40))
    return {"seat": seat[fits].astype(np.int32), "person": person[fits], "day": day[fits].astype(np.int32)}


def _insert_applications(source: Source, rows: dict[str, NDArray[np.bool_]], random: np.random.Generator) -> None:
    accepted, turned_down, waiting = (rows["outcome"] == value for value in (0, 1, 2))
    hoarded = turned_down & source.hoarding[source.told.people.unit[rows["person"]]]
    phrase = random.integers(0, len(FEEDBACK), len(accepted))
    feedback = [
        truths.HOARDING_REFUSAL if held else FEEDBACK[number] if down else ""
        for held, down, number in zip(hoarded.tolist(), turned_down.tolist(), phrase.tolist(), strict=True)
    ]
    day = rows["day"].astype(np.int32)
    bulk.insert(
        models.Application,
        {
            "requisition_id": (source.bases.requisition + rows["seat"]).tolist(),
            "employee_id": source.employee(rows["person"].astype(np.int32)),
            "applied_on": source.calendar.iso(day),
            "outcome": [
                "accepted" if yes else "waiting" if wait else "turned-down"
                for yes, wait in zip(accepted.tolist(), waiting.tolist(), strict=True)
            ],
            "decided_on": source.calendar.iso(np.minimum(day + 2, 0), none=waiting),
            "feedback": feedback,
        },
    )
