"""The roles of a family by level, the highest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from pathways.models import RoleProfile


@dataclass(frozen=True)
class LevelRow:
    level: str
    profiles: Sequence[RoleProfile]


def by_level(profiles: Sequence[RoleProfile]) -> list[LevelRow]:
    ordered = sorted(profiles, key=lambda profile: (-(profile.rank or 0), profile.track.order, profile.name))
    return [
        LevelRow(group[0].level.name if group[0].level else _("No level stated"), group)
        for group in (list(found) for _, found in groupby(ordered, key=lambda profile: profile.rank))
    ]


def role_among(rows: Sequence[LevelRow], role: int | None) -> RoleProfile | None:
    return next((profile for row in rows for profile in row.profiles if profile.role_id == role), None)
