"""What people want and plan, and who helps them: aspirations, plans with goals and actions, mentorships."""

from functools import cache

import numpy as np

from employees import models
from promotions.demo import plan_history
from promotions.demo.blueprint import Ints, moves, roles, rules
from promotions.demo.catalogue import resource_texts, skill_texts
from promotions.demo.skill_profiles import wanted
from promotions.demo.source import Source
from skills import bulk

ASPIRING = 0.34  # of the people
FAR = 0.12  # of the aspirations lead far away
SHARED = 0.62
SHARED_GOALS = 0.5
PLANNING = 0.13
MENTORED = 0.07
KINDS = ("mentor", "sponsor", "preceptor", "peer")
PURPOSES = (
    "Prepare for the next step.",
    "First months in the role.",
    "Learn to lead a hard conversation.",
    "See how the next level works from close by.",
)
ACTIONS = (
    ("practice", "Do it twice a week with feedback from a colleague."),
    ("stretch", "Take the lead on the next one, with the present lead beside me."),
    ("mentoring", "Watch somebody who does it well, then be watched."),
    ("project", "Ask for a part in the next project that needs it."),
)
MILESTONES = ("First time alone", "Feedback from three colleagues", "Shown in a review")


@cache
def _targets() -> list[list[int]]:
    """Return by role the roles one move away, upwards first."""
    index, rank = rules().index, rules().rank
    found: list[list[int]] = [[] for _ in roles()]
    for move in moves():
        found[index[move.source]].append(index[move.target])
    return [sorted(targets, key=lambda target: -int(rank[target])) for targets in found]


def load_aspirations(source: Source, people: Ints) -> None:
    """Write one aspiration each for a third of the people: mostly the next role, sometimes one far away."""
    who, random = source.told.people, source.random("aspirations", people)
    here = source.some(people, ASPIRING, random)
    draws, far = random.random(len(here)), random.random(len(here)) < FAR
    chosen = [_aim(int(role), draw, far=bool(away)) for role, draw, away in zip(who.role[here], draws.tolist(), far, strict=True)]
    aims = np.array([aim if aim is not None else -1 for aim in chosen], np.int32)
    here, aims = here[aims >= 0], aims[aims >= 0]
    since = np.maximum(-random.integers(5, 500, len(here)), who.hired[here] + 1)
    shared = np.minimum(since + random.integers(0, 60, len(here)), 0)
    up, alike = rules().rank[aims] > rules().rank[who.role[here]], rules().family[aims] == rules().family[who.role[here]]
    bulk.insert(
        models.Aspiration,
        {
            "employee_id": source.employee(here),
            "role_id": np.array(source.framework.role)[aims].tolist(),
            "goal": np.where(~alike, "field", np.where(up, "promotion", "expertise")).tolist(),
            "within_months": random.choice([6, 12, 18, 24, 36], len(here)).tolist(),
            "open_to_move": (random.random(len(here)) < 0.3).tolist(),
            "since": source.calendar.iso(since),
            "shared_on": source.calendar.iso(shared, none=random.random(len(here)) >= SHARED),
        },
    )


def _aim(role: int, draw: float, *, far: bool) -> int | None:
    targets = _targets()[role]
    if far or not targets:
        aim = int(draw * len(roles()))
        return None if aim == role or rules().rank[aim] > rules().rank[role] + 3 else aim
    return targets[int(draw**2 * len(targets))]


def load_plans(source: Source, people: Ints) -> None:
    """Write a current plan for some, with a goal for each of two or three skills that the next role asks more of."""
    who, random = source.told.people, source.random("plans", people)
    here = source.some(people, PLANNING, random)
    here = here[rules().next[who.role[here], 0] >= 0]
    # The numbers of plans and goals leave gaps: they follow from the person, so that chunks need not know of each other.
    start = np.maximum(-random.integers(20, 300, len(here)), who.hired[here] + 1)
    bulk.insert(
        models.Plan,
        {
            "id": (source.bases.plan + here).tolist(),
            "employee_id": source.employee(here),
            "role_id": np.array(source.framework.role)[rules().next[who.role[here], 0]].tolist(),
            "version_id": [source.framework.version] * len(here),
            "hours_a_week": random.choice(["1.0", "1.5", "2.0", "3.0"], len(here)).tolist(),
            "start": source.calendar.iso(start),
            "end": [None] * len(here),
        },
    )
    _load_goals(source, here, start, random)
    plan_history.settle((source.bases.plan + here).tolist())


def _load_goals(source: Source, people: Ints, start: Ints, random: np.random.Generator) -> None:
    table, role = wanted(), source.told.people.role[people]
    gap = (table.next[role] > table.now[role]) & (table.skill[role] >= 0)
    liking = np.where(gap, random.random(gap.shape), -1.0)
    best = np.argsort(-liking, axis=1)[:, :3]
    row, place = np.nonzero(np.take_along_axis(liking, best, axis=1) > np.array([0.0, 0.0, 0.5]))
    column = best[row, place]
    skill = table.skill[role[row], column]
    goal = source.bases.goal + people[row].astype(np.int64) * 3 + place
    due = start[row] + random.integers(90, 420, len(row))
    ids = np.array([source.catalogue.skill[text.code] for text in skill_texts()])
    bulk.insert(
        models.Goal,
        {
            "id": goal.tolist(),
            "plan_id": (source.bases.plan + people[row]).tolist(),
            "skill_id": ids[skill].tolist(),
            "level": table.next[role[row], column].tolist(),
            "from_level": table.now[role[row], column].tolist(),
            "since": source.calendar.iso(start[row]),
            "proposed": [False] * len(row),
            "due_on": source.calendar.iso(due),
            "shared_on": _shared(source, people, start, row),
        },
    )
    _load_actions(source, goal, skill, due, random)
    chosen = random.random(len(row)) < 0.5
    bulk.insert(
        models.Milestone,
        {
            "goal_id": goal[chosen].tolist(),
            "text": [MILESTONES[phrase] for phrase in random.integers(0, len(MILESTONES), int(chosen.sum())).tolist()],
            "due_on": source.calendar.iso(due[chosen] - 45),
            "reached_on": source.calendar.iso(due[chosen] - 50, none=due[chosen] > 50),
        },
    )


def _shared(source: Source, people: Ints, start: Ints, row: Ints) -> list[str | None]:
    """Return for each goal the day since which mentors see it, for half of them; with draws of its own, which move nothing else."""
    random = source.random("sharing", people)
    days: list[str | None] = source.calendar.iso(np.minimum(start[row] + 7, 0), none=random.random(len(row)) >= SHARED_GOALS)
    return days


def _load_actions(source: Source, goal: Ints, skill: Ints, due: Ints, random: np.random.Generator) -> None:
    """Write an action a goal: a course where one brings the skill, else practice of some kind."""
    brings = {code: text for text in reversed(resource_texts()) for code in text.brings}
    codes, phrases = [skill_texts()[one].code for one in skill.tolist()], random.integers(0, len(ACTIONS), len(goal)).tolist()
    courses = [brings.get(code) if phrase % 2 else None for code, phrase in zip(codes, phrases, strict=True)]
    done = random.random(len(goal)) < 0.35
    bulk.insert(
        models.Action,
        {
            "goal_id": goal.tolist(),
            "kind": ["course" if course else ACTIONS[phrase][0] for course, phrase in zip(courses, phrases, strict=True)],
            "text": [course.name if course else ACTIONS[phrase][1] for course, phrase in zip(courses, phrases, strict=True)],
            "resource_id": [source.catalogue.resource[course.code] if course else None for course in courses],
            "hours": [course.hours if course else 10 for course in courses],
            "hours_done": [0] * len(goal),
            "outcome": [""] * len(goal),
            "due_on": source.calendar.iso(due - 20),
            "done_on": source.calendar.iso(np.full(len(goal), -12), none=~done),
        },
    )


def load_mentorships(source: Source, people: Ints) -> None:
    """Write who helps whom: somebody of a higher rank in the same kind of team, a third of the pairs already ended."""
    who, random, units = source.told.people, source.random("mentors", people), source.told.units
    here = source.some(people, MENTORED, random)
    mentor = np.full(len(here), -1, np.int32)
    for kind in np.unique(units.kind[who.unit[here]]):
        mine = np.flatnonzero(units.kind[who.unit[here]] == kind)
        pool = np.flatnonzero(who.active & (units.kind[who.unit] == kind) & (rules().rank[who.role] >= 4))
        if len(pool):
            mentor[mine] = random.choice(pool, len(mine))
    start = np.maximum(-random.integers(30, 700, len(here)), np.maximum(who.hired[here], who.hired[mentor]) + 1)
    fits = (mentor >= 0) & (mentor != here) & (rules().rank[who.role[here]] <= rules().rank[who.role[mentor]]) & (start < -1)
    end = start + random.integers(120, 700, len(here))
    bulk.insert(
        models.Mentorship,
        {
            "mentor_id": source.employee(mentor[fits]),
            "mentee_id": source.employee(here[fits]),
            "kind": [KINDS[kind] for kind in random.choice(4, int(fits.sum()), p=[0.6, 0.1, 0.2, 0.1]).tolist()],
            "purpose": [PURPOSES[phrase] for phrase in random.integers(0, len(PURPOSES), int(fits.sum())).tolist()],
            "start": source.calendar.iso(start[fits]),
            "end": source.calendar.iso(np.minimum(end, 0)[fits], none=(end > 0)[fits]),
        },
    )
