"""Django's admin, for the framework's tables and the policy's alone: who edits them may enter, nobody else learns that it is there."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from employees import access
from employees.models.accounts import EDITED_IN_ADMIN


class FrameworkSite(AdminSite):
    site_header = "Pathways: framework and policy"
    site_title = "Pathways"
    index_title = "Written rules"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:  # Any: as Django's
        """Take in the models of these apps alone; what libraries register besides, such as failed sign-ins, has no address here."""
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        own = [model for model in models if model._meta.app_label in EDITED_IN_ADMIN]
        super().register(own, admin_class, **options)

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
