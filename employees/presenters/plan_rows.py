"""What the pages of a plan show of one goal, one action and one practice cycle."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from employees.models import Action, Goal, HeldSkill, Milestone, PracticeCycle
from pathways.levels import LevelCells, level_cells

Entry = Action | Milestone


@dataclass(frozen=True)
class GoalRow:
    """A goal with what is done for it. `held` is None for a skill nobody has judged."""

    goal: Goal
    held: HeldSkill | None
    today: dt.date
    actions: Sequence[Action] = ()
    milestones: Sequence[Milestone] = ()
    cycle: PracticeCycle | None = None

    @property
    def level(self) -> int:
        """The level that counts now."""
        return self.held.level if self.held else 0

    @property
    def cells(self) -> LevelCells:
        return level_cells(held=self.level, required=self.goal.level)

    @property
    def climbed(self) -> int:
        """Levels gained since the goal was set; below 0 when the skill was judged lower since."""
        return self.level - self.goal.from_level

    @property
    def short(self) -> int:
        return max(0, self.goal.level - self.level)

    @property
    def late(self) -> bool:
        return self.goal.is_open and self.goal.due_on is not None and self.goal.due_on < self.today

    @property
    def slipped(self) -> bool:
        """Whether it was reached once, and the skill was judged lower since."""
        return self.goal.reached_on is not None and self.short > 0

    @property
    def open_actions(self) -> list[Action]:
        return [action for action in self.actions if action.is_open]

    @property
    def done(self) -> int:
        return sum(action.done_on is not None for action in self.actions)

    @property
    def hours(self) -> int:
        """All the hours that its actions take, as far as somebody has said."""
        return sum(action.hours or 0 for action in self.actions)

    @property
    def hours_done(self) -> int:
        return sum(hours_done(action) for action in self.actions)

    @property
    def hours_percent(self) -> int | None:
        return 100 * self.hours_done // self.hours if self.hours else None

    @property
    def milestones_reached(self) -> int:
        return sum(milestone.reached_on is not None for milestone in self.milestones)


def hours_done(action: Action) -> int:
    """Return the hours put in: of what is done all that were planned, of what is not what was noted, and no more than planned."""
    return (action.hours or 0) if action.done_on else min(action.hours_done, action.hours or 0)


@dataclass(frozen=True)
class NextThing:
    """What to do first: an action or a milestone that is due, or the goal that nothing is planned for yet."""

    row: GoalRow | None
    entry: Entry | None
    today: dt.date

    @property
    def due(self) -> dt.date | None:
        return due_of(self.entry, self.row) if self.entry else self.row.goal.due_on if self.row else None

    @property
    def late(self) -> bool:
        return self.due is not None and self.due < self.today

    @property
    def action(self) -> Action | None:
        return self.entry if isinstance(self.entry, Action) else None


def due_of(entry: Entry, row: GoalRow | None) -> dt.date | None:
    """Return by when something is to be done: its own day, failing that the day of its goal."""
    return entry.due_on or (row.goal.due_on if row else None)


def next_thing(rows: Sequence[GoalRow], loose: Sequence[Action], today: dt.date) -> NextThing | None:
    """Return what is due first of everything open; where nothing is planned, the first goal that has no action."""
    waiting: list[tuple[GoalRow | None, Entry]] = [(row, action) for row in rows for action in row.open_actions]
    waiting += [(row, one) for row in rows for one in row.milestones if one.reached_on is None and one.due_on <= today]
    waiting += [(None, action) for action in loose if action.is_open]
    if waiting:
        row, entry = min(waiting, key=lambda one: (due_of(one[1], one[0]) or dt.date.max, one[1].pk))
        return NextThing(row, entry, today)
    bare = [row for row in rows if not row.open_actions]
    return NextThing(bare[0], None, today) if bare else None


@dataclass(frozen=True)
class Told:
    """All that is read of a plan, by what it belongs to."""

    held: Mapping[int, HeldSkill]
    actions: Mapping[int | None, list[Action]]
    milestones: Mapping[int, list[Milestone]]
    cycles: Mapping[int, PracticeCycle] = field(default_factory=dict)

    def row(self, goal: Goal, today: dt.date) -> GoalRow:
        key = goal.pk
        return GoalRow(
            goal, self.held.get(goal.skill_id), today, self.actions.get(key, []), self.milestones.get(key, []), self.cycles.get(key)
        )


def as_hours(value: Decimal | float) -> str:
    """Return hours as people write them, without a needless fraction."""
    return f"{value:.1f}".removesuffix(".0")
