"""The framework tables in the admin: who may enter, what is fixed, and that a published version stays as it is."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from pathways.models import Framework, FrameworkVersion, RoleProfile
from pathways.services.frameworks import publish, save_draft
from skills.models import Credential, LearningResource, Scale, Skill
from tests.factories.drafts import nursing
from tests.factories.employees import GrantFactory, UserFactory
from tests.factories.pathways import LevelFactory, RoleProfileFactory
from tests.factories.skills import LearningOutcomeFactory

pytestmark = pytest.mark.django_db
TABLES = [
    ("pathways", name) for name in ("framework", "frameworkversion", "familygroup", "jobfamily", "track", "level", "role", "roleprofile")
] + [("skills", name) for name in ("scale", "skill", "credential", "learningresource")]


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(GrantFactory(duty="framework-editor").user)
    return client


@pytest.fixture
def version() -> FrameworkVersion:
    LearningOutcomeFactory()
    return save_draft(draft=nursing(), source="nursing", by=None).version


@pytest.fixture
def profile(version: FrameworkVersion) -> RoleProfile:
    return version.profiles.get(role__code="charge-nurse")


def change_page(row) -> str:
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def form_of(client: Client, row) -> dict[str, object]:
    """Return what the browser would send back from the change page if nobody changed anything."""
    context = client.get(change_page(row)).context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    values = {form.add_prefix(name): form[name].value() for form in forms for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


class TestDoor:
    @pytest.mark.parametrize("table", TABLES)
    def test_an_editor_reads_every_table(self, editor, version, table):
        assert editor.get(reverse("admin:{}_{}_changelist".format(*table))).status_code == 200

    @pytest.mark.parametrize("table", TABLES)
    def test_somebody_without_the_duty_is_refused(self, client, version, table):
        client.force_login(UserFactory())
        assert client.get(reverse("admin:{}_{}_changelist".format(*table))).status_code == 403

    def test_an_editor_opens_a_row_of_every_table(self, editor, version, profile):
        rows = (version, profile, profile.role, profile.track, profile.level, profile.family, profile.family.group, Framework.objects.get())
        for row in (*rows, Skill.objects.first(), Scale.objects.first(), Credential.objects.get(), LearningResource.objects.get()):
            assert editor.get(change_page(row)).status_code == 200

    def test_codes_are_fixed_once_given(self, editor, profile):
        for row in (profile.role, profile.family, Skill.objects.get(code="triage")):
            assert "code" not in editor.get(change_page(row)).context["adminform"].form.fields

    def test_a_framework_is_not_deleted(self, editor, version):
        assert editor.get(reverse("admin:pathways_framework_delete", args=[version.framework_id])).status_code == 403

    def test_a_version_is_not_made_by_hand(self, editor):
        assert editor.get(reverse("admin:pathways_frameworkversion_add")).status_code == 403


class TestDraft:
    def test_a_draft_is_edited(self, editor, profile):
        form = form_of(editor, profile) | {"summary": "Runs a shift, and the break."}
        assert editor.post(change_page(profile), form).status_code == 302
        profile.refresh_from_db()
        assert profile.summary == "Runs a shift, and the break."
        assert profile.requirements.count() == 2

    def test_a_requirement_is_added(self, editor, profile):
        other = profile.version.profiles.get(role__code="agency-nurse")
        form = form_of(editor, other) | {
            "requirements-TOTAL_FORMS": 1,
            "requirements-0-skill": Skill.objects.get(code="triage").pk,
            "requirements-0-level": 2,
            "requirements-0-weight": 3,
        }
        assert editor.post(change_page(other), form).status_code == 302
        assert other.requirements.get().weight == 3

    def test_a_move_into_another_version_is_refused(self, editor, profile):
        stranger = RoleProfileFactory()
        form = form_of(editor, profile) | {
            "transitions_out-TOTAL_FORMS": 1,
            "transitions_out-0-target": stranger.pk,
            "transitions_out-0-kind": "lateral",
        }
        answer = editor.post(change_page(profile), form)
        assert "is another version; choose a role of Nursing version 1." in answer.content.decode()
        assert not profile.transitions_out.exists()

    def test_a_level_of_another_framework_is_refused(self, editor, profile):
        answer = editor.post(change_page(profile), form_of(editor, profile) | {"level": LevelFactory().pk})
        assert "It belongs to another framework than Nursing version 1." in answer.content.decode()

    def test_a_draft_can_be_deleted(self, editor, version):
        page = reverse("admin:pathways_frameworkversion_delete", args=[version.pk])
        assert editor.post(page, {"post": "yes"}).status_code == 302
        assert not FrameworkVersion.objects.exists()


class TestPublished:
    @pytest.fixture
    def published(self, version: FrameworkVersion) -> FrameworkVersion:
        return publish(version=version, effective_from=dt.date(2026, 1, 1), by=None)

    def test_its_roles_are_shown_without_a_field_to_change(self, editor, profile, published):
        answer = editor.get(change_page(profile))
        assert answer.status_code == 200
        assert not answer.context["adminform"].form.fields
        assert all(not formset.has_change_permission for formset in answer.context["inline_admin_formsets"])

    def test_its_roles_refuse_a_change_and_a_deletion(self, editor, profile, published):
        assert editor.post(change_page(profile), {"name": "Captain"}).status_code == 403
        assert editor.post(reverse("admin:pathways_roleprofile_delete", args=[profile.pk]), {"post": "yes"}).status_code == 403
        profile.refresh_from_db()
        assert profile.name == "Charge nurse"

    def test_no_role_is_added_to_it(self, editor, published):
        form = editor.get(reverse("admin:pathways_roleprofile_add")).context["adminform"].form
        assert list(form.fields["version"].queryset) == []

    def test_it_is_not_deleted(self, editor, published):
        page = reverse("admin:pathways_frameworkversion_delete", args=[published.pk])
        assert editor.post(page, {"post": "yes"}).status_code == 403

    def test_its_review_can_be_planned(self, editor, published):
        assert editor.post(change_page(published), {"review_due": "2026-09-01"}).status_code == 302
        published.refresh_from_db()
        assert (published.review_due, published.status) == (dt.date(2026, 9, 1), "published")


class TestActions:
    def act(self, client: Client, action: str, version: FrameworkVersion) -> str:
        page = reverse("admin:pathways_frameworkversion_changelist")
        return client.post(page, {"action": action, "_selected_action": version.pk}, follow=True).content.decode()

    @time_machine.travel("2026-03-01 12:00")
    def test_a_draft_is_published(self, editor, version):
        assert "Nursing version 1 is in force from today." in self.act(editor, "publish_from_today", version)
        assert FrameworkVersion.objects.in_force(dt.date(2026, 3, 1)).get() == version

    def test_what_is_published_is_not_published_again(self, editor, version):
        publish(version=version, effective_from=dt.date(2020, 1, 1), by=None)
        assert "is published, not a draft" in self.act(editor, "publish_from_today", version)

    def test_a_version_is_copied_to_a_draft_that_says_the_same(self, editor, version):
        publish(version=version, effective_from=dt.date(2020, 1, 1), by=None)
        assert "Nursing version 2 is a draft." in self.act(editor, "copy_to_a_draft", version)
        copy = FrameworkVersion.objects.get(number=2)
        assert (copy.status, copy.profiles.count(), copy.source) == ("draft", 3, "copy of version 1")
