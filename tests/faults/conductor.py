"""Plays one schedule against the real services, and holds what is left against the undisturbed story."""

import datetime as dt
import io
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from employees import outbox
from employees.models import CredentialReminder, Employee, Notice, Stale
from employees.nudges.digests import waiting, wanted_by
from employees.nudges.due import Span, nudges
from employees.tasks import mail_notices
from promotions import tasks
from promotions.models import NightlyRun
from promotions.nights import runs
from promotions.nights.jobs import JOBS
from tests.faults import company, strikes
from tests.faults.company import Change
from tests.faults.oracle import MOMENTS, Ledger, Lived, Night, differences, replay, worked_out
from tests.faults.private import Broker, Cluster, wait_until
from tests.faults.processes import Control, Process, Processes, around_midnight, at_night
from tests.faults.records import Record, broken_laws, connect_to, record
from tests.faults.schedules import Schedule, Step

STRIKE_SECONDS = 20.0
SETTLE_SECONDS = 240.0  # for a machine with other work to do; a quiet one takes some seconds
WATCHES = 5
EVERYBODY = Span(0, 2**31)


class UnsettledError(Exception):
    """The night did not come to an end in time."""


@dataclass
class Outcome:
    """What a schedule came to; `wrong` are sentences, one a fault found."""

    compared: int = 0
    differing: int = 0
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def _nights(ledgers: list[Ledger]) -> tuple[Night, ...]:
    return tuple(night for ledger in ledgers for night in ledger.nights())


class Stage:
    """The private services, processes and databases, kept from schedule to schedule."""

    def __init__(self, folder: Path, cluster: Cluster, broker: Broker) -> None:
        self.cluster, self.broker, self.control = cluster, broker, Control(folder / "control")
        timezone.now = self.control.clock  # the driver's own writes bear the company's dates, too
        self._found_company()
        self.cluster.copy("founded", "lived")
        self.processes = Processes(folder)

    def _found_company(self) -> None:
        """Make the company once, with its first night behind it; every schedule begins on a copy."""
        self.cluster.execute("CREATE DATABASE founded")
        connect_to("founded")
        self.control.set_clock(at_night(company.FIRST_NIGHT))
        call_command("migrate", verbosity=0)
        company.found(random.Random(1))  # noqa: S311  # a test's dice
        call_command("nightly", stdout=io.StringIO())
        connection.close()

    def close(self) -> None:
        connection.close()
        self.processes.close()

    # --- One schedule ---

    def play(self, schedule: Schedule) -> Outcome:
        outcome = Outcome()
        try:
            self._play(schedule, outcome)
        except Exception as error:  # noqa: BLE001  # a schedule that breaks down is a finding, and the next ones are still to be played
            outcome.wrong.append(f"{type(error).__name__}: {error}")
            self.processes.kill_everything()
            self.processes.replace_workers()
        return outcome

    def _play(self, schedule: Schedule, outcome: Outcome) -> None:
        self._set(schedule)
        ledgers = [Ledger(job) for job in JOBS]
        _nights(ledgers)
        story = [self._live(step, ledgers, outcome) for step in schedule.steps]
        story.append(self._last_night(schedule, ledgers, outcome))
        self._judge(story, outcome)

    def _set(self, schedule: Schedule) -> None:
        connection.close()
        strikes.lift(self)
        self.broker.forget()
        self.control.empty_postbox()
        self.cluster.copy("founded", "lived")
        connect_to("lived")
        self.control.set_full_from(schedule.full_from)

    def _live(self, step: Step, ledgers: list[Ledger], outcome: Outcome) -> Lived:
        """Let a step happen: changes by day, then the night with its fault, until it has come to an end or everything is dead."""
        midnight = step.fault in {"midnight", "late beat"}
        self.control.set_clock(around_midnight(step.on)[0] if midnight else at_night(step.on))
        strikes.empty_disk()
        by_day = self._day(step)
        strikes.lay(self, step)
        if step.point:
            self.control.want(step.point, step.arrival)
        for starter in step.starters:
            self.begin_night(starter)
        struck = not step.point or self._strike(step, outcome)
        outcome.counts[step.fault if struck else f"{step.fault} (nobody came to that point)"] += 1
        if not (struck and step.fault == "abandon"):
            self._settle(outcome, hopeless=step.fault == "disk full")
        self._hold_laws(f"after the night of {step.on}", outcome)
        self.processes.replace_workers()
        return Lived(step.on, by_day, _nights(ledgers), step.meanwhile if struck else None)

    def _day(self, step: Step) -> tuple[Change | Night, ...]:
        """Let the changes happen, and follow each at once as the site does."""
        happened: list[Change | Night] = []
        for change in step.changes:
            with worked_out() as nights:
                company.happen(change, step.on)
            happened += [change, *nights]
        return tuple(happened)

    def begin_night(self, starter: str) -> Process | None:
        if starter == "command":
            return self.processes.command("nightly")
        tasks.nightly.delay()
        return None

    def _strike(self, step: Step, outcome: Outcome) -> bool:
        """Wait until a process has come to the point, do the harm, and let it go on. Return whether one came."""
        wait_until(lambda: self.control.held() is not None or self._stays_quiet(), STRIKE_SECONDS)
        pid = self.control.held()
        if pid is not None:
            self._hold_laws(f"in the night of {step.on}, at {step.point!r}", outcome)
            strikes.STRIKES[step.fault](self, step, pid)
        self.control.let_go()
        return pid is not None

    def _hold_laws(self, when: str, outcome: Outcome) -> None:
        outcome.wrong += [f"{when}: {law}" for law in broken_laws()]

    def _quiet(self) -> bool:
        """Return whether nothing is under way: no task, no command, no query."""
        if not (self.broker.idle() and self.processes.commands_ended() and self.control.held() is None):
            return False
        busy = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND state <> 'idle'"
        with connection.cursor() as cursor:
            cursor.execute(busy)
            return bool(cursor.fetchone()[0] == 0)

    def _stays_quiet(self) -> bool:
        """Look three times: for a moment between a worker's taking a message and noting it, the broker knows nothing of it."""
        for _ in range(3):
            if not self._quiet():
                return False
            time.sleep(0.05)
        return True

    def settle(self) -> None:
        """Return once nothing is under way."""
        if not wait_until(self._stays_quiet, SETTLE_SECONDS):
            raise UnsettledError(f"Still busy after {SETTLE_SECONDS:.0f} s: {self._business()}")

    def _business(self) -> str:
        queue = f"{self.broker.client.llen('celery')} tasks waiting, {self.broker.client.hlen('unacked')} under way"
        alive = [process.words for process in self.processes.alive()]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid, state, left(query, 80) FROM pg_stat_activity WHERE backend_type = 'client backend' AND state <> 'idle'"
            )
            return f"{queue}, commands ended: {self.processes.commands_ended()}, alive: {alive}, queries: {cursor.fetchall()}"

    def _settle(self, outcome: Outcome, *, hopeless: bool = False) -> None:
        """Let the night end, by beat's watch where its messages were lost or it could not even begin.

        While the disk is full under the runs' own tables a night cannot so much as note that it failed: then it is `hopeless`.
        """
        for _ in range(WATCHES):
            self.settle()
            self.control.set_clock(self.control.clock() + runs.STANDSTILL + dt.timedelta(minutes=1))
            if not any(runs.needs_a_push(job, timezone.localdate()) for job in JOBS):
                return
            outcome.counts["times the watch had to take up or begin a night"] += 1
            self.processes.replace_workers()
            tasks.watch.delay()
        if not hopeless:
            raise UnsettledError(f"The night had not ended after {WATCHES} watches.")
        self.settle()
        outcome.counts["nights that could not end while the disk was full"] += 1

    def _last_night(self, schedule: Schedule, ledgers: list[Ledger], outcome: Outcome) -> Lived:
        """Take all harm away; the night after must set everything right by itself."""
        strikes.lift(self)
        self.processes.replace_workers()
        self.control.set_clock(at_night(schedule.last_night))
        tasks.nightly.delay()
        self._settle(outcome)
        mail_notices.delay()
        self.settle()
        for job in JOBS:
            run = NightlyRun.objects.planned(job).order_by("-pk")[0]
            if (run.on, run.status) != (schedule.last_night, "succeeded"):
                outcome.wrong.append(f"the undisturbed night of {schedule.last_night}, {job}: {run.on} {run.status} {run.error}")
        if marks := Stale.objects.count():
            outcome.wrong.append(f"{marks} marks are left after an undisturbed night")
        outcome.wrong += self._untold(schedule.last_night)
        self._hold_laws("at the end", outcome)
        return Lived(schedule.last_night, (), _nights(ledgers))

    def _untold(self, on: dt.date) -> Iterator[str]:
        """Say what an undisturbed night has left untold: each notice has left by mail at least once, nothing else has, HR knows all."""
        if waiting := Notice.objects.exclude(mail__in=["none", "sent"]).count():
            yield f"{waiting} mails are waiting still, or were given up"
        noted = {outbox.message_id(notice) for notice in Notice.objects.filter(mail="sent")}
        if strays := noted ^ self.control.posted():
            yield f"{len(strays)} mails were noted as sent and never left, or left without their notice"
        if undigested := CredentialReminder.objects.filter(digested_on__isnull=True).count():
            yield f"{undigested} reminders are in no digest"
        if without := [person.pk for person in self._waiting_for_a_digest(on)]:
            yield f"{len(without)} people have no digest of that week though something waits for them, first {without[0]}"

    @staticmethod
    def _waiting_for_a_digest(on: dt.date) -> Iterator[Employee]:
        """Yield whom the night should have written to, and has not."""
        due = nudges(on, EVERYBODY)
        return (person for person in waiting(on).select_related("nudge_preference") if wanted_by(person, due.get(person.pk, ())))

    def _judge(self, story: list[Lived], outcome: Outcome) -> None:
        found = record()
        moments = MOMENTS if any(lived.meanwhile for lived in story) else MOMENTS[:1]
        wrong = differences(found, [self._undisturbed(story, moment) for moment in moments], story[-1].on)
        outcome.compared, outcome.differing = len(found), len(wrong)
        outcome.wrong += [f"differs: {row}" for row in wrong[:10]]

    def _undisturbed(self, story: list[Lived], moment: str) -> Record:
        connection.close()
        self.cluster.copy("founded", "undisturbed")
        connect_to("undisturbed")
        return replay(story, moment)

    # --- Harm that needs services ---

    def restart_postgresql(self) -> None:
        connection.close()
        self.cluster.crash()
        self.cluster.start()

    def restart_redis(self) -> None:
        self.broker.crash()
        self.broker.start()

    def answers(self) -> bool:
        with suppress(DatabaseError, InterfaceError):
            connection.close()
            connection.ensure_connection()
            return True
        return False
