"""The rules of the few roles round one person, made of rows that a page has read already. `rules.load` reads them itself."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from pathways.asks import RoleAsks
from pathways.maps import Move
from pathways.models import RoleProfile
from pathways.models.roles import RoleProfileQuerySet
from promotions.models import PolicyRule, PolicyVersion
from promotions.readiness.eras import Eras
from promotions.readiness.rules import (
    NO_POLICY,
    THRESHOLD_FIELDS,
    CredentialAsked,
    Policy,
    ProjectsAsked,
    Rules,
    SkillRequirement,
    TargetRules,
    Thresholds,
)

Told = Mapping[str, Any]  # Any: what JSON holds; the keys are those of `with_rule`


def with_rule(profiles: RoleProfileQuerySet, on: dt.date) -> RoleProfileQuerySet:
    """Add `policy`, the version in force, and `rule`, what it says for the role's family; both mappings, None where there is none."""
    in_force = PolicyVersion.objects.in_force(on)
    rules = PolicyRule.objects.filter(Q(family=OuterRef("track__family")) | Q(family=None), version__in=in_force.values("pk"))
    rule = JSONObject(decided_by="decided_by", **{field: field for field in THRESHOLD_FIELDS})
    return profiles.annotate(
        policy=Subquery(in_force.values(told=JSONObject(pk="pk", name="name"))),
        rule=Subquery(rules.order_by(F("family").desc(nulls_last=True)).values(told=rule)[:1]),
    )


def rule_of(profile: RoleProfile) -> Told | None:
    rule: Told | None = profile.rule  # type: ignore[attr-defined]  # annotated by with_rule
    return rule


def decided_by(profile: RoleProfile) -> str:
    """Return who decides on moves into the role, as the policy words it; empty when it does not say."""
    rule = rule_of(profile)
    return str(rule["decided_by"]) if rule else ""


def rules_of(profiles: Iterable[RoleProfile], asks: Mapping[int, RoleAsks], moves: Iterable[Move]) -> Rules:
    """Return the rules of these roles, whose profiles come from `with_rule`. No query."""
    profiles = list(profiles)
    policy = policy_of(profiles)
    transitions: dict[int, dict[int, int | None]] = {}
    for move in moves:
        transitions.setdefault(move.source, {})[move.target] = move.minimum_months
    roles = {profile.role_id: target_of(profile, asks.get(profile.role_id, RoleAsks()), policy) for profile in profiles}
    return Rules(policy, roles, transitions, Eras())


def policy_of(profiles: Iterable[RoleProfile]) -> Policy:
    by_family: dict[int | None, Thresholds] = {}
    version: Told | None = None
    for profile in profiles:
        version = profile.policy  # type: ignore[attr-defined]  # annotated by with_rule
        if rule := rule_of(profile):
            by_family[profile.family.pk] = thresholds_of(rule)
    return Policy(version["pk"], version["name"], by_family) if version else NO_POLICY


def thresholds_of(rule: Told) -> Thresholds:
    told = {field: rule[field] for field in THRESHOLD_FIELDS}
    return Thresholds(**told | {"time_counts": bool(rule["time_counts"])})  # SQLite's JSON knows no truth, only 1 and 0


def target_of(profile: RoleProfile, asks: RoleAsks, policy: Policy) -> TargetRules:
    return TargetRules(
        role=profile.role_id,
        version=profile.version_id,
        version_name=str(profile.version),
        family=profile.family.pk,
        thresholds=policy.for_family(profile.family.pk),
        requirements=tuple(SkillRequirement(asked.skill, asked.name, asked.level, asked.weight, asked.core) for asked in asks.skills),
        credentials=tuple(CredentialAsked(credential, name) for credential, name in asks.credentials.items()),
        projects=tuple(ProjectsAsked(complexity, count, as_lead) for complexity, count, as_lead in asks.projects),
    )
