"""The rules made of rows that a page has read say the same as those that are loaded."""

import dataclasses
import datetime as dt

import pytest

from pathways.asks import asks_of
from pathways.maps import Move
from pathways.models import JobFamily, RoleProfile, Transition
from promotions import readiness
from promotions.readiness.nearby import decided_by, rules_of, with_rule
from tests.factories.pathways import CredentialRequirementFactory, ProjectRequirementFactory, RequirementFactory, TransitionFactory
from tests.factories.promotions import PolicyRuleFactory, PolicyVersionFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 6, 1)


def made(targets):
    profiles = list(with_rule(RoleProfile.objects.in_force(TODAY).with_place().filter(role__in=targets), TODAY))
    moves = [Move(*row) for row in Transition.objects.values_list("source__role", "target__role", "kind")]
    months = dict(Transition.objects.values_list("target__role", "minimum_months"))
    moves = [dataclasses.replace(move, minimum_months=months[move.target]) for move in moves]
    return rules_of(profiles, asks_of(targets, TODAY), moves)


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


def test_who_decides_comes_with_the_profile():
    move = TransitionFactory()
    profile = with_rule(RoleProfile.objects.all().select_related("track__family"), TODAY).get(pk=move.target.pk)
    assert decided_by(profile) == ""
    PolicyRuleFactory(decided_by="the board")
    profile = with_rule(RoleProfile.objects.all(), TODAY).get(pk=move.target.pk)
    assert decided_by(profile) == "the board"
