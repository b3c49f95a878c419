"""The promotion policy in Django's admin: a version is written with its rules, and stays as it is once its day has come.

Who may enter is decided by the site and by `User.has_perm`; what is written goes through the services.
"""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone

from employees.reader import account_of
from promotions import services
from promotions.models import PolicyRule, PolicyVersion
from promotions.services import PolicyError

if TYPE_CHECKING:  # generic for the type checker alone
    AnyAdmin = admin.ModelAdmin[Model]
    AnyInline = admin.TabularInline[Model, Model]
    AnyForm = forms.ModelForm[Model]
    AnyFormSet = BaseInlineFormSet[Model, Model, forms.ModelForm[Model]]
else:
    AnyAdmin, AnyInline, AnyForm, AnyFormSet = admin.ModelAdmin, admin.TabularInline, forms.ModelForm, BaseInlineFormSet


def refusing(check: Callable[[], None]) -> None:
    """Show what a service would refuse beside the field, before anything is written."""
    try:
        check()
    except PolicyError as refusal:
        raise ValidationError(str(refusal)) from refusal


class PolicyVersionForm(AnyForm):
    def clean_effective_from(self) -> dt.date:
        day: dt.date = self.cleaned_data["effective_from"]
        refusing(lambda: services.refuse_a_past_day(day))
        return day


class PolicyRuleFormSet(AnyFormSet):
    @property
    def kept(self) -> list[PolicyRule]:
        """The rules that the page shows and nobody has struck out."""
        shown = [form for form in self.forms if form not in self.deleted_forms]
        rules = [form.instance for form in shown if form.instance.pk or form.has_changed() or not form.empty_permitted]
        return [rule for rule in rules if isinstance(rule, PolicyRule)]

    def clean(self) -> None:
        super().clean()
        if not any(self.errors):
            refusing(lambda: services.refuse_unclear_rules(self.kept))


class PolicyRuleInline(AnyInline):
    model = PolicyRule
    formset = PolicyRuleFormSet
    fields = ["family", "ready_from", "near_from", "near_failed_gates", "minimum_rating", "time_counts", "decided_by"]
    autocomplete_fields = ["family"]
    min_num = 1  # shown with the defaults, which hold as they stand
    extra = 0
    verbose_name_plural = "rules: one without a family holds for all others; scores in hundredths of a percent, 9000 is 90 %"

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_change(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_change(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_change(obj) and super().has_delete_permission(request, obj)


def may_change(version: Model | None) -> bool:
    """Return whether this version may change: it is new, or its day has not come."""
    return not isinstance(version, PolicyVersion) or not version.has_come(timezone.localdate())


@admin.register(PolicyVersion)
class PolicyVersionAdmin(AnyAdmin):
    form = PolicyVersionForm
    services_record = True  # the site need not
    list_display = ["name", "effective_from", "standing"]
    fields = ["name", "effective_from", "text"]
    inlines = [PolicyRuleInline]

    @admin.display(description="today")
    def standing(self, version: PolicyVersion) -> str:
        today = timezone.localdate()
        if not version.has_come(today):
            return "to come"
        return "in force" if version in PolicyVersion.objects.in_force(today) else "past"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_change(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is not None and may_change(obj) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Model, form: AnyForm, change: bool) -> None:
        """Write nothing yet: a version and its rules are one thing."""

    def save_related(self, request: HttpRequest, form: AnyForm, formsets: Any, change: bool) -> None:  # Any: as Django's
        (formset,) = formsets
        version: Any = form.instance  # Any: a PolicyVersion, which the type of a form does not name
        rules = formset.kept
        formset.save(commit=False)  # so that the admin's log can tell what was changed
        said: dict[str, Any] = {name: form.cleaned_data[name] for name in ("name", "effective_from", "text")}  # Any: as each field takes
        if change:
            services.change_policy(version=version, rules=rules, by=account_of(request), **said)
        else:
            version.pk = services.publish_policy(rules=rules, by=account_of(request), **said).pk

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        assert isinstance(obj, PolicyVersion)  # noqa: S101  # what this admin is registered for
        services.withdraw_policy(version=obj, by=account_of(request))
