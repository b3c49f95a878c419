"""The team board: everybody in the reader's line, as a page and as a file."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from employees import access, trail
from employees.models import Employee
from employees.presenters.team_board import TeamBoard, file_of, team_board
from employees.sign_in.recency import recently_authenticated


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    board = board_of(request)
    members = board.members
    trail.listed(Employee, by=request.user, count=len(members), asked=request.GET.dict())
    return render(request, "employees/team.html", {"board": board, "members": members})


@require_safe
@recently_authenticated
def team_file(request: HttpRequest) -> HttpResponseBase:
    board = board_of(request)
    trail.exported(Employee, by=request.user, name="team", count=board.listing.ordered.count(), asked=request.GET.dict())
    return file_of(board)


def board_of(request: HttpRequest) -> TeamBoard:
    return team_board(access.of(request.user), request.GET.dict())
