"""What the rules in force on a day say of every role, read once with as many queries for ten roles as for all.

A role's digests tell whether anything that can move a readiness row has changed since they were stored.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.db.models import BooleanField, IntegerField, Q, Value

from pathways.models import CredentialRequirement, ProjectRequirement, Requirement, RoleProfile, Transition
from promotions.models import PolicyRule, PolicyVersion
from promotions.readiness.eras import Eras, eras_until
from skills.stamp import Stamp, stamp


@dataclass(frozen=True, slots=True)
class SkillRequirement:
    skill: int
    name: str
    level: int
    weight: int
    core: bool


@dataclass(frozen=True, slots=True)
class CredentialAsked:
    credential: int
    name: str


@dataclass(frozen=True, slots=True)
class ProjectsAsked:
    complexity: int
    count: int
    as_lead: bool


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A policy rule: scores in basis points; `minimum_rating` is None when ratings are not asked."""

    ready_from: int
    near_from: int
    near_failed_gates: int
    minimum_rating: int | None
    time_counts: bool


THRESHOLD_FIELDS = ("ready_from", "near_from", "near_failed_gates", "minimum_rating", "time_counts")


def _built_in() -> Thresholds:
    """Return the defaults of the policy table itself: they hold where a policy has no rule."""
    rule = PolicyRule()
    return Thresholds(*(getattr(rule, field) for field in THRESHOLD_FIELDS))


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy version in force (`pk` is None when there is none), its rules and who decides, by family; None is the default's key."""

    pk: int | None
    name: str
    by_family: dict[int | None, Thresholds]
    deciders: dict[int | None, str] = field(default_factory=dict)

    def decided_by(self, family: int) -> str:
        """Return who decides on moves into the family, as the policy words it; empty when it does not say."""
        return self.deciders[family] if family in self.deciders else self.deciders.get(None, "")

    def for_family(self, family: int) -> Thresholds:
        return self.by_family.get(family) or self.by_family.get(None) or _built_in()


NO_POLICY = Policy(None, "built-in thresholds", {})


@dataclass(frozen=True, slots=True)
class TargetRules:
    """All that a move to one role asks, whoever moves."""

    role: int
    version: int
    version_name: str
    family: int
    thresholds: Thresholds
    requirements: tuple[SkillRequirement, ...]
    credentials: tuple[CredentialAsked, ...]
    projects: tuple[ProjectsAsked, ...]

    def decisive(self) -> tuple[object, ...]:
        """Return what readiness depends on: everything but names."""
        return (
            self.version,
            self.thresholds,
            sorted((asked.skill, asked.level, asked.weight, asked.core) for asked in self.requirements),
            sorted(asked.credential for asked in self.credentials),
            sorted((asked.complexity, asked.as_lead, asked.count) for asked in self.projects),
        )


@dataclass(frozen=True)
class Rules:
    """`roles`: by target role id. `transitions`: source role id → target role id → minimum months, None when not set.

    `eras` is empty for the rules of some roles alone.
    """

    policy: Policy
    roles: dict[int, TargetRules]
    transitions: dict[int, dict[int, int | None]]
    eras: Eras

    def minimum_months(self, source: int | None, target: int) -> int | None:
        """Return the months that the time gate asks for this move; None when it is not asked."""
        if source is None or not self.roles[target].thresholds.time_counts:
            return None
        return self.transitions.get(source, {}).get(target)

    @cached_property
    def digests(self) -> dict[int, tuple[str, str]]:
        """Role id → (digest as target, digest as source), for every role with a profile in force.

        What held on past days is in it too: since when somebody has been ready hangs on it. Versions that were in force
        are never edited, so their keys stand for what they say.
        """
        return {role: (_digest(self._deciding(target)), _digest(self._leading_from(role))) for role, target in self.roles.items()}

    def _deciding(self, target: TargetRules) -> object:
        return self.policy.pk, target.decisive(), self.eras.behind(target.version)

    def _leading_from(self, role: int) -> object:
        return sorted(self.transitions.get(role, {}).items())

    @cached_property
    def digest(self) -> str:
        """One digest of everything: two days with the same one compute the same from the same people."""
        return _digest(sorted(self.digests.items()))


def _digest(content: object) -> str:
    return hashlib.sha256(repr(content).encode()).hexdigest()


def rules_on(on: dt.date) -> Rules:
    """Return the rules in force on that day for all roles, read again only when anything written down has changed. One small query."""
    return _kept(stamp(), on)


@lru_cache(maxsize=2)  # today's, and around midnight yesterday's
def _kept(mark: Stamp, on: dt.date) -> Rules:
    return load(on)


def load(on: dt.date, targets: Collection[int] | None = None) -> Rules:
    """Return the rules in force on that day: for these target roles with five queries, or for all with seven."""
    policy = policy_on(on)
    profiles = list(_profiles(on, targets))
    versions = {version for _, version, *_ in profiles}
    requirements = _requirements(versions, targets)
    credentials, projects = _credentials_and_projects(versions, targets)
    roles = {
        role: TargetRules(
            role=role,
            version=version,
            version_name=f"{framework} version {number}",
            family=family,
            thresholds=policy.for_family(family),
            requirements=tuple(requirements.get(role, ())),
            credentials=tuple(credentials.get(role, ())),
            projects=tuple(projects.get(role, ())),
        )
        for role, version, framework, number, family in profiles
    }
    return Rules(policy, roles, _transitions(versions, targets), eras_until(on) if targets is None else Eras())


def policy_on(on: dt.date) -> Policy:
    """Read the version in force with its rules in one query; a version without rules still gives one row."""
    rows = list(
        PolicyVersion.objects.filter(pk=PolicyVersion.objects.in_force(on).values("pk")).values_list(
            "pk", "name", "rules__pk", "rules__family", "rules__decided_by", *(f"rules__{field}" for field in THRESHOLD_FIELDS)
        )
    )
    if not rows:
        return NO_POLICY
    rules = [(family, decider, Thresholds(*thresholds)) for _, _, rule, family, decider, *thresholds in rows if rule is not None]
    by_family = {family: thresholds for family, _, thresholds in rules}
    return Policy(rows[0][0], rows[0][1], by_family, {family: decider for family, decider, _ in rules})


def _profiles(on: dt.date, targets: Collection[int] | None) -> Iterable[tuple[int, int, str, int, int]]:
    found = RoleProfile.objects.in_force(on)
    if targets is not None:
        found = found.filter(role__in=targets)
    return found.values_list("role", "version", "version__framework__name", "version__number", "track__family").order_by("role")


def _asked(versions: set[int], targets: Collection[int] | None) -> Q:
    by_version = Q(profile__version__in=versions)
    return by_version if targets is None else by_version & Q(profile__role__in=targets)


def _requirements(versions: set[int], targets: Collection[int] | None) -> dict[int, list[SkillRequirement]]:
    found: dict[int, list[SkillRequirement]] = {}
    rows = Requirement.objects.filter(_asked(versions, targets)).order_by("profile", "skill")
    for role, skill, name, level, weight, core in rows.values_list("profile__role", "skill", "skill__name", "level", "weight", "core"):
        found.setdefault(role, []).append(SkillRequirement(skill, name, level, weight, core))
    return found


def _credentials_and_projects(
    versions: set[int], targets: Collection[int] | None
) -> tuple[dict[int, list[CredentialAsked]], dict[int, list[ProjectsAsked]]]:
    """Read both kinds in one query: a page's budget of queries is small, and both tables are."""
    none, no = Value(0, IntegerField()), Value(False, BooleanField())
    asked_credentials = CredentialRequirement.objects.filter(_asked(versions, targets)).values_list(
        "profile__role", "credential", "credential__name", none, none, no
    )
    asked_projects = ProjectRequirement.objects.filter(_asked(versions, targets)).values_list(
        "profile__role", none, Value(""), "complexity", "count", "as_lead"
    )
    credentials: dict[int, list[CredentialAsked]] = {}
    projects: dict[int, list[ProjectsAsked]] = {}
    for role, credential, name, complexity, count, as_lead in sorted(asked_credentials.union(asked_projects, all=True)):
        if credential:
            credentials.setdefault(role, []).append(CredentialAsked(credential, name))
        else:
            projects.setdefault(role, []).append(ProjectsAsked(complexity, count, bool(as_lead)))
    return credentials, projects


def _transitions(versions: set[int], targets: Collection[int] | None) -> dict[int, dict[int, int | None]]:
    found: dict[int, dict[int, int | None]] = {}
    rows = Transition.objects.filter(source__version__in=versions)
    if targets is not None:
        rows = rows.filter(target__role__in=targets)
    for source, target, months in rows.values_list("source__role", "target__role", "minimum_months"):
        found.setdefault(source, {})[target] = months
    return found
