"""Credentials held and performance ratings: what two of the gates look at."""

import numpy as np

from employees import models
from promotions.demo.blueprint import Ints, moves, roles
from promotions.demo.catalogue import credential_texts
from promotions.demo.history import MONTH
from promotions.demo.source import Source
from skills import bulk

LAPSED = 0.02  # of the credentials that a role asks of its holders
AHEAD = 0.45  # of the people who hold already what only the next role asks for
RATING_SHARES = (0.02, 0.09, 0.52, 0.29, 0.08)  # 1 to 5
RATED_YEARS = 3


def _asked_by_role() -> tuple[list[list[int]], list[list[int]]]:
    """Return by role the places of the credentials it asks for, and of those only a next role asks for."""
    places = {text.code: number for number, text in enumerate(credential_texts())}
    now = {text.code: [places[code] for code in text.credentials] for text in roles()}
    later: dict[str, set[int]] = {text.code: set() for text in roles()}
    for move in moves():
        if move.kind == "promotion":
            later[move.source].update(set(now[move.target]) - set(now[move.source]))
    return list(now.values()), [sorted(places) for places in later.values()]


def load_credentials(source: Source, people: Ints) -> None:
    """Write what people hold for their role, and some of what the next one asks for. About one in forty lapses this month."""
    who, random = source.told.people, source.random("credentials", people)
    here = people[who.active[people]]
    now, later = _asked_by_role()
    rows = [(person, place, True) for person, role in zip(here.tolist(), who.role[here].tolist(), strict=True) for place in now[role]]
    rows += [
        (person, place, False)
        for person, role, lucky in zip(here.tolist(), who.role[here].tolist(), (random.random(len(here)) < AHEAD).tolist(), strict=True)
        if lucky
        for place in later[role]
    ]
    if rows:
        _load_held(source, np.array(rows, np.int32), random)


def _load_held(source: Source, rows: Ints, random: np.random.Generator) -> None:
    texts, ids = credential_texts(), source.catalogue.credential
    months = np.array([text.months or 0 for text in texts])[rows[:, 1]]
    valid = np.maximum((months * MONTH).astype(np.int32), 1)
    expires = (random.random(len(rows)) * valid).astype(np.int32) + 1
    expires = np.where(random.random(len(rows)) < LAPSED, -random.integers(0, 200, len(rows)), expires)
    issued = np.where(months > 0, expires - valid, -random.integers(200, 3600, len(rows)))
    codes = [texts[place].code for place in rows[:, 1].tolist()]
    bulk.insert(
        models.HeldCredential,
        {
            "employee_id": source.employee(rows[:, 0]),
            "credential_id": [ids[code] for code in codes],
            "number": [
                f"{code[:2].upper()}-{number:06}" for code, number in zip(codes, random.integers(0, 10**6, len(rows)).tolist(), strict=True)
            ],
            "issued_on": source.calendar.iso(issued),
            "expires_on": source.calendar.iso(expires, none=months == 0),
            "verified_by_id": [None] * len(rows),
        },
    )


def load_ratings(source: Source, people: Ints) -> None:
    """Write a yearly rating, given each year on one day of the company, to everybody employed for half a year by then."""
    who, random = source.told.people, source.random("ratings", people)
    manager = source.manager
    for year in range(RATED_YEARS):
        day = -60 - 365 * year
        value = random.choice(5, len(people), p=RATING_SHARES) + 1
        rated = (who.hired[people] < day - 180) & (who.active[people] | (who.left[people] > day))
        chosen = people[rated]
        users = np.where(manager[chosen] >= 0, source.user_of[manager[chosen]], -1)
        bulk.insert(
            models.PerformanceRating,
            {
                "employee_id": source.employee(chosen),
                "value": value[rated].tolist(),
                "on": source.calendar.iso(np.full(len(chosen), day)),
                "by_id": [user if user >= 0 else None for user in users.tolist()],
            },
        )
