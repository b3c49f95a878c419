"""The catalogue in Django's admin. Who may enter is decided by the site; codes and scales, once used, stay as they are."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import Model, URLField
from django.http import HttpRequest

from skills.models import Credential, LearningOutcome, LearningResource, ProficiencyLevel, Scale, Skill, SkillDescriptor

if TYPE_CHECKING:  # generic for the type checker alone
    AnyAdmin = admin.ModelAdmin[Model]
    AnyInline = admin.TabularInline[Model, Model]
else:
    AnyAdmin, AnyInline = admin.ModelAdmin, admin.TabularInline


class CatalogueAdmin(AnyAdmin):
    """An admin whose `fixed` fields are set once: imports and people's histories find the row by them."""

    fixed: tuple[str, ...] = ("code",)
    search_fields = ["name", "code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(self.fixed if obj else ())]


class ProficiencyLevelInline(AnyInline):
    model = ProficiencyLevel
    extra = 0


class SkillDescriptorInline(AnyInline):
    model = SkillDescriptor
    extra = 0


class LearningOutcomeInline(AnyInline):
    model = LearningOutcome
    extra = 0
    autocomplete_fields = ["skill"]


@admin.register(Scale)
class ScaleAdmin(CatalogueAdmin):
    list_display = ["name", "code"]
    inlines = [ProficiencyLevelInline]


@admin.register(Skill)
class SkillAdmin(CatalogueAdmin):
    fixed = ("code", "scale")  # on another scale the levels that people hold would mean something else
    list_display = ["name", "kind", "category", "scale"]
    list_filter = ["kind", "scale"]
    list_select_related = ["scale"]
    inlines = [SkillDescriptorInline]


@admin.register(Credential)
class CredentialAdmin(CatalogueAdmin):
    list_display = ["name", "kind", "issuer", "months_valid"]
    list_filter = ["kind"]
    autocomplete_fields = ["skills"]


@admin.register(LearningResource)
class LearningResourceAdmin(CatalogueAdmin):
    list_display = ["name", "provider", "format", "hours"]
    list_filter = ["format"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    inlines = [LearningOutcomeInline]
