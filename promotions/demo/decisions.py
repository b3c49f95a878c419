"""Policy, promotion cases with what was frozen at nomination, their steps and decisions."""

import datetime as dt
import json

import numpy as np
from numpy.typing import NDArray

from promotions import models
from promotions.demo.blueprint import Ints, families, roles
from promotions.demo.source import CHUNK, Source
from skills import bulk

POLICY_DAYS = (-6 * 365, -730)  # first days of the two versions
FIRST_TEXT = """\
Whoever meets the written requirements may be promoted. The manager nominates, the manager above decides. A decision that departs
from the readiness on file states its reason.
"""
REVISED_TEXT = """\
As before, and from now on: the months in the role that a step asks for count, and a rating below 3 in the latest review waits a
year. Trades bands are confirmed by the work shown; ratings are not asked there.
"""
POLICY_TEXTS = (FIRST_TEXT.replace("\n", " ").strip(), REVISED_TEXT.replace("\n", " ").strip())
REFUSED_READY = ("No budget for the step this half-year.", "The team has no work at that level yet.", "Agreed to wait for the next cycle.")
REFUSED_UNREADY = ("Two core requirements are not met yet.", "Below the score the policy asks for.", "Too soon in the present role.")
PROMOTED_READY = ("Meets every requirement.", "Has worked at this level for half a year.", "Strong evidence from the last two projects.")
PROMOTED_UNREADY = ("The only person who knows the system; a plan for the gaps is agreed.",)


def load_policies(family: dict[str, int], days: list[dt.date]) -> tuple[int, ...]:
    """Write the two versions of the promotion policy; return their ids, oldest first."""
    names = ("Promotion policy", "Promotion policy, revised")
    newest = models.PolicyVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0
    made = [
        models.PolicyVersion.objects.create(number=newest + place + 1, name=name, effective_from=day, text=text)
        for place, (name, day, text) in enumerate(zip(names, days, POLICY_TEXTS, strict=True))
    ]
    decided_by = "the manager above the nominating one"
    models.PolicyRule.objects.create(version=made[0], ready_from=9000, near_from=7000, time_counts=False, decided_by=decided_by)
    models.PolicyRule.objects.create(version=made[1], ready_from=9000, near_from=7000, minimum_rating=3, decided_by=decided_by)
    for text in families():
        if text.shape == "skills":
            models.PolicyRule.objects.create(
                version=made[1], family_id=family[text.code], ready_from=9000, near_from=7000, decided_by="two masters of the trade"
            )
    return tuple(policy.pk for policy in made)


def load(source: Source) -> None:
    """Write cases, steps and decisions. The frozen readiness agrees with what the history knew of the person that day."""
    rows = _once_a_day(source.told.cases)
    for first in range(0, len(rows), CHUNK):
        chosen = rows[first : first + CHUNK]
        _load_some(source, {name: values[chosen] for name, values in source.told.cases.items()}, source.bases.case + first)


def _load_some(source: Source, cases: dict[str, Ints], first: int) -> None:
    random, size = source.random("decisions", np.array([first - source.bases.case])), len(cases["person"])
    number = np.arange(first, first + size)
    nominator = source.told.heads.of(cases["under"], cases["nominated"])
    decider = _above(source, cases["under"], cases["decided"])
    policy = np.where(cases["decided"] >= POLICY_DAYS[1], source.policies[1], source.policies[0]).tolist()
    seat = [source.bases.requisition + one if one >= 0 else None for one in cases["seat"].tolist()]
    bulk.insert(
        models.Case,
        {
            "id": number.tolist(),
            "employee_id": source.employee(cases["person"]),
            "role_id": np.array(source.framework.role)[cases["role"]].tolist(),
            "nominated_on": source.calendar.iso(cases["nominated"]),
            "nominated_by_id": _people(source, nominator),
            "requisition_id": seat,
            "policy_id": policy,
            "readiness": _frozen(source, cases, policy, random),
        },
    )
    _load_steps(source, number, cases, nominator, decider)
    _load_decisions(source, number, cases, decider, random)


def _once_a_day(cases: dict[str, Ints]) -> NDArray[np.intp]:
    """Return the places of the cases in order of person and role, without a second nomination on one day."""
    order = np.lexsort((cases["nominated"], cases["role"], cases["person"]))
    keys = np.stack([cases[name][order] for name in ("person", "role", "nominated")])
    return order[np.append(True, (keys[:, 1:] != keys[:, :-1]).any(axis=0))]


def _above(source: Source, units: Ints, days: Ints) -> Ints:
    """Return the head of the unit above; the root's own head where there is none above."""
    above = np.where(units >= 0, source.told.units.parent[units], -1)
    return source.told.heads.of(np.maximum(above, 0).astype(np.int32), days)


def _people(source: Source, people: Ints) -> list[int | None]:
    return [source.bases.employee + one if one >= 0 else None for one in people.tolist()]


def _frozen(source: Source, cases: dict[str, Ints], policy: list[int], random: np.random.Generator) -> list[str]:
    """Return the frozen readiness of each case as JSON text: ready ones between 0.90 and 1, others between 0.62 and 0.89."""
    size, ready = len(policy), cases["ready"] == 1
    score = np.where(ready, random.integers(9020, 10001, size), random.integers(6200, 8960, size))
    total = np.array([len(text.asks) for text in roles()])[cases["role"]]
    met = np.where(ready, total - (score < 9600), np.round(total * (score - 3000) / 7000).astype(np.int32))
    asks = np.array([(bool(text.credentials), bool(text.projects)) for text in roles()])[cases["role"]]
    revised = cases["decided"] >= POLICY_DAYS[1]
    columns = (score, met, total, ready, asks[:, 0], asks[:, 1], revised)
    rows = zip(*(column.tolist() for column in columns), policy, strict=True)
    return [json.dumps(_frozen_row(*row, version=source.framework.version)) for row in rows]


def _frozen_row(
    score: int, met: int, total: int, ready: int, credentials: int, projects: int, revised: int, policy: int, *, version: int
) -> dict[str, object]:
    gates = {
        "core": "pass" if ready else "fail",
        "credentials": "pass" if credentials else "not asked",
        "time": ("pass" if ready else "fail") if revised else "not asked",
        "projects": "pass" if projects else "not asked",
        "performance": "pass" if revised else "not asked",
    }
    status = "ready" if ready else "near" if score >= 7000 and not revised else "developing"
    return {"score": score, "met": met, "total": total, "gates": gates, "status": status, "policy": policy, "version": version}


def _load_steps(source: Source, case: Ints, cases: dict[str, Ints], nominator: Ints, decider: Ints) -> None:
    size = len(cases["person"])
    number = np.repeat(np.arange(size), 2)
    second = np.tile([False, True], size)
    actor = np.where(second, decider[number], nominator[number])
    users = np.where(actor >= 0, source.user_of[actor], -1)
    bulk.insert(
        models.CaseStatus,
        {
            "case_id": case[number].tolist(),
            "step": np.where(second, "decided", "nominated").tolist(),
            "on": source.calendar.iso(np.where(second, cases["decided"][number], cases["nominated"][number])),
            "by_id": [user if user >= 0 else None for user in users.tolist()],
        },
    )


def _load_decisions(source: Source, case: Ints, cases: dict[str, Ints], decider: Ints, random: np.random.Generator) -> None:
    size = len(cases["person"])
    phrases = random.integers(0, 6, size)
    texts = {(True, True): PROMOTED_READY, (True, False): PROMOTED_UNREADY, (False, True): REFUSED_READY, (False, False): REFUSED_UNREADY}
    said = zip(
        (cases["promoted"] == 1).tolist(), (cases["ready"] == 1).tolist(), (cases["reasoned"] == 1).tolist(), phrases.tolist(), strict=True
    )
    reasons = [
        texts[promoted, ready][phrase % len(texts[promoted, ready])] if reasoned else "" for promoted, ready, reasoned, phrase in said
    ]
    bulk.insert(
        models.Decision,
        {
            "case_id": case.tolist(),
            "outcome": np.where(cases["promoted"] == 1, "promoted", "refused").tolist(),
            "on": source.calendar.iso(cases["decided"]),
            "decided_by_id": _people(source, decider),
            "reason": reasons,
        },
    )
