"""What a number of people hold between them: levels by role and skill, and who holds most of a skill. Never a query a person."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from employees.models import Employee, HeldSkill, Position
from employees.models.people import EmployeeQuerySet

Levels = Mapping[tuple[int, int], Counter[int]]  # (role, skill) → level → people; role 0 for who has none


def roles_of(people: QuerySet[Employee], on: dt.date) -> dict[int, int]:
    """Return role → how many of these people are in it that day. One query."""
    positions = Position.objects.on(on).filter(employee__in=ids(people), role__isnull=False)
    return dict(positions.order_by().values_list("role").annotate(number=Count("pk")))


def levels_of(people: QuerySet[Employee], on: dt.date) -> dict[tuple[int, int], Counter[int]]:
    """Return how many of these people hold which level of which skill, by their role. One query."""
    role = Position.objects.on(on).filter(employee=OuterRef("employee")).values("role")[:1]
    rows = HeldSkill.objects.filter(employee__in=ids(people)).annotate(role=Subquery(role)).values_list("role", "skill", "level")
    found: dict[tuple[int, int], Counter[int]] = {}
    for here, skill, level, number in rows.annotate(number=Count("employee")):
        found.setdefault((here or 0, skill), Counter())[level] += number
    return found


def together(levels: Levels) -> dict[int, Counter[int]]:
    """Return skill → level → people, whatever their role."""
    found: dict[int, Counter[int]] = {}
    for (_role, skill), counts in levels.items():
        found.setdefault(skill, Counter()).update(counts)
    return found


def held_by(people: Sequence[Employee], skills: Sequence[int]) -> dict[int, dict[int, int]]:
    """Return person → skill → level. One query."""
    found: dict[int, dict[int, int]] = {}
    for person, skill, level in HeldSkill.objects.filter(employee__in=people, skill__in=skills).values_list("employee", "skill", "level"):
        found.setdefault(person, {})[skill] = level
    return found


def with_level(people: EmployeeQuerySet, skill: int) -> EmployeeQuerySet:
    """Add `sorted_level`, what each holds of a skill."""
    return people.annotate(sorted_level=Subquery(HeldSkill.objects.filter(employee=OuterRef("pk"), skill=skill).values("level")))


def holding_most(people: QuerySet[Employee], skills: Sequence[int], most: int) -> dict[int, list[HeldSkill]]:
    """Return skill → the few of these people who hold most of it, with the person. One query."""
    order = [F("level").desc(), F("employee__last_name").asc(), F("employee").asc()]
    place = Window(RowNumber(), partition_by=F("skill"), order_by=order)
    rows = HeldSkill.objects.filter(skill__in=skills, employee__in=ids(people), level__gt=0).annotate(place=place)
    found: dict[int, list[HeldSkill]] = {}
    for held in rows.filter(place__lte=most).select_related("employee").order_by("skill_id", "place"):
        found.setdefault(held.skill_id, []).append(held)
    return found


def ids(people: QuerySet[Employee]) -> QuerySet[Employee, dict[str, int]]:
    return people.order_by().values("pk")  # type: ignore[return-value]  # a queryset of rows, as filters take it
