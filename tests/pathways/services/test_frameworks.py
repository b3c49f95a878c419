import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis.extra.django import TestCase

from pathways.frameworks import plain
from pathways.frameworks.draft import Draft
from pathways.frameworks.stored import stored_draft, stored_rules
from pathways.models import FrameworkVersion, JobFamily, Role, RoleProfile
from pathways.services.frameworks import PublicationError, export_framework, publish, save_draft
from tests.factories.drafts import drafts, nursing
from tests.factories.pathways import FrameworkVersionFactory, JobFamilyFactory, RoleFactory

TODAY = dt.date(2026, 3, 1)


def save(draft: Draft):
    return save_draft(draft=draft, source="nursing", by=None)


def without_transitions() -> Draft:
    return replace(nursing(), rules=replace(nursing().rules, transitions=()))


@pytest.mark.django_db
class TestSaveDraft:
    def test_a_draft_becomes_the_first_version(self):
        saved = save(nursing())
        version = saved.version
        assert (version.number, version.status, version.source, version.effective_from) == (1, "draft", "nursing", None)
        assert saved.is_new
        assert stored_rules(version).same_as(nursing().rules)

    def test_all_it_says_is_stored(self):
        profile = RoleProfile.objects.with_place().get(version=save(nursing()).version, role__code="charge-nurse")
        assert (profile.family.name, profile.family.group.name, profile.track.kind, profile.rank) == ("Nurse", "Care", "management", 2)
        assert [(asked.skill.code, asked.level, asked.weight, asked.core) for asked in profile.requirements.all()] == [
            ("triage", 3, 5, True),
            ("listening", 2, 1, False),
        ]
        assert profile.credential_requirements.get().credential.code == "rn"
        assert profile.project_requirements.get().complexity == 2
        assert profile.transitions_in.get().minimum_months == 18

    def test_the_same_again_makes_no_version(self):
        first = save(nursing())
        again = save(nursing())
        assert again.nothing_changed
        assert again.version == first.version
        assert FrameworkVersion.objects.count() == 1

    def test_other_rules_make_the_next_version_and_leave_the_last_as_it_was(self):
        first = save(nursing())
        second = save(without_transitions())
        assert (second.version.number, second.is_new, second.differences) == (2, True, {"transitions": (0, 2)})
        assert stored_rules(first.version).same_as(nursing().rules)
        assert Role.objects.count() == 3

    def test_going_back_is_a_version_too(self):
        save(nursing())
        save(without_transitions())
        assert save(nursing()).version.number == 3

    def test_other_labels_are_updated_without_a_version(self):
        save(nursing())
        labels = nursing().labels
        renamed = replace(nursing(), labels=replace(labels, families=(replace(labels.families[0], name="Nursing"),)))
        saved = save(renamed)
        assert (saved.is_new, saved.labels.updated, saved.nothing_changed) == (False, 1, False)
        family = JobFamily.objects.get()
        assert (family.name, family.slug) == ("Nursing", "nurse")

    def test_addresses_that_another_framework_has_are_not_taken(self):
        JobFamilyFactory(slug="nurse")
        RoleFactory(slug="staff-nurse")
        RoleFactory(slug="staff-nurse-staff-nurse")
        save(nursing())
        assert JobFamily.objects.get(code="nurse").slug == "nurse-nurse"
        assert Role.objects.get(code="staff-nurse").slug == "nursing-staff-nurse-1"

    def test_two_frameworks_keep_their_own_families_and_roles(self):
        save(nursing())
        save(replace(nursing(), framework=replace(nursing().framework, code="copy", name="Copy")))
        assert Role.objects.filter(code="staff-nurse").count() == 2
        assert FrameworkVersion.objects.filter(number=1).count() == 2

    def test_the_number_of_statements_does_not_grow_with_the_roles(self, django_assert_max_num_queries):
        rules = nursing().rules
        many = tuple(replace(rules.roles[0], code=f"role-{n}", name=f"Role {n}") for n in range(40))
        with django_assert_max_num_queries(60):
            save(replace(nursing(), rules=replace(rules, roles=(*rules.roles, *many))))


@pytest.mark.django_db
class TestPublish:
    def test_a_draft_comes_into_force_on_its_day(self):
        version = publish(version=save(nursing()).version, effective_from=TODAY, by=None)
        assert (version.status, version.effective_from, version.review_due) == ("published", TODAY, dt.date(2027, 3, 1))
        assert list(FrameworkVersion.objects.in_force(TODAY)) == [version]
        assert not FrameworkVersion.objects.in_force(TODAY - dt.timedelta(days=1)).exists()

    def test_the_version_before_holds_until_that_day(self):
        first = publish(version=save(nursing()).version, effective_from=TODAY, by=None)
        second = publish(version=save(without_transitions()).version, effective_from=dt.date(2026, 6, 1), by=None)
        assert FrameworkVersion.objects.in_force(dt.date(2026, 5, 31)).get() == first
        assert FrameworkVersion.objects.in_force(dt.date(2026, 6, 1)).get() == second

    def test_a_set_review_is_kept(self):
        version = FrameworkVersionFactory(draft=True, review_due=dt.date(2026, 9, 1))
        assert publish(version=version, effective_from=TODAY, by=None).review_due == dt.date(2026, 9, 1)

    def test_a_leap_day_is_reviewed_on_the_28th(self):
        version = publish(version=FrameworkVersionFactory(draft=True), effective_from=dt.date(2028, 2, 29), by=None)
        assert version.review_due == dt.date(2029, 2, 28)

    def test_what_is_published_is_not_published_again(self):
        version = publish(version=save(nursing()).version, effective_from=TODAY, by=None)
        with pytest.raises(PublicationError, match="is published, not a draft"):
            publish(version=version, effective_from=TODAY, by=None)

    def test_a_version_that_could_never_be_in_force_is_refused(self):
        publish(version=save(nursing()).version, effective_from=TODAY, by=None)
        draft = save(without_transitions()).version
        with pytest.raises(PublicationError, match="choose that day or a later one for version 2"):
            publish(version=draft, effective_from=TODAY - dt.timedelta(days=1), by=None)
        draft.refresh_from_db()
        assert draft.status == FrameworkVersion.Status.DRAFT


def exported(version: FrameworkVersion) -> tuple[dict[str, bytes], Draft]:
    """Return the bytes of an export, and the draft that reading them gives."""
    with tempfile.TemporaryDirectory() as place:
        export_framework(version=version, folder=Path(place))
        return {path.name: path.read_bytes() for path in Path(place).iterdir()}, plain.read(Path(place))


@pytest.mark.django_db
class TestExport:
    def test_what_was_saved_is_exported(self):
        _, draft = exported(save(nursing()).version)
        assert draft.rules.same_as(nursing().rules)
        assert draft.framework == nursing().framework

    def test_an_import_of_the_export_changes_nothing(self):
        _, draft = exported(save(nursing()).version)
        assert save(draft).nothing_changed

    def test_skills_that_the_version_does_not_ask_for_are_not_exported(self):
        unused = replace(nursing().catalogue.skills[0], code="unused")
        catalogue = nursing().catalogue
        saved = save(replace(nursing(), catalogue=replace(catalogue, skills=(*catalogue.skills, unused))))
        assert {skill.code for skill in stored_draft(saved.version).catalogue.skills} == {"triage", "listening"}


class TestRoundTrip(TestCase):
    """Any draft: stored, exported, read, stored in an empty database and exported again, it is the same bytes."""

    @settings(deadline=None, max_examples=25)
    @given(drafts())
    def test_export_import_export(self, draft):
        with transaction.atomic():
            first, read = exported(save(draft).version)
            assert save(read).nothing_changed
            transaction.set_rollback(True)
        second, _ = exported(save(read).version)
        assert first == second
