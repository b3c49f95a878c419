"""What the record says before two people talk: the facts of a prepared agenda, read in as few queries for one fact as for a hundred.

Only what both sides may know of: no wish kept private, nothing of a round of assessment that is sealed, no draft.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import DateField, Exists, IntegerField, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from employees.assessment_rounds import differences
from employees.conversations.agenda import (
    AgendaFacts,
    Differing,
    Disputed,
    GoalDue,
    Kind,
    Lapsing,
    Missing,
    Promised,
    Result,
    Turn,
    Wish,
)
from employees.models import Aspiration, AssessmentRound, Dispute, Employee, Goal, HeldCredential, ImpactEntry, Promise
from employees.models.assessment_rounds import REVEALED
from employees.reminders.due import renewals
from pathways.rulebook import Rulebook, rulebook
from promotions import readiness
from promotions.models import Readiness, ReadinessChange
from promotions.models.readiness import Status
from promotions.readiness import Facts

RECENT = dt.timedelta(days=180)  # looked back before the first talk
LAPSING = dt.timedelta(days=90)
LAPSED = dt.timedelta(days=365)  # longer ago, it was let go on purpose
NEAREST = 2  # next steps whose gaps are worth a talk
NO_STATUS = -1

Row = tuple[int, int, str, dt.date | None, int, str]  # id, role or other key, text, day, number, word


def facts_for(employee: Employee, since: dt.date | None, today: dt.date) -> AgendaFacts:
    """Return what an agenda is prepared from; `since` is the day of the last talk. Seven queries at most."""
    facts, book, rows = readiness.facts_of(employee, today), rulebook(today), rows_of(employee, since or today - RECENT, today)
    known = steps_of(facts, book)
    profile = book.profile(facts.role)
    return AgendaFacts(
        today=today,
        since=since,
        promises=[Promised(key, text, word, on) for key, _, text, on, _, word in rows["promise"] if on],
        disputes=[Disputed(key, text or str(Dispute.Kind(word).label)) for key, _, text, _, _, word in rows["dispute"]],
        lapsing=[Lapsing(key, text, on) for key, _, text, on, *_ in rows["credential"] if on],
        results=[Result(key, text[:90], on) for key, _, text, on, *_ in rows["result"] if on],
        differences=list(differing(rows["round"])),
        goals=[GoalDue(key, text, on) for key, _, text, on, *_ in rows["goal"] if on],
        turns=list(turns(rows["turn"], known, book)),
        wishes=list(wishes(rows["wish"], book)),
        gaps=list(missing(rows["ready"], known, facts, book)),
        role=profile.name if profile else "",
        role_id=facts.role or 0,
        months=facts.months,
        usual=(profile.typical_months or 0) if profile else 0,
    )


def steps_of(facts: Facts, book: Rulebook) -> set[int]:
    """Return the next steps that both sides know of: written moves, and wishes that are shared."""
    moves = book.moves.get(facts.role, ()) if facts.role else ()
    return {move.target for move in moves if move.source == facts.role} | set(facts.shared)


def told_steps(employee: Employee, today: dt.date) -> dict[str, set[int]]:
    """Return by kind of point the roles of which whoever leads the person may be told: wishes that are shared, turns of known steps."""
    facts = readiness.facts_of(employee, today)
    return {Kind.WISH: set(facts.shared), Kind.TURN: steps_of(facts, rulebook(today))}


def rows_of(employee: Employee, since: dt.date, today: dt.date) -> dict[str, list[Row]]:
    """Read all that is dated and worth a word in one query, by kind."""
    none, no_day, nothing = Value(0, IntegerField()), Value(None, DateField()), Value("", TextField())

    def text(value: Any) -> Cast:  # Any: a name of a field, or an expression
        return Cast(value, TextField())

    lapsing = HeldCredential.objects.filter(~Exists(renewals()), expires_on__gt=today - LAPSED, expires_on__lte=today + LAPSING)
    disputes, goals = Dispute.objects.open(), Goal.objects.open().filter(plan__end=None, due_on__lt=today)
    said = Coalesce(NullIf("value", Value("")), "problem")
    parts: list[Any] = [
        Promise.objects.open()
        .filter(employee=employee)
        .values_list(Value("promise"), "pk", none, text("text"), "due_on", none, text("side")),
        disputes.filter(employee=employee).values_list(
            Value("dispute"), "pk", none, text(Coalesce("skill__name", "credential__name", Value(""))), no_day, none, text("kind")
        ),
        lapsing.filter(employee=employee).values_list(
            Value("credential"), "pk", "credential_id", text("credential__name"), "expires_on", none, nothing
        ),
        ImpactEntry.objects.filter(employee=employee, draft=False, on__gt=since, on__lte=today).values_list(
            Value("result"), "pk", none, text(said), "on", none, nothing
        ),
        goals.filter(plan__employee=employee).values_list(Value("goal"), "pk", "skill_id", text("skill__name"), "due_on", none, nothing),
        AssessmentRound.objects.filter(employee=employee, outcome__in=REVEALED).values_list(
            Value("round"), "pk", none, nothing, "closed_at__date", none, text("outcome")
        ),
        Aspiration.objects.filter(employee=employee, shared_on__lte=today).values_list(
            Value("wish"), "pk", "role_id", nothing, "shared_on", Coalesce("within_months", none), text("goal")
        ),
        ReadinessChange.objects.filter(employee=employee, on__gt=since, on__lte=today).values_list(
            Value("turn"), "pk", "role_id", text(Coalesce("old", Value(NO_STATUS))), "on", Coalesce("new", Value(NO_STATUS)), nothing
        ),
        Readiness.objects.filter(employee=employee).values_list(
            Value("ready"), none, "role_id", text("status"), no_day, Coalesce("score", none), nothing
        ),
    ]
    first, *others = [part.order_by() for part in parts]
    found: dict[str, list[Row]] = defaultdict(list)
    for kind, *row in first.union(*others, all=True):
        found[kind].append(tuple(row))
    return found


def differing(rounds: list[Row]) -> Iterator[Differing]:
    """Yield what the newest revealed round left to talk about; nothing of one that is sealed."""
    for number, _, _, _, _, outcome in sorted(rounds, key=lambda row: (row[3] or dt.date.min, row[0]))[-1:]:
        for one in differences(AssessmentRound(pk=number, outcome=outcome)):
            yield Differing(number, one.skill.pk, one.skill.name, one.own, one.manager)


def turns(rows: list[Row], known: set[int], book: Rulebook) -> Iterator[Turn]:
    """Yield the turns towards roles that both know to be next steps: others would tell of a wish kept private."""
    ordered = sorted(rows, key=lambda row: (row[1], row[3] or dt.date.min, row[0]))
    firsts: dict[int, int] = {}
    for _, role, old, on, new, _ in ordered:
        profile, was = book.profile(role), firsts.setdefault(role, int(old))
        if profile and role in known and on:
            words = [str(Status(status).label) if status != NO_STATUS else "" for status in (was, new)]
            old_status, new_status = (None if status == NO_STATUS else status for status in (int(old), new))
            yield Turn(role, profile.name, profile.role.slug, on, old_status, new_status, words)


def wishes(rows: list[Row], book: Rulebook) -> Iterator[Wish]:
    for _, role, _, _, months, kind in rows:
        if profile := book.profile(role):
            yield Wish(role, profile.name, profile.role.slug, str(Aspiration.Goal(kind).label), months)


def missing(rows: list[Row], known: set[int], facts: Facts, book: Rulebook) -> Iterator[Missing]:
    """Yield the gaps to the steps that are nearest by the last run; nearest first among those of equal status."""
    ranked = sorted((row for row in rows if row[1] in known), key=lambda row: (-int(row[2]), -row[4], row[1]))
    for _, role, *_ in ranked[:NEAREST]:
        profile, asks = book.profile(role), book.asks_of([role]).get(role)
        if profile is None or asks is None:
            continue
        for asked in asks.skills:
            held = facts.held(asked.skill).level
            if held < asked.level:
                yield Missing(asked.skill, asked.name, held, asked.level, profile.name, profile.role.slug, asked.core, asked.weight)
