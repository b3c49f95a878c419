"""The team's skills as a map and as a file; and a goal out of a gap by one click."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employees import access, trail
from employees.access import Access
from employees.models import Employee
from employees.plans import services
from employees.plans.errors import PlanError
from employees.presenters.skills_page import asked_skill
from employees.presenters.team_map import Leaving, TeamMap, file_of, leaving, team_map
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated


@require_safe
def team_skills(request: HttpRequest) -> HttpResponse:
    page = team_map(access.of(request.user), request.GET.dict())
    trail.listed(Employee, by=request.user, count=len(page.rows), asked=request.GET.dict())
    return render(request, "employees/team_skills.html", {"page": page, "leaving": asked_about(page, request.GET.get("without", ""))})


@require_safe
@recently_authenticated
def team_skills_file(request: HttpRequest) -> HttpResponseBase:
    page = team_map(access.of(request.user), request.GET.dict())
    trail.exported(Employee, by=request.user, name="team-skills", count=page.listing.rows.count(), asked=request.GET.dict())
    return file_of(page)


def asked_about(page: TeamMap, number: str) -> Leaving | None:
    """Return what the team would lose with the person of that number; None when nobody of the team is asked about."""
    found = page.team.with_position(page.reader.today).filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    return leaving(page, found) if found else None


@require_POST
def make_goal(request: HttpRequest, employee_id: int, skill_id: int) -> HttpResponse:
    """Make a gap a goal: one's own at once, of somebody in one's line as a proposal, which they decide on."""
    reader = access.of(request.user)
    people = Employee.objects.visible_to(request.user).filter(reader.oneself() | reader.line() | reader.rated())
    employee = get_object_or_404(people, pk=employee_id)
    skill, level = asked_skill(skill_id, request.POST.get("level", ""), reader)
    if skill is None:
        messages.error(request, _("No role asks for this skill at that level. Look at the page as it is now."))
        return back(request, employee, reader)
    verb = services.add_goal if employee == reader.employee else services.propose_goal
    told = {"skill": skill.name, "level": level, "name": employee.name}
    try:
        verb(employee=employee, skill=skill, level=level, on=reader.today, by=account_of(request))
    except PlanError as refusal:
        messages.error(request, str(refusal))
    else:
        own = employee == reader.employee
        said = _("%(skill)s at level %(level)s is a goal of your plan.") if own else _("Proposed to %(name)s, who decides: %(skill)s.")
        messages.success(request, said % told)
    return back(request, employee, reader)


def back(request: HttpRequest, employee: Employee, reader: Access) -> HttpResponse:
    """Return to the page on which the button was."""
    asked = request.POST.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return redirect(asked)
    return redirect("my-skills") if employee == reader.employee else redirect("person-skills", employee.pk)
