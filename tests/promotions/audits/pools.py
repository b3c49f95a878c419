"""Pools made of arrays, without a database: what `stages`, `units` and `ladder` work on."""

import numpy as np

from promotions.audits.answers import Grouped
from promotions.audits.pool import Pool, Reached
from promotions.audits.stages import stage_of


def stage(rows):
    """The step from eligible to promoted of rows {employee, group, promoted, and what else differs from 1}."""
    ordered = sorted(
        ({"employee": nth, "cycle": 2024} | row for nth, row in enumerate(rows, 1)), key=lambda row: (row["employee"], row["cycle"])
    )

    def column(name, of=1):
        return np.array([row.get(name, of) for row in ordered], dtype=np.int32)

    names = ("man", "woman")
    reached = np.where(column("promoted", 0) == 1, int(Reached.PROMOTED), 0).astype(np.int32)
    places = {name: column(name) for name in ("employee", "cycle", "family", "level", "unit", "manager")}
    pool = Pool(**places, reached=reached)
    code = np.array([names.index(row["group"]) for row in ordered], dtype=np.int16)
    return stage_of(pool, Grouped(names, code), "eligible-promoted")


def people(group, many, promoted, **where):
    return [{"group": group, "promoted": int(nth < promoted), **where} for nth in range(many)]
