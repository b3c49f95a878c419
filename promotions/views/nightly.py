"""The nightly jobs: how their runs went, how far they are, and buttons to run them now and to stop one."""

import datetime as dt

import structlog
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employees import access, outbox
from employees.access import Permission
from employees.models import User
from pathways.words import day, written
from promotions import run_history, tasks
from promotions.models import NightlyRun
from promotions.nights import runs
from promotions.nights.jobs import JOBS
from promotions.nights.runs import RunRefusedError
from promotions.run_history import RunReport

log = structlog.get_logger(__name__)

MAIL_SHOWN = dt.timedelta(days=30)


@require_safe
def nightly(request: HttpRequest) -> HttpResponse:
    reader = access.of(request.user)
    if not reader.may(Permission.READ_NIGHTLY):
        raise PermissionDenied
    mail = outbox.mail_report(reader.today - MAIL_SHOWN)
    context = {"jobs": run_history.histories(), "mail": mail, "may_run": reader.may(Permission.RUN_NIGHTLY)}
    return render(request, "promotions/nightly.html", context)


@require_POST
def run_now(request: HttpRequest) -> HttpResponse:
    """Begin today's run of every job, or take up one that stopped. One that is going on is left alone."""
    if not access.of(request.user).may(Permission.RUN_NIGHTLY):
        raise PermissionDenied
    user: User = request.user  # type: ignore[assignment]  # may run, so signed in
    for job in JOBS:
        running = run_history.running(job)
        if running and not running.stalled and running.run.on >= timezone.localdate():
            messages.info(request, under_way(running))
        else:
            begin(request, job, user)
    return redirect("hr-nightly")


@require_POST
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a run that is going; it ends once the shards under way are done."""
    if not access.of(request.user).may(Permission.RUN_NIGHTLY):
        raise PermissionDenied
    user: User = request.user  # type: ignore[assignment]  # may run, so signed in
    run = get_object_or_404(run_history.runs(), pk=run_id)
    if runs.cancel(run.pk, by=user):
        messages.success(
            request, _("%(job)s: the run is cancelled. The next one does what it left undone.") % {"job": capfirst(run.get_job_display())}
        )
    else:
        messages.info(request, _("That run has ended already; there is nothing to cancel."))
    return redirect("hr-nightly")


def begin(request: HttpRequest, job: str, user: User) -> None:
    try:
        run = runs.start(job, on=timezone.localdate(), full=False, by=user)
        tasks.hand_out(run)
    except RunRefusedError as refusal:
        messages.error(request, str(refusal))
    except Exception:  # the other jobs begin all the same
        log.exception("nightly run could not begin", job=job)
        messages.error(request, _("%(job)s could not begin. Its newest run says why.") % {"job": capfirst(NightlyRun.Job(job).label)})
    else:
        messages.add_message(request, *told(run_history.report_of(run.pk)))


def under_way(report: RunReport) -> str:
    began = timezone.localtime(report.run.started_at)
    facts = {"title": report.title, "time": written(began, "TIME_FORMAT"), "done": report.done, "shards": report.shards}
    return _("%(title)s: a run is under way since %(time)s, %(done)s of %(shards)s shards done. No second begins.") % facts


def told(report: RunReport) -> tuple[int, str]:
    """Return how the run stands, right after it was asked for: ended when tasks run in this process, under way otherwise."""
    run = report.run
    if report.running:
        return messages.INFO, _("%(title)s: the run has begun, %(shards)s shards are handed out to the workers.") % {
            "title": report.title,
            "shards": report.shards,
        }
    if run.status == run.Status.SUCCEEDED:
        return messages.SUCCESS, _("%(title)s: the run for %(on)s has ended, %(figures)s.") % {
            "title": report.title,
            "on": day(run.on),
            "figures": report.figures_text,
        }
    return messages.ERROR, _("%(title)s: the run has failed. %(error)s") % {"title": report.title, "error": run.error}
