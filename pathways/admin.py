"""The framework in Django's admin: drafts are edited here, published versions are read.

Who may enter is decided by the site and by `User.has_perm`; what a published version says nobody may change.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from employees.reader import account_of
from pathways.models import (
    CredentialRequirement,
    FamilyGroup,
    Framework,
    FrameworkVersion,
    JobFamily,
    Level,
    ProjectRequirement,
    Requirement,
    Role,
    RoleProfile,
    Track,
    Transition,
)
from pathways.services.frameworks import PublicationError, copy_version, publish

if TYPE_CHECKING:  # generic for the type checker alone
    AnyAdmin = admin.ModelAdmin[Model]
    AnyInline = admin.TabularInline[Model, Model]
    AnyForm = forms.ModelForm[Model]
else:
    AnyAdmin, AnyInline, AnyForm = admin.ModelAdmin, admin.TabularInline, forms.ModelForm


def may_change(profile: Model | None) -> bool:
    """Return whether what hangs on this role profile may change: it is new, or its version is a draft."""
    return not isinstance(profile, RoleProfile) or profile.version.status == FrameworkVersion.Status.DRAFT


class LabelAdmin(AnyAdmin):
    """Names that all versions share. Their codes and addresses are set once: histories and links hold on to them."""

    search_fields = ["name", "code"]
    fixed: tuple[str, ...] = ("framework", "code", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(self.fixed if obj else ())]


class TrackInline(AnyInline):
    model = Track
    extra = 0


@admin.register(Framework)
class FrameworkAdmin(LabelAdmin):
    fixed = ("code",)
    list_display = ["name", "code"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # its roles are in people's histories


@admin.register(FamilyGroup)
class FamilyGroupAdmin(LabelAdmin):
    fixed = ("framework", "code")
    list_display = ["name", "framework", "order"]
    list_filter = ["framework"]
    list_select_related = ["framework"]


@admin.register(JobFamily)
class JobFamilyAdmin(LabelAdmin):
    list_display = ["name", "shape", "group", "framework"]
    list_filter = ["framework", "shape"]
    list_select_related = ["framework", "group"]
    inlines = [TrackInline]


@admin.register(Track)
class TrackAdmin(LabelAdmin):
    fixed = ("family", "code")
    search_fields = ["name", "family__name"]
    list_display = ["name", "kind", "family"]
    list_filter = ["family__framework"]
    list_select_related = ["family"]
    autocomplete_fields = ["family"]


@admin.register(Level)
class LevelAdmin(LabelAdmin):
    fixed = ("framework", "rank")
    search_fields = ["name"]
    list_display = ["name", "rank", "framework"]
    list_filter = ["framework"]
    list_select_related = ["framework"]


@admin.register(Role)
class RoleAdmin(LabelAdmin):
    search_fields = ["code", "slug"]
    list_display = ["code", "framework"]
    list_filter = ["framework"]
    list_select_related = ["framework"]


@admin.register(FrameworkVersion)
class FrameworkVersionAdmin(AnyAdmin):
    """Versions come from imports and copies; here they are published, and their review is planned."""

    search_fields = ["framework__name"]
    list_display = ["__str__", "status", "effective_from", "review_due", "source"]
    list_filter = ["framework", "status"]
    list_select_related = ["framework"]
    readonly_fields = ["framework", "number", "status", "effective_from", "source", "created_at"]
    actions = ["publish_from_today", "copy_to_a_draft"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return (
            isinstance(obj, FrameworkVersion)
            and obj.status == FrameworkVersion.Status.DRAFT
            and super().has_delete_permission(request, obj)
        )

    @admin.action(description="Publish from today", permissions=["change"])
    def publish_from_today(self, request: HttpRequest, chosen: QuerySet[FrameworkVersion]) -> None:
        for version in chosen.order_by("framework", "number"):
            try:
                publish(version=version, effective_from=timezone.localdate(), by=account_of(request))
                self.message_user(request, f"{version} is in force from today.", messages.SUCCESS)
            except PublicationError as reason:
                self.message_user(request, str(reason), messages.ERROR)

    @admin.action(description="Copy to a new draft", permissions=["change"])
    def copy_to_a_draft(self, request: HttpRequest, chosen: QuerySet[FrameworkVersion]) -> None:
        for version in chosen.order_by("framework", "number"):
            self.message_user(request, f"{copy_version(version=version, by=account_of(request))} is a draft.", messages.SUCCESS)


class DraftInline(AnyInline):
    """Rows that hang on a role profile; of a published version they are read only."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_change(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_change(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_change(obj) and super().has_delete_permission(request, obj)


class RequirementInline(DraftInline):
    model = Requirement
    autocomplete_fields = ["skill"]


class CredentialRequirementInline(DraftInline):
    model = CredentialRequirement
    autocomplete_fields = ["credential"]


class ProjectRequirementInline(DraftInline):
    model = ProjectRequirement


class TransitionForm(AnyForm):
    def clean_target(self) -> RoleProfile:
        """Refuse a move into another version, which nobody could make."""
        source: RoleProfile = getattr(self.instance, "source")  # noqa: B009  # to the type checker the instance is any model
        target: RoleProfile = self.cleaned_data["target"]
        if target.version_id != source.version_id:
            raise ValidationError(f"{target.version} is another version; choose a role of {source.version}.")
        return target


class TransitionInline(DraftInline):
    model = Transition
    form = TransitionForm
    fk_name = "source"
    verbose_name_plural = "transitions from this role"
    autocomplete_fields = ["target"]


class RoleProfileForm(AnyForm):
    def clean(self) -> dict[str, Any]:  # Any: cleaned values, as Django holds them
        """Refuse a role, track or level of another framework than the version's."""
        values = super().clean() or self.cleaned_data
        version: FrameworkVersion | None = values.get("version") or getattr(self.instance, "version", None)
        track: Track | None = values.get("track")
        places = {"role": values.get("role"), "track": track and track.family, "level": values.get("level")}
        for field, place in places.items():
            if version and place and place.framework_id != version.framework_id:
                self.add_error(field, f"It belongs to another framework than {version}.")
        return values


@admin.register(RoleProfile)
class RoleProfileAdmin(AnyAdmin):
    form = RoleProfileForm
    search_fields = ["name", "role__code"]
    list_display = ["name", "track", "level", "version"]
    list_filter = ["version__framework", "version__status"]
    list_select_related = ["track__family", "level", "version__framework"]
    autocomplete_fields = ["role", "track", "level"]
    inlines = [RequirementInline, CredentialRequirementInline, ProjectRequirementInline, TransitionInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["version", "role"] if obj else []

    # Any: the options that Django hands on
    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **options: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        if db_field.name == "version":
            options["queryset"] = FrameworkVersion.objects.filter(status=FrameworkVersion.Status.DRAFT).select_related("framework")
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_change(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_change(obj) and super().has_delete_permission(request, obj)
