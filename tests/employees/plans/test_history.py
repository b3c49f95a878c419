"""The law of history: whatever is done in whatever order, nothing that once stood in a plan is ever gone."""

import datetime as dt
from contextlib import suppress
from typing import Any

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from employees.models import Action, Goal, Milestone, PlanChange
from employees.plans import services
from employees.plans.errors import PlanError
from tests.factories.employees import EmployeeFactory
from tests.factories.skills import SkillFactory

DAY = dt.date(2026, 11, 23)
ANY = st.integers(0, 9)
TABLES = (Goal, Action, Milestone, PlanChange)


class Planning(RuleBasedStateMachine):
    """Somebody works on a plan, mostly in sense and sometimes not; `seen` are all rows that were ever there."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.person = EmployeeFactory(with_user=True)
        self.skills = SkillFactory.create_batch(2)
        self.seen: set[tuple[str, int]] = set()
        self.changes: dict[int, tuple[object, ...]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def row(self, model: type[Any], number: int) -> Any:  # Any: a goal or an action
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)]

    @rule(number=ANY, level=st.integers(1, 4))
    def set_a_goal(self, number: int, level: int) -> None:
        with suppress(PlanError):
            services.add_goal(employee=self.person, skill=self.skills[number % 2], level=level, on=DAY, by=self.person.user)

    @precondition(lambda self: Goal.objects.exists())
    @rule(number=ANY, verb=st.sampled_from(["drop", "change", "act", "milestone"]), level=st.integers(1, 4))
    def work_on_a_goal(self, number: int, verb: str, level: int) -> None:
        goal, by = self.row(Goal, number), self.person.user
        with suppress(PlanError):
            match verb:
                case "drop":
                    services.drop_goal(goal=goal, why="Enough", on=DAY, by=by)
                case "change":
                    services.change_goal(goal=goal, level=level, due_on=DAY, on=DAY, by=by)
                case "act":
                    services.add_action(employee=self.person, kind="course", text="Learn", on=DAY, by=by, goal=goal)
                case "milestone":
                    services.add_milestone(goal=goal, text="There", due_on=DAY, by=by)

    @precondition(lambda self: Action.objects.exists())
    @rule(number=ANY, verb=st.sampled_from(["finish_action", "drop_action", "reopen_action"]))
    def work_on_an_action(self, number: int, verb: str) -> None:
        dated = {} if verb == "reopen_action" else {"on": DAY}
        with suppress(PlanError):
            getattr(services, verb)(action=self.row(Action, number), by=self.person.user, **dated)

    @invariant()
    def nothing_is_gone_and_no_line_of_history_is_altered(self) -> None:
        here = {(model.__name__, pk) for model in TABLES for pk in model.objects.values_list("pk", flat=True)}
        assert self.seen <= here
        self.seen = here
        lines: dict[int, tuple[object, ...]] = {
            line[0]: tuple(line) for line in PlanChange.objects.values_list("pk", "kind", "was", "now", "why", "at")
        }
        assert self.changes.items() <= lines.items()
        self.changes = lines

    @invariant()
    def every_goal_and_action_has_its_beginning_and_its_end_in_the_history(self) -> None:
        kinds = list(PlanChange.objects.values_list("kind", flat=True))
        assert kinds.count("goal-added") == Goal.objects.count()
        assert kinds.count("goal-dropped") == Goal.objects.exclude(dropped_on=None).count()
        assert kinds.count("action-added") == Action.objects.count()
        ended = kinds.count("action-done") + kinds.count("action-dropped") - kinds.count("action-reopened")
        assert (
            ended == Action.objects.filter(dropped_on=None, done_on__isnull=False).count() + Action.objects.exclude(dropped_on=None).count()
        )


def test_nothing_that_once_stood_in_a_plan_is_ever_gone(db: None):
    run_state_machine_as_test(Planning, settings=settings(max_examples=12, stateful_step_count=12, deadline=None))
