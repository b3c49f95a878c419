"""The yardstick of one statement: readiness' scores and counts by INSERT … SELECT, in the best form that was found for it.

It starts from the skills that people hold, not from those that are asked, which halves the rows that are grouped; and each
step is materialised, or the planner joins all people first. It leaves out gates, statuses, and the comparison with what is
stored, all of which the run does: the ratio flatters it.

Raw SQL, one text for both databases: that is what is measured, and nothing in it comes from outside.
"""

import datetime as dt

from django.db import connection, transaction

from pathways.models import FrameworkVersion
from promotions.bench.nights import expect
from promotions.bench.stopwatch import Cost, timed
from promotions.readiness.arithmetic import BASIS_POINTS, WHOLE

PEOPLE_AT_A_TIME = 50_000

TABLE = """
CREATE TABLE bench_set_based (
    employee_id bigint NOT NULL, role_id bigint NOT NULL, score smallint, met smallint NOT NULL, total smallint NOT NULL,
    PRIMARY KEY (employee_id, role_id))
"""
INSERT = """
WITH move AS MATERIALIZED (
    SELECT s.role_id AS source, t.role_id AS target
    FROM pathways_transition m
    JOIN pathways_roleprofile s ON s.id = m.source_id AND s.version_id = %(version)s
    JOIN pathways_roleprofile t ON t.id = m.target_id
), asked AS MATERIALIZED (
    SELECT p.role_id AS target, q.skill_id AS skill, q.level, q.weight * (%(whole)s / q.level) AS coefficient
    FROM pathways_requirement q JOIN pathways_roleprofile p ON p.id = q.profile_id AND p.version_id = %(version)s
), whole AS MATERIALIZED (
    SELECT p.role_id AS target, sum(q.weight) * %(whole)s AS possible, count(q.id) AS total
    FROM pathways_roleprofile p LEFT JOIN pathways_requirement q ON q.profile_id = p.id WHERE p.version_id = %(version)s GROUP BY p.role_id
), path AS MATERIALIZED (
    SELECT m.source, a.target, a.skill, a.level, a.coefficient FROM move m JOIN asked a ON a.target = m.target
), person AS MATERIALIZED (
    SELECT employee_id AS employee, role_id AS role FROM employees_position
    WHERE employee_id BETWEEN %(first)s AND %(last)s AND start <= %(on)s AND ("end" IS NULL OR "end" > %(on)s)
), wanted AS MATERIALIZED (
    SELECT a.employee_id AS employee, a.role_id AS target
    FROM employees_aspiration a
    JOIN person p ON p.employee = a.employee_id AND p.role <> a.role_id
    LEFT JOIN move m ON m.source = p.role AND m.target = a.role_id
    WHERE m.source IS NULL
), held AS MATERIALIZED (
    SELECT h.employee_id AS employee, p.role, h.skill_id AS skill, h.level
    FROM employees_heldskill h JOIN person p ON p.employee = h.employee_id
    WHERE h.employee_id BETWEEN %(first)s AND %(last)s
), matched AS (
    SELECT h.employee, a.target, h.level AS held, a.level, a.coefficient FROM held h JOIN path a ON a.source = h.role AND a.skill = h.skill
    UNION ALL
    SELECT h.employee, a.target, h.level AS held, a.level, a.coefficient
    FROM wanted w JOIN held h ON h.employee = w.employee JOIN asked a ON a.target = w.target AND a.skill = h.skill
), reached AS MATERIALIZED (
    SELECT employee, target, sum(CASE WHEN held < level THEN held ELSE level END * coefficient) AS points,
           count(CASE WHEN held >= level THEN 1 END) AS met
    FROM matched GROUP BY employee, target
), target AS (
    SELECT p.employee, m.target FROM person p JOIN move m ON m.source = p.role
    UNION ALL
    SELECT employee, target FROM wanted
)
INSERT INTO bench_set_based (employee_id, role_id, score, met, total)
SELECT t.employee, t.target, %(basis_points)s * coalesce(r.points, 0) / w.possible, coalesce(r.met, 0), w.total
FROM target t
JOIN whole w ON w.target = t.target
LEFT JOIN reached r ON r.employee = t.employee AND r.target = t.target
"""
DIFFERING = """
WITH found AS (SELECT employee_id, role_id, score, met, total FROM bench_set_based),
     stored AS (SELECT employee_id, role_id, score, met, total FROM promotions_readiness)
SELECT count(*) FROM (
    SELECT * FROM (SELECT * FROM found EXCEPT SELECT * FROM stored) AS too_many
    UNION ALL
    SELECT * FROM (SELECT * FROM stored EXCEPT SELECT * FROM found) AS missing) AS differing
"""
AT_ITS_BEST = "SET LOCAL work_mem = '256MB'; SET LOCAL jit = off"


def set_based(on: dt.date) -> Cost:
    """Return what it takes to compute everybody, in pieces. Raises `RuntimeError` unless it gives the run's scores and counts."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cost = timed(lambda: _compute(on))
        cursor.execute(DIFFERING)
        differing = cursor.fetchone()[0]
        cursor.execute("DROP TABLE bench_set_based")
    expect(not differing, f"set-based SQL and the run differ in {differing} rows")
    return cost


@transaction.atomic
def _compute(on: dt.date) -> None:
    version = FrameworkVersion.objects.in_force(on).get().pk
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(AT_ITS_BEST)
        cursor.execute("SELECT max(id) FROM employees_employee")
        for first in range(1, cursor.fetchone()[0] + 1, PEOPLE_AT_A_TIME):
            some = {"first": first, "last": first + PEOPLE_AT_A_TIME - 1}
            cursor.execute(INSERT, {"version": version, "on": on, "whole": WHOLE, "basis_points": BASIS_POINTS, **some})
