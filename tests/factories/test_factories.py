"""What the factories promise to the tests that lean on them."""

import pytest

from tests.factories.pathways import (
    CredentialRequirementFactory,
    FamilyGroupFactory,
    FrameworkVersionFactory,
    ProjectRequirementFactory,
    RequirementFactory,
    RoleProfileFactory,
    TransitionFactory,
)
from tests.factories.skills import LearningOutcomeFactory, SkillDescriptorFactory

pytestmark = pytest.mark.django_db


def test_a_profile_lies_in_one_framework():
    profile = RoleProfileFactory()
    assert {profile.role.framework, profile.track.family.framework, profile.level.framework} == {profile.version.framework}


def test_rank_places_and_none_leaves_without_a_place():
    version = FrameworkVersionFactory()
    assert [RoleProfileFactory(version=version, rank=rank).rank for rank in (3, 3, None)] == [3, 3, None]


def test_a_transition_stays_in_its_version():
    transition = TransitionFactory()
    assert transition.source.version == transition.target.version
    assert (transition.source.rank, transition.target.rank) == (1, 2)


def test_skills_share_a_scale_of_four():
    first, second = RequirementFactory().skill, SkillDescriptorFactory().skill
    assert first.scale == second.scale
    assert first.scale.levels.count() == 4


@pytest.mark.parametrize("build", [CredentialRequirementFactory, FamilyGroupFactory, ProjectRequirementFactory, LearningOutcomeFactory])
def test_each_can_be_made_twice(build):
    assert build().pk != build().pk


def test_a_draft_has_no_date():
    assert FrameworkVersionFactory(draft=True).effective_from is None
