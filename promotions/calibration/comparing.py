"""Every manager's rating beside every other judgement of the same skill of the same person, summed by manager, person and kind of evidence.

The newest judgement of each rater counts, when both are of the last 18 months. A judgement by another manager is compared with the one
before it: each of the two is then the other's evidence. What nobody with a record has signed is nobody's rating.
"""

import datetime as dt

import numpy as np
from django.db.models import Case, Expression, ExpressionWrapper, Value, When

from employees.judgements import STALE_AFTER
from employees.models import SkillAssessment
from promotions.calibration.drift import Sums
from promotions.metrics.reading import Choice, ranges
from promotions.models.calibration import Evidence
from skills.columns import Columns, Ints, Narrow, day, key, read, small

KINDS = tuple(Evidence.values)
BY_MANAGER = KINDS.index(Evidence.MANAGER)
NOTHING = (np.zeros(0, np.int64),) * 4


def all_sums(on: dt.date) -> Sums:
    """Return the sums of the whole company, read by ranges of people."""
    parts = [summed(*NOTHING), *(sums_of(read_judged(on, choice)) for choice in ranges((SkillAssessment, "employee_id")))]
    return Sums(*(np.concatenate(columns) for columns in zip(*(vars(part).values() for part in parts), strict=True)))


def read_judged(on: dt.date, choice: Choice) -> Columns:
    """Return the judgements of some people in the order in which they were made."""
    since = on - STALE_AFTER
    rows = SkillAssessment.objects.filter(choice("employee_id"), on__range=(since, on)).order_by()
    kind: Expression = ExpressionWrapper(
        Case(*(When(source=name, then=Value(place)) for place, name in enumerate(KINDS)), default=Value(-1)), Narrow(4)
    )
    found = read(rows, person=key("employee_id"), skill=key("skill_id"), rater=key("assessor__employee"), level=small("level", bits=8),
                 kind=kind, day=day("on"), row=key("pk", bits=40))  # fmt: skip
    order = np.lexsort((found["row"], found["day"]))
    return {name: column[order].astype(np.int64) for name, column in found.items()}


def sums_of(judged: Columns) -> Sums:
    """Return the sums of these judgements, the oldest first."""
    subject = np.unique(np.column_stack([judged["person"], judged["skill"]]), axis=0, return_inverse=True)[1]
    is_manager = judged["kind"] == BY_MANAGER
    rated = np.flatnonzero(is_manager & (judged["rater"] > 0))
    rated = rated[newest(subject[rated], judged["rater"][rated])]
    pairs = [with_kind(kind, judged, subject, rated) for kind in range(len(KINDS)) if kind != BY_MANAGER]
    pairs.append(with_the_one_before(judged, subject, rated))
    rating, level, kind = (np.concatenate(columns) for columns in zip(*pairs, strict=True))
    return summed(judged["rater"][rating], judged["person"][rating], kind, judged["level"][rating] - level)


def newest(*keys: Ints) -> Ints:
    """Return the places, ascending, of the last row of each key."""
    last = len(keys[0]) - 1 - np.unique(np.column_stack(keys)[::-1], axis=0, return_index=True)[1]
    return np.sort(last)


Pairs = tuple[Ints, Ints, Ints]  # the place of a rating, the other's level, the kind of evidence


def with_kind(kind: int, judged: Columns, subject: Ints, rated: Ints) -> Pairs:
    """Return each rating beside the newest judgement of that kind, where there is one."""
    others = np.flatnonzero(judged["kind"] == kind)
    others = others[newest(subject[others])]
    level = np.full(subject.max(initial=-1) + 1, -1)
    level[subject[others]] = judged["level"][others]
    beside = level[subject[rated]]
    found = rated[beside >= 0]
    return found, beside[beside >= 0], np.full(len(found), kind)


def with_the_one_before(judged: Columns, subject: Ints, rated: Ints) -> Pairs:
    """Return each rating beside that of the manager before, and the other way round."""
    ordered = rated[np.argsort(subject[rated], kind="stable")]
    same = subject[ordered[1:]] == subject[ordered[:-1]]
    before, after = ordered[:-1][same], ordered[1:][same]
    rating, other = np.concatenate([before, after]), np.concatenate([after, before])
    return rating, judged["level"][other], np.full(len(rating), BY_MANAGER)


def summed(manager: Ints, person: Ints, kind: Ints, difference: Ints) -> Sums:
    rows, of = np.unique(np.column_stack([manager, person, kind]), axis=0, return_inverse=True)
    total = np.rint(np.bincount(of, difference, len(rows))).astype(np.int64)
    return Sums(rows[:, 0], rows[:, 1], rows[:, 2], total, np.bincount(of, minlength=len(rows)))
