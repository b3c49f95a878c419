import pytest

from skills.models import Scale
from skills.upserts import Changes, bring_up_to_date

pytestmark = pytest.mark.django_db


def test_missing_rows_are_made_and_differing_ones_updated_and_others_left_alone():
    Scale.objects.bulk_create([Scale(code="kept", name="Kept"), Scale(code="old", name="Old"), Scale(code="other", name="Other")])
    wanted = [Scale(code="kept", name="Kept"), Scale(code="old", name="New name"), Scale(code="new", name="New")]
    assert bring_up_to_date(Scale.objects.all(), wanted, key=["code"], fields=["name"]) == Changes(created=1, updated=1)
    assert dict(Scale.objects.values_list("code", "name")) == {"kept": "Kept", "old": "New name", "other": "Other", "new": "New"}


def test_the_same_again_changes_nothing(django_assert_num_queries):
    Scale.objects.create(code="kept", name="Kept")
    with django_assert_num_queries(1):
        changes = bring_up_to_date(Scale.objects.all(), [Scale(code="kept", name="Kept")], key=["code"], fields=["name"])
    assert not changes


def test_changes_add_up():
    assert Changes(1, 2) + Changes(3, 4) == Changes(4, 6)
    assert Changes(0, 1)
