"""The rules as padded arrays, so that a million people are measured against them without a Python object a requirement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promotions.readiness.arithmetic import WHOLE
from promotions.readiness.rules import ProjectsAsked, Rules, TargetRules
from skills.columns import Bools, Ints

UNREACHABLE = 255  # the level asked in a slot that pads: nobody holds it
NO_MONTHS = -1  # a move that asks no time
HIGHEST_COMPLEXITY = 5


@dataclass(frozen=True)
class Width:
    """Requirements of the roles that fit into so many slots: arrays of roles × slots.

    `skill` is a column of the level matrix; `coefficient` · min(held, required) is what a requirement adds to the sum.
    """

    skill: NDArray[np.int32]
    level: NDArray[np.uint8]
    coefficient: NDArray[np.int32]
    core: Bools


@dataclass(frozen=True)
class Slots:
    """What each role asks of one kind, padded: roles × slots. A slot that pads points at a column that always suffices."""

    column: Ints
    needed: Ints
    asked: Bools  # by role: whether it asks any


@dataclass(frozen=True)
class RuleArrays:
    """One element a role with a profile in force, by role id; transitions as offsets into `target` and `months`."""

    roles: Ints
    version: Ints
    possible: Ints
    total: Ints
    core_total: Ints
    ready_from: Ints
    near_from: Ints
    near_failed_gates: Ints
    minimum_rating: Ints  # 0 when ratings are not asked
    offsets: Ints
    target: Ints
    months: Ints
    skills: Ints
    width: Ints  # which of `widths` holds the role's requirements, and in which row
    row: Ints
    widths: list[Width]
    credentials: Ints
    credential_slots: Slots
    project_slots: Slots

    @property
    def asks_ratings(self) -> bool:
        return bool(self.minimum_rating.any())

    @property
    def asks_projects(self) -> bool:
        return bool(self.project_slots.asked.any())


def arrays_of(rules: Rules) -> RuleArrays:
    targets = [rules.roles[role] for role in sorted(rules.roles)]
    roles = _ints(target.role for target in targets)
    skills = _ints(sorted({asked.skill for target in targets for asked in target.requirements}))
    credentials = _ints(sorted({asked.credential for target in targets for asked in target.credentials}))
    width = _ints(_width(len(target.requirements)) for target in targets)
    offsets, target_places, months = _transitions(rules, targets)
    return RuleArrays(
        roles=roles,
        version=_ints(target.version for target in targets),
        possible=_ints(WHOLE * sum(asked.weight for asked in target.requirements) for target in targets),
        total=_ints(len(target.requirements) for target in targets),
        core_total=_ints(sum(asked.core for asked in target.requirements) for target in targets),
        ready_from=_ints(target.thresholds.ready_from for target in targets),
        near_from=_ints(target.thresholds.near_from for target in targets),
        near_failed_gates=_ints(target.thresholds.near_failed_gates for target in targets),
        minimum_rating=_ints(target.thresholds.minimum_rating or 0 for target in targets),
        offsets=offsets,
        target=target_places,
        months=months,
        skills=skills,
        width=width,
        row=_rank_within(width),
        widths=[_requirements(_of_width(targets, number), 2**number, skills) for number in range(width.max(initial=-1) + 1)],
        credentials=credentials,
        credential_slots=_slots(
            [[(_place(credentials, asked.credential), 1) for asked in t.credentials] for t in targets], len(credentials)
        ),
        project_slots=_slots([[(project_column(asked), asked.count) for asked in t.projects] for t in targets], PROJECT_COLUMNS),
    )


PROJECT_COLUMNS = 2 * HIGHEST_COMPLEXITY


def project_column(asked: ProjectsAsked) -> int:
    """Return the column that counts finished projects of at least this complexity: the first five any, the last five led."""
    return asked.complexity - 1 + asked.as_lead * HIGHEST_COMPLEXITY


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _place(ordered: Ints, value: int) -> int:
    return int(np.searchsorted(ordered, value))


def _width(requirements: int) -> int:
    """Return the power of two whose slots hold so many: roles of like size lie together, so one of 300 pads no other."""
    return max(0, requirements - 1).bit_length()


def _of_width(targets: Sequence[TargetRules], number: int) -> list[TargetRules]:
    return [target for target in targets if _width(len(target.requirements)) == number]


def _rank_within(group: Ints) -> Ints:
    """Return each element's place among those of its own group."""
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], group[order])
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - starts
    return rank


def _requirements(targets: Sequence[TargetRules], slots: int, skills: Ints) -> Width:
    shape = (len(targets), slots)
    filled = np.arange(slots) < np.array([len(target.requirements) for target in targets], dtype=np.int64).reshape(-1, 1)
    asked = list(chain.from_iterable(target.requirements for target in targets))

    def padded(padding: int, dtype: Any, values: Any) -> NDArray[Any]:  # Any: numpy's own looseness
        array = np.full(shape, padding, dtype=dtype)
        array[filled] = list(values)
        return array

    return Width(
        skill=padded(0, np.int32, np.searchsorted(skills, [one.skill for one in asked])),
        level=padded(UNREACHABLE, np.uint8, (one.level for one in asked)),
        coefficient=padded(0, np.int32, (one.weight * (WHOLE // one.level) for one in asked)),
        core=padded(0, np.bool_, (one.core for one in asked)),
    )


def _slots(asked: Sequence[Sequence[tuple[int, int]]], always: int) -> Slots:
    """Pad (column, needed) pairs; `always` is the column that suffices for everybody."""
    most = max(map(len, asked), default=0)
    padded = [[*pairs, *[(always, 0)] * (most - len(pairs))] for pairs in asked]
    table = np.array(padded, dtype=np.int64).reshape(len(asked), most, 2)
    return Slots(table[:, :, 0], table[:, :, 1], np.array([bool(pairs) for pairs in asked], dtype=bool))


def _transitions(rules: Rules, targets: Sequence[TargetRules]) -> tuple[Ints, Ints, Ints]:
    place = {target.role: number for number, target in enumerate(targets)}
    out = [sorted(role for role in rules.transitions.get(source.role, ()) if role in place) for source in targets]
    months = (rules.minimum_months(source.role, role) for source, roles in zip(targets, out, strict=True) for role in roles)
    return (
        np.concatenate([[0], np.cumsum(_ints(map(len, out)), dtype=np.int64)]),
        _ints(place[role] for roles in out for role in roles),
        _ints(NO_MONTHS if least is None else least for least in months),
    )
