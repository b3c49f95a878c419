"""What a run leaves, read out for comparison, and what must hold of it at every moment, in one snapshot."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from promotions.models import BenchFact, MobilityFact, NextChange, PositionDuration, Readiness, ReadinessChange
from promotions.models.readiness import GATES

Row = tuple[Any, ...]
# Which version and policy, by name: the key that a crash made PostgreSQL skip differs.
NAMED = ("policy__number", "version__framework__code", "version__number")
CONTENT = ("role", "score", "met", "total", *GATES, "status", "ready_since", *NAMED)
FACTS: tuple[type[models.Model], ...] = (MobilityFact, PositionDuration, BenchFact)


def connect_to(database: str) -> None:
    """Point this process's queries at a database of the cluster."""
    connection.close()
    connection.settings_dict["NAME"] = database


@dataclass(frozen=True)
class Record:
    """All rows that runs leave but for which run it was.

    `people`: employee → rows of readiness and turns of status, each with the name of its table. `looks`: employee → the
    day on which the calendar next turns something of theirs.
    """

    people: dict[int, frozenset[Row]]
    looks: dict[int, dt.date]
    facts: frozenset[Row]

    def __len__(self) -> int:
        return len(self.facts) + len(self.looks) + sum(len(rows) for rows in self.people.values())


def record() -> Record:
    people: dict[int, set[Row]] = {}
    readiness = Readiness.objects.values_list("employee", *CONTENT)
    for table, rows in (("readiness", readiness), ("turn", _turns())):
        for person, *content in rows:
            people.setdefault(person, set()).add((table, *content))
    facts = {(model.__name__, *row) for model in FACTS for row in _content(model)}
    looks = dict(NextChange.objects.values_list("employee", "on"))
    return Record({person: frozenset(rows) for person, rows in people.items()}, looks, frozenset(facts))


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
