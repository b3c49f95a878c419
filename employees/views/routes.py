"""The route finder: from one's own role, or any, to any other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from employees import access
from employees.presenters.route_page import route_page
from employees.presenters.route_question import asked_by


@require_safe
def routes(request: HttpRequest) -> HttpResponse:
    question = asked_by(access.of(request.user), request.GET)
    return render(request, "employees/routes.html", {"page": route_page(question), "form": question.form})
