"""Django's admin, for the framework's tables and the policy's alone: who edits them may enter, nobody else learns that it is there."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import NestedObjects
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import router, transaction
from django.db.models import Model, QuerySet
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import capfirst

from employees import access, trail
from employees.models import User
from employees.models.accounts import EDITED_IN_ADMIN
from employees.models.trail import Verb

AnyAdmin: Any = ModelAdmin  # Any: generic for the type checker alone


class Discreet(AnyAdmin):
    """Tells of the tables that are edited here, and of people's rows that hang on them no more than how many there are."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:  # Any: as Django's own signature
        """Let a list be narrowed by what its own rows hold. Django goes one relation backwards, too: which roles are wished for?"""
        with suppress(FieldDoesNotExist):  # Django ignores such a lookup
            if not self.model._meta.get_field(lookup.partition("__")[0]).concrete:
                return False
        allowed: bool = super().lookup_allowed(lookup, value, request)
        return allowed

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # Any: as Django's own signature
        """Name what would go or stands in the way as far as it is edited here; Django names every row, and so people's wishes."""
        _, counts, denied, _ = super().get_deleted_objects(objs, request)
        found = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        found.collect(objs)
        return found.nested(self.told), counts, denied, self.in_the_way(found.protected)

    def told(self, row: Model) -> str:
        kind = str(capfirst(str(row._meta.verbose_name)))
        return f"{kind}: {row}" if type(row) in self.admin_site._registry else kind

    def in_the_way(self, rows: Iterable[Model]) -> list[str]:
        named = {row for row in rows if type(row) in self.admin_site._registry}
        others = Counter(str(row._meta.verbose_name_plural) for row in rows if row not in named)
        return sorted(map(self.told, named)) + [f"{capfirst(kind)}: {number}" for kind, number in sorted(others.items())]


class Recorded(Discreet):
    """Writes to the audit trail whatever the admin writes to its own log, in the same transaction; services do it for themselves."""

    # Any: messages and answers as Django's own signatures have them

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self.record(request, Verb.ADDED, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self.record(request, Verb.CHANGED, obj, fields=fields_in(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Model]) -> Any:
        for obj in queryset:
            self.record(request, Verb.REMOVED, obj)
        return super().log_deletions(request, queryset)

    def record(self, request: HttpRequest, verb: Verb, obj: Model, **details: Any) -> None:
        if not getattr(self, "services_record", False):
            assert isinstance(request.user, User)  # noqa: S101  # the site lets nobody else in
            trail.record(verb, of=obj, by=request.user, name=str(obj), **details)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Model]) -> Any:
        with transaction.atomic():
            return super().response_action(request, queryset)


def recorded(admin_class: type[Any]) -> type[Any]:  # Any: an admin of some model
    return type(admin_class.__name__, (Recorded, admin_class), {"__module__": admin_class.__module__})


def fields_in(message: Any) -> list[str]:  # Any: as Django writes it
    """Return the names of the fields that a message of the admin's log tells of."""
    told = message if isinstance(message, list) else []
    return sorted({name for part in told for said in part.values() for name in said.get("fields", [])})


class FrameworkSite(AdminSite):
    site_header = "Pathways: framework and policy"
    site_title = "Pathways"
    index_title = "Written rules"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:  # Any: as Django's
        """Take in the models of these apps alone; what libraries register besides, such as failed sign-ins, has no address here."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        own = [model for model in models if model._meta.app_label in EDITED_IN_ADMIN]
        super().register(own, recorded(admin_class or ModelAdmin), **options)

    def has_permission(self, request: HttpRequest) -> bool:
        reader = access.of(request.user)
        return any(reader.may(permission) for permission in EDITED_IN_ADMIN.values())

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # Any: the stubs tie the view to a type of their own
        """Refuse with 403 somebody who is signed in; Django would send them round to sign in again."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Any: the view's own arguments
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return guarded

    def get_urls(self) -> Any:  # Any: as Django's
        """Leave out the address that leads to any row of any table, and so tells which there are."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "view_on_site"]

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:  # Any: Django's own promises a page
        """Use the site's one page for it, which counts wrong passwords and ends every other session and token."""
        return redirect("my-password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:  # Any: as above
        return redirect("my-password")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # Any: as Django's
        """Use the site's one sign-in page, which counts failures."""
        return redirect_to_login(request.GET.get("next", request.path.removesuffix("login/")))
