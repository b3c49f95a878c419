"""The faults themselves: what is done to the services and processes, at a point or before the night begins."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import connection

from employees.models import Employee
from tests.faults import company
from tests.faults.private import wait_until
from tests.faults.processes import around_midnight
from tests.faults.schedules import Step

if TYPE_CHECKING:
    from tests.faults.conductor import Stage

# --- Laid before the night --------------------------------------------------------------------

DISK_FULL = """
CREATE SEQUENCE faults_refused;
CREATE FUNCTION faults_disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('faults_refused') <= {figure} THEN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER faults_disk_full BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION faults_disk_full()
"""
POISON = """
CREATE FUNCTION faults_poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF COALESCE(NEW.employee_id, OLD.employee_id) = {employee} THEN
        RAISE EXCEPTION 'poison';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER faults_poison BEFORE INSERT OR UPDATE OR DELETE ON promotions_readiness FOR EACH ROW EXECUTE FUNCTION faults_poison();
CREATE TRIGGER faults_poison BEFORE INSERT OR UPDATE OR DELETE ON promotions_nextchange FOR EACH ROW EXECUTE FUNCTION faults_poison();
CREATE FUNCTION faults_poison_notice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.about_id = {employee} THEN
        RAISE EXCEPTION 'poison';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER faults_poison BEFORE INSERT ON employees_notice FOR EACH ROW EXECUTE FUNCTION faults_poison_notice();
CREATE TRIGGER faults_poison BEFORE INSERT ON employees_noticeline FOR EACH ROW EXECUTE FUNCTION faults_poison_notice()
"""
LIFT_POISON = """
DROP FUNCTION IF EXISTS faults_poison() CASCADE;
DROP FUNCTION IF EXISTS faults_poison_notice() CASCADE
"""
LIFT_DISK_FULL = """
DROP FUNCTION IF EXISTS faults_disk_full() CASCADE;
DROP SEQUENCE IF EXISTS faults_refused
"""
FULL_TABLES = (
    "promotions_readiness",
    "promotions_readinesschange",
    "promotions_nextchange",
    "promotions_mobilityfact",
    "promotions_runshard",
    "promotions_nightlyrun",
    "promotions_rolerules",
    "employees_stale",
    "employees_credentialreminder",
    "employees_notice",
    "employees_noticeline",
    "employees_nudgedigest",
)


def lay(stage: "Stage", step: Step) -> None:
    """Poison the shard of a person or fill the disk under a table; earlier poison of the same kind goes."""
    if step.fault not in {"poison", "deadly", "disk full"}:
        return
    lift(stage)
    employee = Employee.objects.values_list("pk", flat=True).get(number=f"{step.person:05}")
    if step.fault == "deadly":
        stage.control.set_deadly(employee)
    elif step.fault == "poison":
        _execute(POISON.format(employee=employee))
    else:
        _execute(DISK_FULL.format(figure=step.figure, table=FULL_TABLES[step.person % len(FULL_TABLES)]))


def lift(stage: "Stage") -> None:
    """Take all poison away."""
    stage.control.let_go()
    stage.control.set_deadly(None)
    if connection.settings_dict["NAME"] == "lived":
        _execute(LIFT_POISON)
        _execute(LIFT_DISK_FULL)


def empty_disk() -> None:
    """Let there be room again by day: people's own changes are refused openly when there is none, which is no matter of the night's."""
    _execute(LIFT_DISK_FULL)


def _execute(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


# --- Done while a process waits at a point -----------------------------------------------------


def _kill_child(stage: "Stage", step: Step, pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _kill_worker(stage: "Stage", step: Step, pid: int) -> None:
    if process := stage.processes.owner_of(pid):
        process.kill()
    stage.processes.replace_workers()


def _kill_parent(stage: "Stage", step: Step, pid: int) -> None:
    """Kill the worker's main process alone: its children go on with what they have and then find nobody to tell."""
    if process := stage.processes.owner_of(pid):
        process.send(signal.SIGKILL)
    stage.control.let_go()
    time.sleep(0.3)
    stage.processes.replace_workers()


def _stop_worker(stage: "Stage", step: Step, pid: int) -> None:
    """Stop as an operator does, warm or at once, while a task is under way; another worker is started."""
    if process := stage.processes.owner_of(pid):
        process.send(signal.SIGTERM if step.figure > 1 else signal.SIGQUIT)
    time.sleep(0.2)
    stage.control.let_go()
    stage.processes.replace_workers()


def _restart_redis(stage: "Stage", step: Step, pid: int) -> None:
    stage.restart_redis()


def _lose_redis(stage: "Stage", step: Step, pid: int) -> None:
    stage.broker.forget()


def _restart_postgresql(stage: "Stage", step: Step, pid: int) -> None:
    stage.restart_postgresql()


def _backends(where: str) -> list[int]:
    query = f"SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND {where}"  # noqa: S608  # table names of our own models
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [pid for (pid,) in cursor.fetchall()]


def _kill_backend(stage: "Stage", step: Step, pid: int) -> None:
    """Kill -9 one server process of PostgreSQL, in a transaction if any is; the server then recovers by itself."""
    for backend in (_backends("state = 'idle in transaction'") or _backends("true"))[:1]:
        with suppress(ProcessLookupError):
            os.kill(backend, signal.SIGKILL)
        connection.close()
        time.sleep(0.1)
        wait_until(stage.answers, 20)


def _cut_connections(stage: "Stage", step: Step, pid: int) -> None:
    for backend in _backends("true"):
        _execute(f"SELECT pg_terminate_backend({backend})")


def _second_run(stage: "Stage", step: Step, pid: int) -> None:
    """Begin the same night twice more, by beat and by hand, while the first is under way."""
    stage.begin_night("beat")
    stage.begin_night("command")
    stage.control.let_go()


def _midnight(stage: "Stage", step: Step, pid: int) -> None:
    """Let midnight pass during the run; another beat then begins the next day's."""
    stage.control.set_clock(around_midnight(step.on)[1])
    stage.begin_night("command" if step.figure == 1 else "beat")
    time.sleep(0.2)


def _late_beat(stage: "Stage", step: Step, pid: int) -> None:
    """Let the next day's run pass this one, that was asked for before midnight and has not begun yet."""
    stage.control.set_clock(around_midnight(step.on)[1])
    command = stage.begin_night("command")
    assert command
    if step.figure > 1:
        wait_until(lambda: not command.alive(), 30)
    else:
        time.sleep(0.3)


def _abandon(stage: "Stage", step: Step, pid: int) -> None:
    """Lose the machine: every process dies and every message is gone. Nobody begins the night again."""
    stage.processes.kill_everything()
    stage.broker.forget()
    stage.control.let_go()
    stage.settle()


def _change(stage: "Stage", step: Step, pid: int) -> None:
    assert step.meanwhile
    company.happen(step.meanwhile, step.on)


STRIKES: dict[str, Callable[["Stage", Step, int], None]] = {
    "kill child": _kill_child,
    "kill worker": _kill_worker,
    "kill worker's parent": _kill_parent,
    "stop worker": _stop_worker,
    "restart redis": _restart_redis,
    "lose redis": _lose_redis,
    "restart postgresql": _restart_postgresql,
    "kill backend": _kill_backend,
    "cut connections": _cut_connections,
    "second run": _second_run,
    "midnight": _midnight,
    "late beat": _late_beat,
    "abandon": _abandon,
    "change": _change,
}
