"""The team board: everybody in the reader's line, as a page and as a file, and the views of it that the reader keeps."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employees import access, trail
from employees.models import Employee, TeamView
from employees.presenters.team_board import TeamBoard, file_of, team_board
from employees.presenters.team_view_form import TeamViewForm, ViewNameForm
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from employees.team_views import TeamViewError, remove_view, rename_view, save_view


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    return shown(request, request.GET.dict())


def shown(request: HttpRequest, asked: Mapping[str, str], form: TeamViewForm | None = None) -> HttpResponse:
    """Render the board; with a form that was refused, open it with what was typed."""
    board = team_board(access.of(request.user), asked)
    members = board.members
    trail.listed(Employee, by=request.user, count=len(members), asked=asked)
    views = [(view, view.asked == board.kept) for view in TeamView.objects.visible_to(request.user)]
    found = {"board": board, "members": members, "views": views, "form": form or TeamViewForm(initial=board.form_fields)}
    return render(request, "employees/team.html", found)


@require_POST
def save_team_view(request: HttpRequest) -> HttpResponse:
    """Keep what the board shows under a name."""
    form = TeamViewForm(request.POST)
    if form.is_valid():
        try:
            view = save_view(**form.said, by=account_of(request))
        except TeamViewError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
            return redirect(reverse("team") + view.query)
    return shown(request, form.board_asks, form)


@require_POST
def team_view_step(request: HttpRequest, view_id: int, step: str) -> HttpResponse:
    """Rename or remove one of the reader's own."""
    view = get_object_or_404(TeamView.objects.visible_to(request.user), pk=view_id)
    if step == "remove":
        remove_view(view=view, by=account_of(request))
        messages.success(request, _("“%(name)s” is removed.") % {"name": view.name})
    elif step == "rename":
        rename(request, view)
    else:
        raise Http404
    return redirect("team")


def rename(request: HttpRequest, view: TeamView) -> None:
    form = ViewNameForm(request.POST)
    try:
        if not form.is_valid():
            raise TeamViewError(" ".join(map(str, form.errors["name"])))
        rename_view(view=view, name=form.cleaned_data["name"], by=account_of(request))
    except TeamViewError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Now called “%(name)s”.") % {"name": view.name})


@require_safe
@recently_authenticated
def team_file(request: HttpRequest) -> HttpResponseBase:
    board = board_of(request)
    trail.exported(Employee, by=request.user, name="team", count=board.listing.ordered.count(), asked=request.GET.dict())
    return file_of(board)


def board_of(request: HttpRequest) -> TeamBoard:
    return team_board(access.of(request.user), request.GET.dict())
