"""What people say of a role's requirements, and what the editors of the framework answer. No page names an author."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access
from employees import role_comments as verbs
from employees.access import Permission
from employees.forms import AnswerForm, CommentForm
from employees.models import RoleComment
from employees.reader import account_of
from pathways.models import RoleProfile

ON_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def role_comments(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all comments on a role, or add the one that was written."""
    reader = access.of(request.user)
    profile = get_object_or_404(RoleProfile.objects.in_force(reader.today).with_place(), role__slug=slug)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        verbs.comment(role=profile.role, text=form.cleaned_data["text"], by=account_of(request))
        messages.success(request, _("Your comment stands here for everybody to read. The editors of the framework answer it."))
        return redirect("role-comments", slug)
    said = RoleComment.objects.visible_to(request.user).filter(role=profile.role).prefetch_related("answers__version")
    page = Paginator(said, ON_A_PAGE).get_page(request.GET.get("page"))
    edits = reader.may(Permission.EDIT_FRAMEWORK)
    return render(request, "employees/role_comments.html", {"profile": profile, "page": page, "form": form, "edits": edits})


@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    """The comments on all roles, for the editors: those on which more is to be done, or every one."""
    refuse_others(request)
    said = RoleComment.objects.visible_to(request.user).select_related("role").prefetch_related("answers__version")
    show = "all" if request.GET.get("show") == "all" else "open"
    page = Paginator(said if show == "all" else said.open(), ON_A_PAGE).get_page(request.GET.get("page"))
    names = role_names(request, {comment.role_id for comment in page})
    rows = [(comment, names.get(comment.role_id, comment.role.code)) for comment in page]
    return render(request, "employees/comments.html", {"page": page, "rows": rows, "show": show, "edits": True})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, comment_id: int) -> HttpResponse:
    refuse_others(request)
    said = RoleComment.objects.visible_to(request.user).select_related("role__framework").prefetch_related("answers__version")
    comment = get_object_or_404(said, pk=comment_id)
    versions = {version.pk: version for version in comment.role.framework.versions.select_related("framework")}
    choices = [
        (pk, _("version %(number)s, %(status)s") % {"number": version.number, "status": version.get_status_display()})
        for pk, version in versions.items()
    ]
    form = AnswerForm(request.POST if request.method == "POST" else None, versions=choices)
    if form.is_valid():
        given = form.cleaned_data
        verbs.answer(
            comment=comment, outcome=given["outcome"], text=given["text"], version=versions.get(given["version"]), by=account_of(request)
        )
        return redirect("comments")
    name = role_names(request, {comment.role_id}).get(comment.role_id, comment.role.code)
    return render(request, "employees/comment_answer.html", {"comment": comment, "name": name, "form": form})


@require_POST
def take_back(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment = get_object_or_404(RoleComment.objects.visible_to(request.user).select_related("role"), pk=comment_id, author=request.user)
    if verbs.take_back(comment=comment, by=account_of(request)):
        messages.success(request, _("Your comment is gone."))
    else:
        messages.error(request, _("It has been answered already, so it stays: others have read the answer. Ask the editors to remove it."))
    return redirect("role-comments", comment.role.slug)


def refuse_others(request: HttpRequest) -> None:
    if not access.of(request.user).may(Permission.EDIT_FRAMEWORK):
        raise PermissionDenied


def role_names(request: HttpRequest, roles: set[int]) -> dict[int, str]:
    profiles = RoleProfile.objects.in_force(access.of(request.user).today).filter(role__in=roles)
    return dict(profiles.values_list("role", "name"))
