"""Which level of a skill counted when, by the append-only judgements: each holds until one that counts instead."""

import numpy as np
from django.db.models import Case, Expression, Value, When

from employees.models import HeldSkill, SkillAssessment
from promotions.readiness.people import Among, prepared
from skills.columns import NEVER, Columns, Ints, Narrow, Statement, chosen, day, key, place_of, small, statement

Source = SkillAssessment.Source
GRADE = Case(When(source=Source.SELF, then=Value(0)), When(source=Source.PEER, then=Value(1)), default=Value(2), output_field=Narrow(3))
GRADES = 4  # more than there are


def read_levels(among: Among, ids: Ints) -> Columns:
    """Return person (a place in `ids`), skill, level, and from when (`start`) until when (`end`) it counted; by person.

    What is held now has counted since its day. Before that: the newest verified judgement up to the day, failing that the
    newest by a peer, failing that one's own.
    """
    held, judged = _by_skill(_held(among), ids), _by_skill(_judged(among), ids)
    now = place_of(held["of"], judged["of"])
    judged = chosen(judged, now >= 0)
    judged = chosen(judged, judged["start"] < held["start"][now[now >= 0]])
    graded = judged["of"] * GRADES + judged["grade"]
    counting = chosen(judged, graded == np.maximum.accumulate(graded))
    return _periods({name: np.concatenate([counting[name], values]) for name, values in held.items()})


@prepared
def _held(among: Among) -> Statement:
    rows = HeldSkill.objects.filter(among.by("employee"))
    return statement(rows, **_columns())


@prepared
def _judged(among: Among) -> Statement:
    """Read the judgements of each day as they were written: the later one counts."""
    rows = SkillAssessment.objects.filter(among.by("employee")).order_by("pk")
    return statement(rows, **_columns(), grade=GRADE)


def _columns() -> dict[str, Expression]:
    level = {"employee": key("employee_id"), "skill": key("skill_id", bits=28), "level": small("level", bits=5)}
    return {**level, "start": day("on")}


def _by_skill(rows: Columns, ids: Ints) -> Columns:
    """Lay the rows by person, skill and day; `of` numbers person and skill together."""
    person = place_of(ids, rows.pop("employee"))
    rows = chosen({**rows, "person": person, "of": (person << 32) + rows["skill"]}, person >= 0)
    return chosen(rows, np.lexsort((rows["start"], rows["of"])))


def _periods(levels: Columns) -> Columns:
    """Let each level end where the next of that skill begins; one that was only confirmed goes on."""
    levels = chosen(levels, np.lexsort((levels["start"], levels["of"])))
    same = levels["of"][1:] == levels["of"][:-1]
    changes = np.append(True, ~same | (levels["level"][1:] != levels["level"][:-1]))[: len(levels["of"])]
    levels = chosen(levels, changes)
    ends = np.where(levels["of"][1:] == levels["of"][:-1], levels["start"][1:], NEVER)
    return {**levels, "end": np.append(ends, NEVER)[: len(levels["of"])]}
