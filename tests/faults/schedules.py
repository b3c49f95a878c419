"""Schedules: what happens on which day and what goes wrong meanwhile, drawn from a seed alone."""

import datetime as dt
import random
from dataclasses import dataclass

from tests.faults.company import FIRST_NIGHT, Change, draw, draw_rules
from tests.faults.points import POINTS

# Fault → how often it is drawn, and where it may strike (no point: it is laid before the night begins).
IN_SHARDS = ("taken", "half written", "digest half written", "computed", "shard done")
ANYWHERE = tuple(POINTS)
FAULTS: dict[str, tuple[int, tuple[str, ...]]] = {
    "none": (4, ()),
    "kill child": (5, ANYWHERE),
    "kill worker": (4, ANYWHERE),
    "kill worker's parent": (2, ANYWHERE),
    "stop worker": (3, ANYWHERE),
    "restart redis": (3, ANYWHERE),
    "lose redis": (2, ANYWHERE),
    "restart postgresql": (4, ANYWHERE),
    "kill backend": (2, IN_SHARDS),
    "cut connections": (3, ANYWHERE),
    "poison": (4, ()),
    "deadly": (2, ()),
    "disk full": (4, ()),
    "second run": (4, ANYWHERE),
    "midnight": (4, ANYWHERE),
    "late beat": (2, ("begin",)),
    "abandon": (4, ANYWHERE),
    "change": (4, IN_SHARDS),
}
FIRST_SHARD = 30  # who is changed during a run is most often in the shard that waits
CLOCK_CHANGES = (dt.date(2026, 3, 29), dt.date(2026, 10, 25))  # in Europe/Paris, where the company is


@dataclass(frozen=True)
class Step:
    """Some days pass, things happen, the night is begun by these, and one thing goes wrong."""

    on: dt.date
    changes: tuple[Change, ...]
    starters: tuple[str, ...]  # "beat": a task on a worker; "command": manage.py nightly
    fault: str
    point: str
    arrival: int  # it strikes at the so-many-th arrival at the point, from 0
    meanwhile: Change | None
    person: int  # whose shard is poisoned
    figure: int  # how often a full disk refuses


@dataclass(frozen=True)
class Schedule:
    seed: int
    number: int
    full_from: float  # 2.0: always incremental
    steps: tuple[Step, ...]
    last_night: dt.date

    def brief(self) -> str:
        return "; ".join(f"{step.fault}" + (f" at {step.point!r}" * bool(step.point)) for step in self.steps)

    def __str__(self) -> str:
        told = "; ".join(
            f"{step.on} {'+'.join(step.starters)}: {step.fault}" + (f" at {step.point!r}" * bool(step.point)) for step in self.steps
        )
        return f"--seed {self.seed} --only {self.number}: {told}; {self.last_night} undisturbed"


def schedule(seed: int, number: int) -> Schedule:
    """Draw one schedule; the same two numbers always give the same one."""
    dice = random.Random(f"{seed}/{number}")  # noqa: S311  # a test's dice
    steps: list[Step] = []
    on = FIRST_NIGHT
    for _ in range(dice.choice((1, 2, 2, 3))):
        on = _later(on, dice, again=bool(steps) and steps[-1].fault not in {"midnight", "late beat"})
        steps.append(_step(on, dice, steps))
    return Schedule(seed, number, dice.choice((0.1, 2.0, 2.0)), tuple(steps), _later(on, dice, again=False) + dt.timedelta(days=1))


def _later(on: dt.date, dice: random.Random, *, again: bool) -> dt.date:
    """Return the day of the next night: often the next, sometimes the same again, sometimes after days missed or when the clock changes."""
    if dice.random() < 0.25:
        to_come = [day for day in CLOCK_CHANGES if day - dt.timedelta(days=1) > on]
        if to_come:
            return to_come[0] - dt.timedelta(days=dice.randrange(2))
    return on + dt.timedelta(days=dice.choice((0, 1, 1, 2, 9) if again else (1, 1, 2, 9)))


def _step(on: dt.date, dice: random.Random, earlier: list[Step]) -> Step:
    fault = dice.choices(list(FAULTS), [weight for weight, _ in FAULTS.values()])[0]
    if fault == "change" and any(step.fault == "change" for step in earlier):
        fault = "kill child"  # one change at an uncertain moment a schedule: the oracle tries every moment
    points = FAULTS[fault][1]
    changes = [draw(dice) for _ in range(dice.choice((0, 3, 10, 40)))]
    resumed = bool(earlier) and earlier[-1].on == on
    if dice.random() < 0.3 and not resumed:  # a run that is resumed under other rules is looked at again by the next, as "change" tries
        changes.append(draw_rules(dice))
    starters = dice.choice((("beat",), ("beat",), ("beat", "beat"), ("command",), ("beat", "command")))
    point = dice.choice(points) if points else ""
    return Step(
        on=on,
        changes=tuple(changes),
        starters=("beat",) if fault == "late beat" or point == "handing out" else starters,
        fault=fault,
        point=point,
        arrival=dice.choice((0, 0, 0, 1, 3) if point in IN_SHARDS else (0, 1)),  # every job of a night comes to most points
        meanwhile=(draw_rules(dice) if dice.random() < 0.3 else draw(dice, FIRST_SHARD)) if fault == "change" else None,
        person=dice.choice(changes).terms[0] if changes and changes[-1].verb not in {"publish", "decide"} else dice.randrange(240),
        figure=dice.choice((1, 2, 5, 1000)),
    )
