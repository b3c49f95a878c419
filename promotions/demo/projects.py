"""Projects and people's parts in them: what fills the tiers of consulting, and side work elsewhere."""

import numpy as np
from numpy.typing import NDArray

from employees import models
from promotions.demo.blueprint import Ints, rules
from promotions.demo.history import MONTH
from promotions.demo.organisation import KINDS
from promotions.demo.source import Source
from skills import bulk

A_TEAM = {"practice": 20, "development": 5, "data": 5, "ward": 2, "operations": 2, "store": 1}  # projects in five years
COMPLEXITIES = (1, 2, 3, 2, 1, 3, 4, 2, 3, 5, 1, 4, 2, 3, 2, 4, 3, 5, 2, 3)
WIDEST = max(A_TEAM.values())
NAMES = {
    "practice": (
        "Depot network",
        "Waiting list",
        "Cost of returns",
        "Night service",
        "Merger of two offices",
        "Tariff",
        "Spare parts",
        "Winter plan",
    ),
    "development": ("Sign-in without passwords", "Faster search", "Move to the new store", "Offline mode", "Invoice export"),
    "data": ("Demand forecast", "Churn measure", "Price test", "Quality dashboard", "Address matching"),
    "ward": ("Fewer falls", "Quiet nights"),
    "operations": ("Discharge before noon", "One front desk"),
    "store": ("Less waste",),
}
SUMMARIES = (
    "Find out what holds it up, try two ways, keep the better one.",
    "Asked for by the client's board; three months, one report, one pilot.",
    "Carried by the team beside the daily work.",
)


def load(source: Source) -> None:
    """Write each team's projects, numbered by team and place, and the parts people of the team had in them."""
    units = source.told.units
    teams = np.flatnonzero(np.isin(units.kind, [number for number, kind in enumerate(KINDS) if kind.code in A_TEAM]))
    count = np.array([A_TEAM.get(kind.code, 0) for kind in KINDS])[units.kind[teams]]
    first = np.zeros(len(units.kind), np.int64)
    first[teams] = np.cumsum(count) - count
    random = source.random("projects", np.zeros(0, np.int32))
    team = np.repeat(teams, count)
    place = np.arange(len(team)) - first[team]
    start = -1780 + (place + random.random(len(team))) * 1700 / np.repeat(count, count)
    plan = {"team": team, "place": place, "start": start.astype(np.int32), "length": random.integers(80, 260, len(team))}
    plan["complexity"] = np.array(COMPLEXITIES)[(place + team) % len(COMPLEXITIES)]
    _load_projects(source, plan, random)
    for people in source.chunks():
        _load_parts(source, people, plan, first)


def _load_projects(source: Source, plan: dict[str, Ints], random: np.random.Generator) -> None:
    size, end = len(plan["team"]), plan["start"] + plan["length"]
    kinds = [KINDS[kind].code for kind in source.told.units.kind[plan["team"]].tolist()]
    bulk.insert(
        models.Project,
        {
            "id": range(source.bases.project, source.bases.project + size),
            "start": source.calendar.iso(plan["start"]),
            "end": source.calendar.iso(end, none=end > 0),
            "name": [NAMES[kind][place % len(NAMES[kind])] for kind, place in zip(kinds, plan["place"].tolist(), strict=True)],
            "unit_id": (source.bases.unit + plan["team"]).tolist(),
            "complexity": plan["complexity"].tolist(),
            "summary": [SUMMARIES[phrase] for phrase in random.integers(0, len(SUMMARIES), size).tolist()],
        },
    )


def _load_parts(source: Source, people: Ints, plan: dict[str, Ints], first: NDArray[np.int64]) -> None:
    """Let people have had a part in some of their team's projects, leading what their rank and progress suit."""
    who, random, units = source.told.people, source.random("parts", people), source.told.units
    per_kind = np.array([A_TEAM.get(kind.code, 0) for kind in KINDS] + [0])
    here = people[who.active[people]]
    offered = per_kind[units.kind[who.unit[here]]]
    place = np.arange(WIDEST)[None, :]
    project = first[who.unit[here]][:, None] + np.minimum(place, np.maximum(offered - 1, 0)[:, None])
    share = np.where(offered >= WIDEST, 0.45, 0.25)[:, None]
    joins = (place < offered[:, None]) & (random.random(project.shape) < share)
    project = np.minimum(project, max(len(plan["start"]) - 1, 0))
    joins &= plan["start"][project] > who.hired[here][:, None] + 20
    joins &= plan["complexity"][project] <= np.minimum(rules().rank[who.role[here]], 5)[:, None]
    row, column = np.nonzero(joins)
    _insert_parts(source, here[row], project[row, column], plan, random)


def _insert_parts(source: Source, person: Ints, project: Ints, plan: dict[str, Ints], random: np.random.Generator) -> None:
    who = source.told.people
    way = np.minimum(-who.since[person] / (rules().months[who.role[person]] * who.pace[person] * MONTH), 1.2)
    ease = rules().rank[who.role[person]] - 1 - plan["complexity"][project]
    lead = random.random(len(person)) < np.clip(0.25 + 0.3 * ease + 0.5 * way, 0.03, 0.9)
    # One lead a project: the first of those who might have been.
    order = np.lexsort((random.random(len(person)), ~lead, project))
    repeated = np.append(False, project[order][1:] == project[order][:-1])
    lead[order[repeated]] = False
    start, end = plan["start"][project], (plan["start"] + plan["length"])[project]
    bulk.insert(
        models.Assignment,
        {
            "employee_id": source.employee(person),
            "project_id": (source.bases.project + project).tolist(),
            "start": source.calendar.iso(start),
            "end": source.calendar.iso(end, none=end > 0),
            "as_lead": lead.tolist(),
            "finished": (end <= 0).tolist(),
        },
    )
