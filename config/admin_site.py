"""Django's admin, for the framework's tables and the policy's alone: who edits them may enter, nobody else learns that it is there."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from employees import access, trail
from employees.models import User
from employees.models.accounts import EDITED_IN_ADMIN
from employees.models.trail import Verb

AnyAdmin: Any = ModelAdmin  # Any: generic for the type checker alone


class Recorded(AnyAdmin):
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

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # Any: as Django's
        """Use the site's one sign-in page, which counts failures."""
        return redirect_to_login(request.GET.get("next", request.path.removesuffix("login/")))
