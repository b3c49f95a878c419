"""What calls for attention in a manager's line: best steps, conversations, lapsing credentials, promises past their day, time in role.

As many queries for 8 people as for 8,000.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Aggregate, Count, Exists, F, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from employees.models import Conversation, Employee, HeldCredential, Leave, Position, Promise
from employees.reminders.due import renewals
from promotions.models import Readiness
from promotions.readiness.facts import tenure

SOON = dt.timedelta(days=90)  # credentials that lapse within


def with_attention(people: QuerySet[Employee], today: dt.date) -> QuerySet[Employee]:
    """Add what calls for attention: best step, conversations, the credential that lapses first, promises past their day by side."""
    own = {"employee": OuterRef("pk")}
    best = Readiness.objects.known_to_the_line(today).filter(**own).best_first()
    held = Conversation.objects.held().filter(**own)
    planned = Conversation.objects.planned(timezone.now()).led(today).filter(**own)
    lapsing = HeldCredential.objects.filter(~Exists(renewals()), **own, expires_on__lte=today + SOON)
    late = Promise.objects.overdue(today).filter(**own)
    return people.annotate(
        best_status=Subquery(best.values("status")[:1]),
        best_score=Subquery(best.values("score")[:1]),
        best_role=Subquery(best.values("role")[:1]),
        talked=one_of(held, Max("held_on")),
        talks=one_of(planned, Min("planned_for")),
        lapses=one_of(lapsing, Min("expires_on")),
        overdue_own=Coalesce(one_of(late.filter(side=Promise.Side.EMPLOYEE), Count("pk")), 0),
        overdue_manager=Coalesce(one_of(late.filter(side=Promise.Side.MANAGER), Count("pk")), 0),
    ).annotate(overdue=F("overdue_own") + F("overdue_manager"))


def one_of(rows: QuerySet[Any], value: Aggregate) -> Subquery:  # Any: rows of one person, of whatever kind
    """Return one value of all these rows of a person; null when there are none."""
    return Subquery(rows.order_by().values("employee").annotate(one=value).values("one"))


def months_in_role(people: Sequence[Employee], today: dt.date) -> dict[int, int]:
    """Return person → full months in the present role by the clock of the time gate; nobody without a role. Two queries."""
    ids = [person.pk for person in people]
    positions, leaves = dated(Position, ids, "role"), dated(Leave, ids, "kind")
    stays = {person: tenure(periods, leaves[person], today) for person, periods in positions.items()}
    return {person: stay.months(today) for person, stay in stays.items() if stay.role}


def dated(kind: type[Position] | type[Leave], people: Sequence[int], what: str) -> dict[int, list[Any]]:  # Any: as `tenure` takes them
    found: dict[int, list[Any]] = defaultdict(list)
    for person, *period in kind.objects.filter(employee__in=people).values_list("employee", what, "start", "end"):
        found[person].append(tuple(period))
    return found
