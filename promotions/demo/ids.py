"""Row numbers given before the rows are written, so that millions of rows can point at each other without being read back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model

from employees import models as employees
from promotions import models as promotions


def first_free(model: type[Model]) -> int:
    """Return a number from which on no row of the table exists."""
    newest: int | None = model._default_manager.aggregate(newest=Max("pk"))["newest"]
    return (newest or 0) + 1


def release(models: Iterable[type[Model]]) -> None:
    """Let the database count on from the highest number.

    PostgreSQL's sequences do not see numbers that came with the rows; without this the next row would get a taken one.
    """
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


@dataclass(frozen=True)
class Bases:
    """What to add to an index of the history to get the row's number."""

    employee: int
    unit: int
    user: int
    requisition: int
    case: int
    project: int
    conversation: int
    note: int
    plan: int
    goal: int
    impact: int

    @classmethod
    def free(cls) -> "Bases":
        return cls(*(first_free(model) for model in NUMBERED))


NUMBERED: tuple[type[Model], ...] = (
    employees.Employee,
    employees.Unit,
    employees.User,
    promotions.Requisition,
    promotions.Case,
    employees.Project,
    employees.Conversation,
    employees.ConversationNote,
    employees.Plan,
    employees.Goal,
    employees.ImpactEntry,
)
