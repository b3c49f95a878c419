"""The written rules of the bench company: 2,000 roles in 60 families, the same on every machine.

A role is a number r from 0: family r mod 60; within the family place r ÷ 60, which is track place mod 4 and rank place ÷ 4 + 1.
So the roles a rank higher, on the next track or in another family are reached by adding.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from pathways import models as pathways
from promotions.bench.rows import insert, one_of
from promotions.services import ensure_default_policy
from skills import models as skills
from skills.columns import Ints

FAMILIES = 60
TRACKS = 4
ROLES = 2_000
RANKS = 9
HIGHER = FAMILIES * TRACKS  # from a role to the one above on its track

POOL = 16  # skills that the roles of one family draw from
COMMON = 40  # skills of all families, after the pools
SKILLS = FAMILIES * POOL + COMMON
MOST_ASKED = 10  # of the pool
COMMON_ASKED = 2
CANDIDATES = POOL + COMMON_ASKED + 4  # skills that people of a role may hold, those it asks first

YEARS_IN_FORCE = 7  # audits ask of the rules of five closed cycles
SHAPES = ["ladder", "dual-ladder", "lattice", "skills"]  # no project tiers: a rule on projects would have everybody's projects read


def family(role: Ints) -> Ints:
    return role % FAMILIES


def track(role: Ints) -> Ints:
    return role // FAMILIES % TRACKS


def rank(role: Ints) -> Ints:
    return role // HIGHER + 1


def on_track(role: Ints, other: Ints) -> Ints:
    """Return the role of the same family and rank on another track; not every family has one at the top."""
    return role + (other - track(role)) * FAMILIES


def in_family(role: Ints, other: Ints) -> Ints:
    return role - family(role) + other


def asked_of_pool(role: Ints) -> Ints:
    """Return how many skills of its family a role asks: 6 to 10."""
    return 6 + (role + role // FAMILIES) % 5


def pool_skill(role: Ints, place: Ints) -> Ints:
    """Return a skill of the family. Tracks begin at different places, so that neighbours share about half of what they ask."""
    return family(role) * POOL + (track(role) * (POOL // TRACKS) + place) % POOL


def common_skill(role: Ints, place: Ints) -> Ints:
    """Return a skill of all families; the first two are asked of everybody in the family."""
    return FAMILIES * POOL + (COMMON_ASKED * family(role) + place) % COMMON


def typical_level(role: Ints) -> Ints:
    """Return the proficiency, 1 to 5, around which a role of this rank asks and its people hold."""
    return 1 + rank(role) // 2


@dataclass(frozen=True)
class Moves:
    """Transitions between roles; `months` is 0 where no minimum is set, `kind` a place in `KINDS`."""

    source: Ints
    target: Ints
    kind: Ints
    months: Ints


KINDS = ["promotion", "crossing", "lateral", "diagonal", "step-down"]


def moves() -> Moves:
    """Return about four moves a role: up, across to the next track, and into two other families, one of them a rank higher."""
    role = np.arange(ROLES)
    up = role + HIGHER
    across = on_track(role, (track(role) + 1) % TRACKS)
    sideways = in_family(role, (family(role) + 7) % FAMILIES)
    slanting = in_family(up, (family(role) + 23) % FAMILIES)
    down = np.where(up >= ROLES, role - HIGHER, ROLES)
    reached = np.concatenate([up, across, sideways, slanting, down])
    source, kind = np.tile(role, len(KINDS)), np.repeat(np.arange(len(KINDS)), ROLES)
    known = (reached < ROLES) & (reached != source)
    months = np.where((kind == 0) & (source % 5 < 3), np.where(rank(source) > 2, 24, 12), 0)
    return Moves(source[known], reached[known], kind[known], months[known])


def load(on: dt.date, seed: int) -> None:
    """Write catalogue, framework and default policy, in force for years by that day, into an empty database. Number n has id n + 1."""
    random = np.random.default_rng([seed, 1])
    since = on - dt.timedelta(days=365 * YEARS_IN_FORCE)
    ensure_default_policy(on=since, by=None)
    _load_catalogue()
    _load_labels(since)
    _load_roles()
    _load_requirements(random)
    _load_transitions()


def _load_catalogue() -> None:
    scale = skills.Scale.objects.create(code="bench", name="Five levels")
    skills.ProficiencyLevel.objects.bulk_create(
        skills.ProficiencyLevel(scale=scale, level=level, name=name)
        for level, name in enumerate(["Aware", "Practising", "Skilled", "Expert", "Authority"], start=1)
    )
    number = {"skill": np.arange(SKILLS)}
    insert(skills.Skill, number, id="skill + 1", code="'skill-' || skill", name="'Skill ' || skill", kind="'technical'", category="''",
           external_code="''", description="''", scale_id=str(scale.pk))  # fmt: skip
    insert(skills.Credential, {"family": np.arange(FAMILIES)}, id="family + 1", code="'licence-' || family", name="'Licence ' || family",
           kind="'licence'", issuer="''", months_valid="24", description="''")  # fmt: skip


def _load_labels(since: dt.date) -> None:
    framework = pathways.Framework.objects.create(pk=1, code="bench", name="Bench framework")
    published = pathways.FrameworkVersion.Status.PUBLISHED
    pathways.FrameworkVersion.objects.create(pk=1, framework=framework, number=1, status=published, effective_from=since)
    insert(pathways.Level, {"rank": np.arange(1, RANKS + 1)}, id="rank", framework_id="1", rank="rank", name="'Level ' || rank",
           description="''")  # fmt: skip
    families = {"family": np.arange(FAMILIES), "shape": np.arange(FAMILIES) % len(SHAPES)}
    insert(pathways.JobFamily, families, id="family + 1", framework_id="1", code="'family-' || family", slug="'family-' || family",
           name="'Family ' || family", shape=one_of("shape", SHAPES), description="''", order='family')  # fmt: skip
    tracks = {"family": np.repeat(np.arange(FAMILIES), TRACKS), "track": np.tile(np.arange(TRACKS), FAMILIES)}
    insert(pathways.Track, tracks, id=f"family * {TRACKS} + track + 1", family_id="family + 1", code="'track-' || track",
           name="'Track ' || track", kind="CASE track % 2 WHEN 0 THEN 'specialist' ELSE 'management' END", order='track')  # fmt: skip


def _load_roles() -> None:
    role = np.arange(ROLES)
    rows = {"role": role, "track": family(role) * TRACKS + track(role), "rank": rank(role)}
    insert(pathways.Role, rows, id="role + 1", framework_id="1", code="'role-' || role", slug="'role-' || role")
    insert(pathways.RoleProfile, rows, id="role + 1", version_id="1", role_id="role + 1", track_id="track + 1", level_id="rank",
           name="'Role ' || role", summary="''", currency="''", critical="role % 20 = 0", typical_months="30")  # fmt: skip


def _load_requirements(random: np.random.Generator) -> None:
    role, place = (axis.ravel() for axis in np.meshgrid(np.arange(ROLES), np.arange(MOST_ASKED + COMMON_ASKED), indexing="ij"))
    common = place - MOST_ASKED
    asked = (common >= 0) | (place < asked_of_pool(role))
    skill = np.where(common >= 0, common_skill(role, common), pool_skill(role, place))[asked]
    role = role[asked]
    rows = {
        "role": role,
        "skill": skill,
        "level": np.minimum(typical_level(role) + (random.random(len(role)) < 0.3), 5),
        "weight": random.integers(1, 4, len(role)),
        "core": random.integers(0, 10, len(role)),
    }
    insert(pathways.Requirement, rows, profile_id="role + 1", skill_id="skill + 1", level="level", weight="weight", core="core < 2")
    licensed = np.flatnonzero(np.arange(ROLES) // FAMILIES % 5 == 0)
    insert(
        pathways.CredentialRequirement, {"role": licensed, "family": family(licensed)}, profile_id="role + 1", credential_id="family + 1"
    )


def _load_transitions() -> None:
    found = moves()
    rows = {"source": found.source, "target": found.target, "kind": found.kind, "months": found.months}
    insert(pathways.Transition, rows, source_id="source + 1", target_id="target + 1", kind=one_of("kind", KINDS),
           minimum_months="NULLIF(months, 0)")  # fmt: skip
