"""The nightly jobs by name, in the order in which one process does them. They share nothing: one that fails stops no other."""

from promotions import nudges, reminders, retention
from promotions.calibration import job as calibration
from promotions.models import NightlyRun
from promotions.nights.job import Job
from promotions.readiness import job as readiness

JOBS: dict[str, Job] = {
    NightlyRun.Job.READINESS: readiness,
    NightlyRun.Job.REMINDERS: reminders,
    NightlyRun.Job.RETENTION: retention,
    NightlyRun.Job.NUDGES: nudges,
    NightlyRun.Job.DRIFT: calibration,
}
