"""What a run leaves, read out for comparison, and what must hold of it at every moment, in one snapshot."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from employees.models import CredentialReminder, Notice, NoticeLine, NudgeDigest
from promotions.models import (
    BenchFact,
    MobilityFact,
    MoveStay,
    NextChange,
    PositionDuration,
    PresentStay,
    Readiness,
    ReadinessChange,
    ToldPart,
)
from promotions.models.readiness import GATES

Row = tuple[Any, ...]
# Which version and policy, by name: the key that a crash made PostgreSQL skip differs.
NAMED = ("policy__number", "version__framework__code", "version__number")
CONTENT = ("role", "score", "met", "total", *GATES, "status", "ready_since", *NAMED)
REMINDER = ("held__employee", "held__credential", "held__issued_on", "threshold", "on")
FACTS: tuple[type[models.Model], ...] = (MobilityFact, PositionDuration, PresentStay, MoveStay, BenchFact, ToldPart)


def connect_to(database: str) -> None:
    """Point this process's queries at a database of the cluster."""
    connection.close()
    connection.settings_dict["NAME"] = database


@dataclass(frozen=True)
class Record:
    """All rows that runs leave but for which run it was.

    `people`: employee → rows of readiness and turns of status, each with the name of its table. `looks`: employee → the
    day on which the calendar next turns something of theirs. `told`: employee → reminders of their credentials and notices about them.
    `digests`: employee → the weekly digests to them, with all their lines.
    """

    people: dict[int, frozenset[Row]]
    looks: dict[int, dt.date]
    facts: frozenset[Row]
    told: dict[int, frozenset[Row]] = field(default_factory=dict)
    digests: dict[int, frozenset[Row]] = field(default_factory=dict)

    def __len__(self) -> int:
        by_person = [*self.people.values(), *self.told.values(), *self.digests.values()]
        return len(self.facts) + len(self.looks) + sum(len(rows) for rows in by_person)


def record() -> Record:
    facts = {(model.__name__, *row) for model in FACTS for row in _content(model)}
    looks = dict(NextChange.objects.values_list("employee", "on"))
    return Record(
        people=_by_person(readiness=Readiness.objects.values_list("employee", *CONTENT), turn=_turns()),
        looks=looks,
        facts=frozenset(facts),
        told=_by_person(reminder=CredentialReminder.objects.values_list(*REMINDER), notice=_notices()),
        digests=_by_person(week=NudgeDigest.objects.values_list("employee", "week", "on"), digest=_digests()),
    )


def _by_person(**tables: Iterable[Row]) -> dict[int, frozenset[Row]]:
    """Return {employee: rows, each with the name of its table}; the employee is first in each row."""
    found: dict[int, set[Row]] = {}
    for table, rows in tables.items():
        for person, *content in rows:
            found.setdefault(person, set()).add((table, *content))
    return {person: frozenset(rows) for person, rows in found.items()}


def _notices() -> Iterable[Row]:
    """Return the notices about each person with how often each was written: a second one makes another row."""
    told = Counter(Notice.objects.filter(kind="credential").values_list("about", "to_person", "on", "subject", "text"))
    return [(*notice, times) for notice, times in told.items()]


def _digests() -> Iterable[Row]:
    """Return the weekly digests to each person with their lines, and how often each was written."""
    lines: dict[int, list[Row]] = {}
    for notice, *line in NoticeLine.objects.filter(notice__kind="nudges").values_list("notice", "about", "text"):
        lines.setdefault(notice, []).append(tuple(line))
    notices = Notice.objects.filter(kind="nudges").values_list("pk", "to_person", "on", "subject", "text")
    written = Counter((*digest, tuple(sorted(lines.get(notice, [])))) for notice, *digest in notices)
    return [(*digest, times) for digest, times in written.items()]


def _turns() -> Iterable[Row]:
    """Return each turn of status with its place in the story of that person and role: a second telling has another place."""
    places: dict[tuple[int, int], int] = {}
    for person, role, on, old, new in ReadinessChange.objects.order_by("pk").values_list("employee", "role", "on", "old", "new"):
        places[person, role] = place = places.get((person, role), 0) + 1
        yield person, role, place, on, old, new


def _content(model: type[models.Model]) -> Iterable[Row]:
    return model._default_manager.values_list(*(field.attname for field in model._meta.concrete_fields if not field.primary_key))


# --- What holds at every moment ---------------------------------------------------------------

# Raw SQL: each is one statement, so one snapshot; a state between two transactions would show.
LAWS = {
    "two runs of one job are running": """
        SELECT count(*) FROM promotions_nightlyrun WHERE status = 'running' GROUP BY job HAVING count(*) > 1""",
    "rows of one person were decided under two policies: half of one run, half of another": """
        SELECT employee_id FROM promotions_readiness GROUP BY employee_id HAVING count(DISTINCT policy_id) > 1""",
    "a turn does not begin where the one before ended: told twice, or lost": """
        SELECT id FROM (SELECT id, old, lag(new) OVER (PARTITION BY employee_id, role_id ORDER BY id) AS before
                        FROM promotions_readinesschange) told WHERE old IS DISTINCT FROM before""",
    "a turn is dated before the one it follows": """
        SELECT id FROM (SELECT id, "on", lag("on") OVER (PARTITION BY employee_id, role_id ORDER BY id) AS before
                        FROM promotions_readinesschange) told WHERE "on" < before""",
    "the stored status is not what the turns add up to": """
        SELECT employee_id FROM promotions_readiness r FULL JOIN (
            SELECT DISTINCT ON (employee_id, role_id) employee_id, role_id, new FROM promotions_readinesschange
            ORDER BY employee_id, role_id, id DESC) newest USING (employee_id, role_id)
        WHERE r.status IS DISTINCT FROM newest.new""",
    "somebody has been ready since before they came, or since a day that no run has come to": """
        SELECT e.id FROM promotions_readiness r JOIN employees_employee e ON e.id = r.employee_id
        WHERE r.ready_since < e.hired_on OR r.ready_since > (SELECT max("on") FROM promotions_nightlyrun)""",
    "a row changed that no mark, date or rule had announced": "SELECT id FROM promotions_runshard WHERE drifted > 0",
    "a run ended with a shard unfinished": """
        SELECT s.id FROM promotions_runshard s JOIN promotions_nightlyrun r ON r.id = s.run_id
        WHERE r.status IN ('succeeded', 'failed') AND s.status = 'pending'""",
    "a run succeeded although a shard failed": """
        SELECT s.id FROM promotions_runshard s JOIN promotions_nightlyrun r ON r.id = s.run_id
        WHERE r.status = 'succeeded' AND s.status = 'failed'""",
    "a reminder stands without its notice to the holder": """
        SELECT r.id FROM employees_credentialreminder r JOIN employees_heldcredential h ON h.id = r.held_id WHERE NOT EXISTS (
            SELECT 1 FROM employees_notice n WHERE n.to_person_id = h.employee_id AND n.about_id = h.employee_id AND n."on" = r."on")""",
    # Whoever held no position that day had no unit, so no HR partner; a position may be corrected after the digest.
    "a digest counts other reminders than those that its night took up": """
        SELECT "on" FROM (
            SELECT "on", substring(subject FROM '[0-9]+')::int AS told FROM employees_notice WHERE kind = 'credential-digest') digest
        FULL JOIN (
            SELECT r.digested_on AS "on", count(DISTINCT r.id) AS taken, count(p.id) AS seated FROM employees_credentialreminder r
            JOIN employees_heldcredential h ON h.id = r.held_id
            LEFT JOIN employees_position p ON p.employee_id = h.employee_id AND p.start <= r."on" AND (p."end" IS NULL OR p."end" > r."on")
            WHERE r.digested_on IS NOT NULL GROUP BY r.digested_on) night USING ("on")
        WHERE coalesce(told, 0) NOT BETWEEN coalesce(seated, 0) AND coalesce(taken, 0)""",
    "somebody was written two weekly digests in one week": """
        SELECT to_person_id FROM employees_notice WHERE kind = 'nudges'
        GROUP BY to_person_id, date_trunc('week', "on") HAVING count(*) > 1""",
    "a weekly digest stands without its notice, the notice without its week, or without a line": """
        SELECT coalesce(d.id, n.id) FROM employees_nudgedigest d FULL JOIN (SELECT * FROM employees_notice WHERE kind = 'nudges') n
            ON n.id = d.notice_id AND n.to_person_id = d.employee_id AND n."on" = d."on"
        WHERE d.id IS NULL OR NOT EXISTS (SELECT 1 FROM employees_noticeline l WHERE l.notice_id = n.id)""",
}


def broken_laws() -> list[str]:
    """Return, as sentences, which laws the database breaks at this moment."""
    broken = []
    with connection.cursor() as cursor:
        for law, query in LAWS.items():
            cursor.execute(query)
            if found := cursor.fetchall():
                broken.append(f"{law}: {len(found)} of them, first {found[0][0]}")
    return broken
