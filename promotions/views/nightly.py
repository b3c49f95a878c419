"""The nightly run: how it went, how far it is, and a button to run it now."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from employees import access
from employees.access import Permission
from employees.models import User
from promotions import run_history, tasks
from promotions.models import NightlyRun
from promotions.nights import runs
from promotions.nights.runs import RunRefusedError
from promotions.run_history import RunReport

READINESS = NightlyRun.Job.READINESS


@require_safe
def nightly(request: HttpRequest) -> HttpResponse:
    reader = access.of(request.user)
    if not reader.may(Permission.READ_NIGHTLY):
        raise PermissionDenied
    reports = run_history.reports(READINESS)
    running = next((report for report in reports if report.running), None)
    last = next((report for report in reports if not report.running), None)
    failing = next((report for report in (running, last) if report), None)
    context = {
        "reports": reports,
        "running": running,
        "last": last,
        "failures": run_history.failures(failing.run) if failing else [],
        "failing": failing,
        "may_run": reader.may(Permission.RUN_NIGHTLY),
        "today": timezone.localdate(),
    }
    return render(request, "promotions/nightly.html", context)


@require_POST
def run_now(request: HttpRequest) -> HttpResponse:
    """Begin today's run, or take up one that stopped. One that is going on is left alone."""
    if not access.of(request.user).may(Permission.RUN_NIGHTLY):
        raise PermissionDenied
    user: User = request.user  # type: ignore[assignment]  # may run, so signed in
    running = run_history.running(READINESS)
    if running and not running.stalled and running.run.on >= timezone.localdate():
        messages.info(request, under_way(running))
    else:
        begin(request, user)
    return redirect("hr-nightly")


def begin(request: HttpRequest, user: User) -> None:
    try:
        run = runs.start(READINESS, on=timezone.localdate(), full=False, by=user)
    except RunRefusedError as refusal:
        messages.error(request, str(refusal))
        return
    tasks.hand_out(run)
    run.refresh_from_db()
    messages.add_message(request, *told(run_history.report(run_history.runs().get(pk=run.pk))))


def under_way(report: RunReport) -> str:
    began = timezone.localtime(report.run.started_at)
    return f"A run is under way since {began:%H:%M}, {report.done} of {report.shards} shards done. A second one does not begin beside it."


def told(report: RunReport) -> tuple[int, str]:
    """Return how the run stands, right after it was asked for: ended when tasks run in this process, under way otherwise."""
    run, counts = report.run, report.counts
    if report.running:
        return messages.INFO, f"The run has begun: {report.shards} shards are handed out to the workers."
    if run.status == run.Status.SUCCEEDED:
        return messages.SUCCESS, (
            f"The run for {run.on:%-d %B %Y} has ended: {counts['people']:,} people computed, {counts['written']:,} rows written, "
            f"{run.facts_written:,} monthly facts written."
        )
    return messages.ERROR, f"The run has failed. {run.error}"
