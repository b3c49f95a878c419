from dataclasses import replace

import pytest

from skills.catalogue import Catalogue, SkillDescriptorEntry
from skills.models import Credential, Scale, Skill, SkillDescriptor
from skills.services import ScaleConflictError, save_catalogue
from skills.upserts import Changes
from tests.factories.drafts import nursing
from tests.factories.skills import SkillDescriptorFactory, SkillFactory

pytestmark = pytest.mark.django_db


def test_a_catalogue_is_stored_whole():
    changes = save_catalogue(catalogue=nursing().catalogue, by=None)
    assert changes == Changes(created=9)
    assert list(Scale.objects.get().levels.values_list("name", flat=True)) == ["novice", "competent", "expert"]
    assert Skill.objects.get(code="listening").kind == Skill.Kind.SOFT
    assert Credential.objects.get().skills.get().code == "triage"


def test_what_is_stored_reads_back_the_same():
    catalogue = nursing().catalogue
    save_catalogue(catalogue=catalogue, by=None)
    skills, credentials = Skill.objects.values_list("pk", flat=True), Credential.objects.values_list("pk", flat=True)
    stored = Catalogue.stored(skills=skills, credentials=credentials)
    assert {name: set(getattr(stored, name)) for name in stored.__slots__} == {
        name: set(getattr(catalogue, name)) for name in catalogue.__slots__
    }


def test_the_same_again_changes_nothing():
    save_catalogue(catalogue=nursing().catalogue, by=None)
    assert not save_catalogue(catalogue=nursing().catalogue, by=None)


def test_what_differs_is_updated_and_what_is_not_named_stays():
    save_catalogue(catalogue=nursing().catalogue, by=None)
    other = SkillDescriptorFactory(skill=Skill.objects.get(code="triage"), level=2)
    changed = replace(nursing().catalogue, skill_descriptors=(SkillDescriptorEntry("triage", 1, "with help"),), credential_skills=())
    assert save_catalogue(catalogue=changed, by=None) == Changes(updated=1)
    assert set(SkillDescriptor.objects.values_list("description", flat=True)) == {"with help", other.description}
    assert Credential.objects.get().skills.count() == 1


def test_a_skill_never_changes_its_scale():
    SkillFactory(code="triage", scale__code="school-marks")
    with pytest.raises(ScaleConflictError, match='"triage" is in the catalogue on the scale "school-marks", here it is on "benner"'):
        save_catalogue(catalogue=nursing().catalogue, by=None)
    assert not Scale.objects.filter(code="benner").exists()


def test_the_number_of_statements_does_not_grow_with_the_catalogue(django_assert_max_num_queries):
    many = Catalogue(
        scales=nursing().catalogue.scales, skills=tuple(replace(nursing().catalogue.skills[0], code=f"skill-{n}") for n in range(50))
    )
    with django_assert_max_num_queries(22):
        save_catalogue(catalogue=many, by=None)
