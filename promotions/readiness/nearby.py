"""The rules of the few roles round one person, out of the rulebook and the policy in force. `rules.load` reads them from the database."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from pathways.asks import RoleAsks
from pathways.maps import Move
from pathways.models import RoleProfile
from pathways.rulebook import Rulebook
from promotions.readiness.eras import Eras
from promotions.readiness.rules import CredentialAsked, Policy, ProjectsAsked, Rules, SkillRequirement, TargetRules, policy_on


@lru_cache(maxsize=2)  # as many as there are rulebooks
def policy_of(book: Rulebook) -> Policy:
    """Return the policy of the rulebook's day: it is written down too, so it holds for as long as the book does. One query, once."""
    return policy_on(book.on)


def rules_of(profiles: Iterable[RoleProfile], asks: Mapping[int, RoleAsks], moves: Iterable[Move], policy: Policy) -> Rules:
    """Return the rules of these roles. No query."""
    transitions: dict[int, dict[int, int | None]] = {}
    for move in moves:
        transitions.setdefault(move.source, {})[move.target] = move.minimum_months
    roles = {profile.role_id: target_of(profile, asks.get(profile.role_id, RoleAsks()), policy) for profile in profiles}
    return Rules(policy, roles, transitions, Eras())


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
