"""The reader's own aspirations: roles they want, private until they share them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access, services
from employees.forms import AspirationForm
from employees.models import Aspiration
from employees.presenters.aspirations_page import wishes
from employees.reader import account_of
from pathways.models import RoleProfile
from pathways.role_search import RoleField, find_roles

SAID = ("goal", "within_months", "open_to_move")


@require_safe
def aspirations(request: HttpRequest) -> HttpResponse:
    """Show what the reader wants; a role typed beyond doubt leads to the form about it."""
    reader, typed = access.of(request.user), request.GET.get("role", "").replace("\x00", "")  # no database takes a NUL
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    if RoleProfile.objects.in_force(reader.today).filter(role__slug=typed).exists():
        return redirect("aspire", typed)
    found = find_roles(typed, reader.today)
    if found.only:
        return redirect("aspire", found.only.role.slug)
    field = RoleField("role", _("A role you would like to have one day"), request.GET, found=found)
    return render(request, "employees/aspirations.html", {"field": field, "wishes": wishes(reader)})


@require_http_methods(["GET", "HEAD", "POST"])
def aspire(request: HttpRequest, slug: str) -> HttpResponse:
    """Note the role as wanted, or change what was said of it."""
    reader = access.of(request.user)
    profile = get_object_or_404(RoleProfile.objects.in_force(reader.today).with_place(), role__slug=slug)
    if reader.employee is None:
        return render(request, "employees/no_record.html")
    wanted = Aspiration.objects.visible_to(request.user).filter(role=profile.role).first()
    initial = {name: getattr(wanted, name) for name in SAID} if wanted else None
    form = AspirationForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        services.aspire(employee=reader.employee, role=profile.role, on=reader.today, by=account_of(request), **form.cleaned_data)
        messages.success(
            request,
            _("%(name)s is among your aspirations.") % {"name": profile.name} if not wanted else _("What you said of it is changed."),
        )
        return redirect("aspirations")
    return render(request, "employees/aspire.html", {"profile": profile, "form": form, "wanted": wanted})


@require_POST
def aspiration_step(request: HttpRequest, aspiration_id: int, step: str) -> HttpResponse:
    """Share a wish, keep it private again, or drop it."""
    aspiration = get_object_or_404(Aspiration.objects.visible_to(request.user).select_related("role", "employee"), pk=aspiration_id)
    match step:
        case "share":
            services.share_aspiration(aspiration=aspiration, on=access.of(request.user).today, by=account_of(request))
            messages.success(request, _("Shared. Whoever leads you, at any depth, now sees this wish and how ready you are for it."))
        case "keep-private":
            services.keep_aspiration_private(aspiration=aspiration, by=account_of(request))
            messages.success(request, _("Private again. No page shows it to whoever leads you; what they have read they know."))
        case "drop":
            services.drop_aspiration(employee=aspiration.employee, role=aspiration.role, by=account_of(request))
            messages.success(request, _("It is no longer among your aspirations."))
        case _:
            raise Http404
    return redirect("aspirations")
