"""Credentials about to lapse, with the roles that ask for them: the day on which a route closes. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from pathways.asks import RoleAsks
from promotions.readiness import Facts

WARN_DAYS = 90


@dataclass(frozen=True)
class Closing:
    """`on` is the first day on which the credential no longer counts."""

    name: str
    on: dt.date
    days: int
    roles: tuple[int, ...]

    @property
    def lapsed(self) -> bool:
        return self.days <= 0


def closing(facts: Facts, asks: Mapping[int, RoleAsks]) -> list[Closing]:
    """Return the credentials once held that lapse within 90 days or have lapsed, and that one of these roles asks; soonest first."""
    names = {credential: name for asked in asks.values() for credential, name in asked.credentials.items()}
    found = []
    for credential, name in names.items():
        last = last_day(facts, credential)
        if last and (last - facts.on).days <= WARN_DAYS:
            roles = tuple(role for role, asked in asks.items() if credential in asked.credentials)
            found.append(Closing(name, last, (last - facts.on).days, roles))
    return sorted(found, key=lambda one: (one.on, one.name))


def last_day(facts: Facts, credential: int) -> dt.date | None:
    """Return the first day on which no certificate held of this credential counts; None when one never lapses, or none is held."""
    ends = [expires for _, expires in facts.credentials.get(credential, [])]
    return None if not ends or None in ends else max(end for end in ends if end)
