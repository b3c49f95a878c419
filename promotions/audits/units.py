"""The two groups unit by unit, not fooled by small ones: put together, shrunken, and none that families beside it would give away."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from employees.models import Unit
from promotions.audits.privacy import OTHER_UNITS, whole_percent
from promotions.audits.stages import Parts, Stage, Tables, large_enough, side_of, tables_of
from promotions.disparity.margins import Cell, width
from promotions.disparity.units import Units, shrink_units
from skills.columns import Bools, Ints

Shown = dict[str, Any]  # Any: what JSON holds

DEEPEST = 8  # levels of units that are looked at below the scope
MOST = 40  # units beside each other that a reader can follow


def units_by_depth(scope: int | None) -> list[Mapping[int, str]]:
    """Return unit → the name it is shown under, for each depth below the scope: every unit stands for itself or for those below it."""
    rows = {pk: (parent, name) for pk, parent, name in Unit.objects.values_list("pk", "parent_id", "name")}
    lines = {unit: _line(unit, scope, rows) for unit in rows}
    names = _told_apart({unit: name for unit, (_, name) in rows.items()}, rows)
    return [{unit: names[line[min(depth, len(line) - 1)]] for unit, line in lines.items()} for depth in range(DEEPEST)]


def _line(unit: int, scope: int | None, rows: Mapping[int, tuple[int | None, str]]) -> list[int]:
    """Return the units from just below the scope down to this one; of the scope itself, it alone."""
    line = [unit]
    while (above := rows[line[0]][0]) is not None and above != scope and line[0] != scope:
        line.insert(0, above)
    return line


def _told_apart(names: Mapping[int, str], rows: Mapping[int, tuple[int | None, str]]) -> dict[int, str]:
    """Return names with that of the unit above where several units have one name."""
    many = Counter(names.values())
    return {
        unit: name if many[name] == 1 or (above := rows[unit][0]) is None else f"{name} ({names[above]})" for unit, name in names.items()
    }


def finest(depths: Sequence[Parts], stage: Stage) -> Parts:
    """Return the depth with the most units large enough to be shown, at most forty; of equals the shallower one."""
    many = [len({part.names[code] for code in part.within(stage.could)}) for part in depths]
    return depths[max(range(len(depths)), key=lambda depth: (many[depth] if many[depth] <= MOST else 0, -depth))]


def units_of(stage: Stage, focal: str, reference: str, units: Parts, families: Parts, threshold: int) -> list[Shown]:
    """Return the units most behind first, by shrunken odds ratio; none where there are fewer than three."""
    shown = large_enough(stage, focal, reference, units, threshold, OTHER_UNITS)
    while (told := _told(stage, (focal, reference), shown, families, threshold)) is not None:
        shown = _with_next(stage, focal, shown, told)
    tables = tables_of(stage, focal, reference, shown)
    if len(tables) < 3:
        return []
    return _ranked(tables)


def _told(stage: Stage, groups: tuple[str, str], units: Parts, families: Parts, threshold: int) -> str | None:
    """Return a unit of which the counts by unit, beside those by family, would tell how few people of one family are in it.

    Those who took the step and those who did not are counted apart, so each is bounded apart; where nobody is, everybody may know.
    """
    for group in groups:
        chosen = stage.of(group)
        counts, people = _crossed(units, families, chosen), _crossed(units, families, _once(stage, chosen))
        small = [(int(i), int(j)) for i, j in np.argwhere((counts > 0) & (people < threshold))]
        if not small or np.count_nonzero(counts.any(axis=1)) < 2:
            continue
        parts = [_crossed(units, families, part) for part in (chosen & stage.did, chosen & ~stage.did)]
        for cell in small:
            enough = threshold * counts[cell] / max(people[cell], 1)  # whoever is there may be counted elsewhere
            if _width(parts, counts > 0, cell, enough) < enough:
                return units.names[cell[0]]
    return None


def _width(parts: Sequence[Ints], open_cells: Bools, cell: Cell, enough: float) -> int:
    """Return how far the cell of the parts together is left open; once it is enough, no further part is looked at."""
    found = 0
    for part in parts:
        found += width(part, open_cells, cell, enough=enough - found)
        if found >= enough:
            break
    return found


def _once(stage: Stage, chosen: Bools) -> Bools:
    """Return each chosen person where they first stand."""
    places = np.flatnonzero(chosen)
    first = places[np.append(True, np.diff(stage.pool.employee[places]) != 0)[: len(places)]]
    once = np.zeros_like(chosen)
    once[first] = True
    return once


def _crossed(units: Parts, families: Parts, chosen: Bools) -> Ints:
    size = len(units.names) * len(families.names)
    places = units.code[chosen].astype(np.int64) * len(families.names) + families.code[chosen]
    return np.bincount(places, minlength=size).reshape(len(units.names), len(families.names))


def _with_next(stage: Stage, focal: str, units: Parts, told: str) -> Parts:
    """Return the units with the one that tells too much put together with the smallest of the others."""
    many = np.bincount(units.code[stage.of(focal)], minlength=len(units.names))
    others = [code for code in units.within(stage.could) if units.names[code] != told]
    next_one = min(others, key=lambda code: (units.names[code] != OTHER_UNITS, many[code], code))
    return units.renamed({told: OTHER_UNITS, units.names[next_one]: OTHER_UNITS})


def _ranked(tables: Tables) -> list[Shown]:
    rows = [_counted(name, *table) for name, table in tables.items()]
    found = shrink_units(rows)
    return [_unit(found, found.unit.index(name), *tables[name]) for name in found.rank_by_shrunk]


def _counted(name: str, focal: Sequence[int], reference: Sequence[int]) -> dict[str, str | int]:
    ours = {"promoted_focal": focal[0], "n_focal": sum(focal)}
    return {"unit": name, **ours, "promoted_ref": reference[0], "n_ref": sum(reference)}


def _unit(found: Units, place: int, focal: Sequence[int], reference: Sequence[int]) -> Shown:
    return {
        "name": found.unit[place],
        "focal": side_of(focal),
        "reference": side_of(reference),
        "shrunk": whole_percent(float(np.exp(found.shrunk[place]))),
        "shortfall": round(found.shortfall[place]),
        "z": round(found.z[place], 1),
        "precision": round(float(np.sqrt(found.funnel_variance[place])), 1),
    }
