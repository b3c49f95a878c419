"""The frameworks in force on a day, read whole and kept by each process until anything that is written down changes."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from pathways.asks import RoleAsks, all_asks
from pathways.maps import Move
from pathways.models import JobFamily, RoleProfile, Transition
from skills.stamp import Stamp, stamp


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Every role in force: role → profile with its place, role → the moves out of it, nobody counted, and role → what it asks.

    Shared by all requests of a process: nobody may change what is in it.
    """

    stamp: Stamp
    on: dt.date
    profiles: Mapping[int, RoleProfile]
    moves: Mapping[int, tuple[Move, ...]]
    asks: Mapping[int, RoleAsks] = field(default_factory=dict)

    @cached_property
    def by_slug(self) -> dict[str, RoleProfile]:
        return {profile.role.slug: profile for profile in self.profiles.values()}

    @cached_property
    def families(self) -> dict[int, list[int]]:
        """Family → its roles."""
        found: dict[int, list[int]] = {}
        for role, profile in self.profiles.items():
            found.setdefault(profile.family.pk, []).append(role)
        return found

    @cached_property
    def moves_into(self) -> dict[int, list[Move]]:
        """Role → the moves into it."""
        found: dict[int, list[Move]] = {}
        for move in (move for out in self.moves.values() for move in out):
            found.setdefault(move.target, []).append(move)
        return found

    def profile(self, role: int | None) -> RoleProfile | None:
        return self.profiles.get(role) if role else None

    def profiles_of(self, roles: Iterable[int | None]) -> dict[int, RoleProfile]:
        """Return those of the roles that a framework in force describes."""
        return {role: self.profiles[role] for role in roles if role and role in self.profiles}

    def asks_of(self, roles: Collection[int]) -> dict[int, RoleAsks]:
        """Return role → what it asks; a role that asks for nothing is absent."""
        return {role: self.asks[role] for role in roles if role in self.asks}

    def family_of(self, profile: RoleProfile) -> list[int]:
        return self.families[profile.family.pk]

    def moves_in(self, family: JobFamily) -> list[Move]:
        """Return the moves out of the roles of a family."""
        return [move for role in self.families.get(family.pk, ()) for move in self.moves.get(role, ())]


def rulebook(on: dt.date) -> Rulebook:
    """Return what holds on that day. One small query; three large ones when anything written down has changed since the last."""
    return read(stamp(), on)


@lru_cache(maxsize=2)  # today's, and around midnight yesterday's
def read(mark: Stamp, on: dt.date) -> Rulebook:
    profiles = RoleProfile.objects.in_force(on).with_place().order_by("track__order", "track__name", "name", "pk")
    return Rulebook(mark, on, {profile.role_id: profile for profile in profiles}, moves_by_source(on), all_asks(on))


def moves_by_source(on: dt.date) -> dict[int, tuple[Move, ...]]:
    rows = Transition.objects.in_force(on).order_by("pk").values_list("source__role", "target__role", "kind", "minimum_months")
    found: dict[int, list[Move]] = {}
    for source, target, kind, months in rows:
        found.setdefault(source, []).append(Move(source, target, kind, None, months))
    return {source: tuple(moves) for source, moves in found.items()}
