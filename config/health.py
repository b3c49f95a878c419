"""Two addresses for machines: is the process alive, and is it ready to serve."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from promotions.models import NightlyRun


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and every migration is applied, else 503; tell the age of the last nightly run."""
    try:
        unapplied = unapplied_migrations()
        hours = None if unapplied else hours_since_nightly()
    except DatabaseError:
        return JsonResponse({"ready": False, "database": "unreachable"}, status=503)
    answer = {"ready": not unapplied, "database": "reachable", "unapplied_migrations": unapplied, "hours_since_nightly": hours}
    return JsonResponse(answer, status=503 if unapplied else 200)


def unapplied_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def hours_since_nightly() -> float | None:
    """Return the hours since the newest run of readiness that succeeded, None when none ever did."""
    succeeded = NightlyRun.objects.planned(NightlyRun.Job.READINESS).filter(status=NightlyRun.Status.SUCCEEDED)
    finished = succeeded.order_by("-finished_at").values_list("finished_at", flat=True).first()
    return round((timezone.now() - finished).total_seconds() / 3600, 1) if finished else None
