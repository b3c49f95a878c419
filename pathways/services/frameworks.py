"""What may be done with a framework: take one in as a draft version, put a version into force, export one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from pathways.frameworks import plain
from pathways.frameworks.draft import Draft, RoleEntry, Rules
from pathways.frameworks.stored import stored_draft, stored_rules
from pathways.models import (
    CredentialRequirement,
    Framework,
    FrameworkVersion,
    Level,
    ProjectRequirement,
    Requirement,
    Role,
    RoleProfile,
    Track,
    Transition,
)
from pathways.services.labels import save_framework, save_labels, save_roles
from pathways.signals import framework_changed, rules_published
from skills.bulk import insert_rows
from skills.models import Credential, Skill
from skills.services import save_catalogue
from skills.turns import await_turn
from skills.upserts import Changes

Actor = AbstractBaseUser | None


class PublicationError(ValueError):
    """A version cannot be put into force; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """The version that now holds the draft's rules, whether it had to be made, and how many shared rows changed.

    `differences` from the version before: kind of entry → how many are new or changed, how many gone or changed.
    """

    version: FrameworkVersion
    is_new: bool
    catalogue: Changes
    labels: Changes
    differences: dict[str, tuple[int, int]]

    @property
    def nothing_changed(self) -> bool:
        return not (self.is_new or self.catalogue or self.labels)


@transaction.atomic
def save_draft(*, draft: Draft, source: str, by: Actor) -> SavedDraft:
    """Store a draft as the next version of its framework, or find that the newest version says the same already.

    Catalogue and labels are shared by all versions: what is new is added, what differs is updated, nothing is
    removed. Raises skills.services.ScaleConflictError and writes nothing when a skill would change its scale.
    """
    catalogue = save_catalogue(catalogue=draft.catalogue, by=by)
    framework, named = save_framework(draft.framework)
    labels = named + save_labels(framework, draft.labels)
    newest = framework.versions.order_by("-number").first()
    differences = draft.rules.differences(stored_rules(newest) if newest else Rules())
    if newest and not differences:
        return SavedDraft(newest, False, catalogue, labels, {})
    save_roles(framework, draft.rules.roles)
    version = _next_version(framework, source)
    _save_rules(version, draft.rules)
    framework_changed.send(version, verb="added", by=by)
    return SavedDraft(version, True, catalogue, labels, differences)


@transaction.atomic
def copy_version(*, version: FrameworkVersion, by: Actor) -> FrameworkVersion:
    """Make a new draft that says what `version` says, to be edited: a published version itself never changes."""
    copy = _next_version(version.framework, f"copy of version {version.number}")
    _save_rules(copy, stored_rules(version))
    framework_changed.send(copy, verb="added", by=by)
    return copy


def _next_version(framework: Framework, source: str) -> FrameworkVersion:
    """Make the next version. Whoever makes another one meanwhile waits, and gets the number after it."""
    await_turn(f"framework {framework.pk}")
    last: int = framework.versions.aggregate(last=Max("number"))["last"] or 0
    return FrameworkVersion.objects.create(framework=framework, number=last + 1, source=source[:200])


def _save_rules(version: FrameworkVersion, rules: Rules) -> None:
    RoleProfile.objects.bulk_create(_profiles(version, rules.roles))
    profiles = dict(RoleProfile.objects.filter(version=version).values_list("role__code", "pk"))
    skills = dict(Skill.objects.values_list("code", "pk"))
    credentials = dict(Credential.objects.values_list("code", "pk"))
    insert_rows(
        Requirement,
        ["profile_id", "skill_id", "level", "weight", "core"],
        ((profiles[entry.role], skills[entry.skill], entry.level, entry.weight, entry.core) for entry in rules.requirements),
    )
    insert_rows(
        CredentialRequirement,
        ["profile_id", "credential_id"],
        ((profiles[entry.role], credentials[entry.credential]) for entry in rules.credential_requirements),
    )
    insert_rows(
        ProjectRequirement,
        ["profile_id", "complexity", "count", "as_lead"],
        ((profiles[entry.role], entry.complexity, entry.count, entry.as_lead) for entry in rules.project_requirements),
    )
    insert_rows(
        Transition,
        ["source_id", "target_id", "kind", "minimum_months"],
        ((profiles[entry.source], profiles[entry.target], entry.kind, entry.minimum_months) for entry in rules.transitions),
    )


def _profiles(version: FrameworkVersion, entries: Iterable[RoleEntry]) -> Iterable[RoleProfile]:
    framework = version.framework
    roles = dict(Role.objects.filter(framework=framework).values_list("code", "pk"))
    levels = dict(Level.objects.filter(framework=framework).values_list("rank", "pk"))
    tracks = {
        (family, code): pk
        for family, code, pk in Track.objects.filter(family__framework=framework).values_list("family__code", "code", "pk")
    }
    return (
        RoleProfile(
            version=version,
            role_id=roles[entry.code],
            track_id=tracks[entry.family, entry.track],
            level_id=levels[entry.rank] if entry.rank is not None else None,
            name=entry.name,
            summary=entry.summary,
            typical_months=entry.typical_months,
            pay_from=entry.pay_from,
            pay_to=entry.pay_to,
            currency=entry.currency,
            critical=entry.critical,
        )
        for entry in entries
    )


@transaction.atomic
def publish(*, version: FrameworkVersion, effective_from: dt.date, by: Actor) -> FrameworkVersion:
    """Put a draft into force from a day on. The version before it stays published and holds until that day.

    Raises PublicationError when the version is no draft any more, or when a published one begins later and would hide it.
    """
    later = version.framework.versions.published().filter(effective_from__gt=effective_from).order_by("-effective_from").first()
    if later:
        raise PublicationError(
            _("%(later)s takes effect on %(day)s; choose that day or a later one for version %(number)s, or it would never be in force.")
            % {"later": later, "day": later.effective_from, "number": version.number}
        )
    changed = FrameworkVersion.objects.filter(pk=version.pk, status=FrameworkVersion.Status.DRAFT).update(
        status=FrameworkVersion.Status.PUBLISHED,
        effective_from=effective_from,
        review_due=version.review_due or _a_year_after(effective_from),
    )
    version.refresh_from_db()
    if not changed:
        raise PublicationError(
            _("%(version)s is %(status)s, not a draft; import a change as a new version.")
            % {"version": version, "status": version.get_status_display()}
        )
    framework_changed.send(version, verb="published", by=by)
    rules_published.send(FrameworkVersion, effective_from=effective_from, version=version.pk)
    return version


def _a_year_after(day: dt.date) -> dt.date:
    """Return the same day of the next year, 28 February for the 29th: written rules are looked at every year."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def export_framework(*, version: FrameworkVersion, folder: Path) -> Draft:
    """Write a version into a folder in the plain format and return what was written. Raises OSError when it cannot."""
    draft = stored_draft(version)
    plain.write(draft, folder)
    return draft
