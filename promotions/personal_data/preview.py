"""What an erasure of one person would do, counted before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Func, IntegerField, Model, QuerySet, Subquery

from employees.models import Employee
from promotions.personal_data.kinds import Blanked, Gone, Kind
from promotions.personal_data.register import KINDS


@dataclass(frozen=True)
class Loss:
    """`count` rows of a kind: gone, or kept without what is personal in them."""

    title: str
    count: int
    gone: bool


class Number(Func):
    """COUNT(*) without a grouping: what a subquery that counts selects."""

    template = "COUNT(*)"
    output_field = IntegerField()


def losses(employee: Employee) -> Sequence[Loss]:
    """Return what would go or be blanked of this person, by kind, without kinds of which there is nothing. One query."""
    people, accounts = [employee.pk], [employee.user_id] if employee.user_id else []
    kinds = [kind for kind in KINDS if kind.is_there and isinstance(kind.erase, Gone | Blanked)]
    counts = Employee.objects.filter(pk=employee.pk).order_by().values_list(*(counted(touched(kind, people, accounts)) for kind in kinds))
    found: Sequence[int] = counts.get()
    return [Loss(kind.title, number, isinstance(kind.erase, Gone)) for kind, number in zip(kinds, found, strict=True) if number]


def touched(kind: Kind, people: list[int], accounts: list[int]) -> QuerySet[Model]:
    return kind.rows(people, accounts, kind.erase.by if isinstance(kind.erase, Gone) else ())


def counted(rows: QuerySet[Model]) -> Subquery:
    return Subquery(rows.order_by().annotate(number_of_rows=Number()).values("number_of_rows"))
