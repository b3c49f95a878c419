"""The page of the directory's groups: administrators alone, each mapping and what it says."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employees.models import DirectoryGrant, DirectoryMember, Grant, GroupDuty
from tests.factories.employees import DirectoryGroupFactory, GrantFactory, GroupDutyFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(GrantFactory(duty="administrator").user)
    return client


def text(response) -> str:
    return response.content.decode()


def test_a_group_is_mapped_to_a_duty_and_no_more(admin: Client):
    group, ada = DirectoryGroupFactory(display_name="HR auditors"), UserFactory()
    DirectoryMember.objects.create(group=group, account=ada)
    UnitFactory(code="ward", name="Ward 3")
    assert "nothing" in text(admin.get(reverse("hr-directory")))
    path = reverse("hr-directory-group", args=[group.pk])
    assert "Entrust it to 1 person" in text(admin.get(path))
    assert "holds the duty" in text(admin.post(path, {"duty": "hr-partner", "unit": "ward"}, follow=True))
    assert Grant.objects.filter(user=ada, duty="hr-partner").exists()
    assert "HR partner of Ward 3" in text(admin.get(reverse("hr-directory")))
    stop = reverse("hr-directory-stop", args=[group.pk, GroupDuty.objects.get().pk])
    assert "entrusts it no more" in text(admin.post(stop, follow=True))
    assert not Grant.objects.filter(user=ada).exists()
    assert admin.post(stop).status_code == 404


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"duty": ""}, "No duty is chosen."),
        ({"duty": "hr-partner"}, "HR partners look after a unit"),
        ({"duty": "hr-auditor", "unit": "ward"}, "Only HR partners have a unit."),
        ({"duty": "hr-partner", "unit": "nowhere"}, "There is no unit"),
        ({"duty": "king"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said(admin: Client, given: dict, sentence: str):
    UnitFactory(code="ward")
    assert sentence in text(admin.post(reverse("hr-directory-group", args=[DirectoryGroupFactory().pk]), given))
    assert not GroupDuty.objects.exists()


def test_the_last_administrator_keeps_the_duty(client: Client):
    entrusted = GroupDutyFactory(duty="administrator")
    admin = GrantFactory(duty="administrator").user
    DirectoryMember.objects.create(group=entrusted.group, account=admin)
    DirectoryGrant.objects.create(grant=Grant.objects.get())
    client.force_login(admin)
    stop = reverse("hr-directory-stop", args=[entrusted.group_id, entrusted.pk])
    assert "nobody to administer" in text(client.post(stop, follow=True))
    assert Grant.objects.count() == GroupDuty.objects.count() == 1


@pytest.mark.parametrize("duty", ["hr-auditor", "framework-editor"])
def test_others_do_nothing_here(client: Client, duty: str):
    client.force_login(GrantFactory(duty=duty).user)
    entrusted = GroupDutyFactory()
    assert client.post(reverse("hr-directory-group", args=[entrusted.group_id]), {"duty": "administrator"}).status_code == 403
    assert client.post(reverse("hr-directory-stop", args=[entrusted.group_id, entrusted.pk])).status_code == 403
    assert GroupDuty.objects.count() == 1


def test_groups_are_searched_and_the_queries_do_not_grow(admin: Client):
    GroupDutyFactory(group__display_name="Auditors")
    path = reverse("hr-directory")

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert admin.get(path).status_code == 200
        return len(counted)

    one = queries()
    for _ in range(29):
        GroupDutyFactory()
    assert queries() == one <= 15
    assert "Auditors" in text(admin.get(path, {"q": "AUDIT"}))
    assert "No group has" in text(admin.get(path, {"q": "zzz"}))
