"""The rules made out of the rulebook say the same as those that are loaded."""

import dataclasses
import datetime as dt

import pytest

from pathways.models import JobFamily
from pathways.rulebook import rulebook
from promotions import readiness
from promotions.readiness.nearby import policy_of, rules_of
from tests.factories.pathways import (
    CredentialRequirementFactory,
    ProjectRequirementFactory,
    RequirementFactory,
    RoleProfileFactory,
    TransitionFactory,
)
from tests.factories.promotions import PolicyRuleFactory, PolicyVersionFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 6, 1)


def made(targets):
    book = rulebook(TODAY)
    moves = [move for out in book.moves.values() for move in out]
    return rules_of(book.profiles_of(targets).values(), book.asks, moves, policy_of(book))


def comparable(target):
    """Return all that a target's rules say, in an order that does not hang on how they were read."""
    return {
        **dataclasses.asdict(target),
        **{name: sorted(map(repr, getattr(target, name))) for name in ("requirements", "credentials", "projects")},
    }


@pytest.mark.parametrize("policy", ["none", "without rules", "default", "family"])
def test_they_agree_with_the_loaded_ones(policy):
    move = TransitionFactory(minimum_months=18)
    for _ in range(3):
        RequirementFactory(profile=move.target, core=True, weight=7)
        CredentialRequirementFactory(profile=move.target)
    ProjectRequirementFactory(profile=move.target, complexity=4, count=2)
    if policy == "without rules":
        PolicyVersionFactory()
    elif policy != "none":
        PolicyRuleFactory(version__effective_from=dt.date(2019, 1, 1), ready_from=9999)  # an older version that no longer holds
        version = PolicyRuleFactory(ready_from=8000, near_from=6000, minimum_rating=2, decided_by="the board").version
        family = {"family": JobFamily.objects.get(pk=move.target.family.pk)} if policy == "family" else None
        if family:
            PolicyRuleFactory(version=version, ready_from=9500, time_counts=False, near_failed_gates=2, **family)
    role = move.target.role_id
    loaded, nearby = readiness.load(TODAY, targets=[role]), made([role])
    assert comparable(nearby.roles[role]) == comparable(loaded.roles[role])
    assert nearby.minimum_months(move.source.role_id, role) == loaded.minimum_months(move.source.role_id, role)
    assert (nearby.policy.pk, nearby.policy.name) == (loaded.policy.pk, loaded.policy.name)


def test_who_decides_is_told_by_the_family_rule_and_else_by_the_default():
    profile = TransitionFactory().target
    other = RoleProfileFactory()
    assert policy_of(rulebook(TODAY)).decided_by(profile.family.pk) == ""
    version = PolicyRuleFactory(decided_by="the board").version
    assert policy_of(rulebook(TODAY)).decided_by(profile.family.pk) == "the board"
    PolicyRuleFactory(version=version, family=profile.family, decided_by="")
    assert [policy_of(rulebook(TODAY)).decided_by(one.family.pk) for one in (profile, other)] == ["", "the board"]
