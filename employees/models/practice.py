"""Practice in cycles: a focus, feedback asked of colleagues, what was learnt, and what the next cycle does otherwise."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, Count, F, Q, UniqueConstraint

from employees import access
from employees.models.accounts import User
from employees.models.growth import Goal, Plan
from employees.models.people import Employee


class PracticeCycleQuerySet(models.QuerySet["PracticeCycle"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return those in plans that the reader may open; mentors see goals, and no practice."""
        return self.filter(goal__plan__in=Plan.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def with_answers(self) -> Self:
        """Add how many colleagues were `asked`, and how many have `answered`."""
        answered = Count("requests", filter=Q(requests__answered_at__isnull=False))
        return self.annotate(asked=Count("requests"), answered=answered)


class PracticeCycle(models.Model):
    """One round of practice on a goal: planned from `start` to `until`, closed with what was learnt and what will be done otherwise."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="cycles")
    focus = models.CharField(max_length=400)
    start = models.DateField()
    until = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    learnt = models.TextField(blank=True)
    adjustment = models.TextField(blank=True)

    objects = PracticeCycleQuerySet.as_manager()

    class Meta:
        ordering = ["goal", "-start", "-pk"]
        constraints = [
            UniqueConstraint(fields=["goal"], condition=Q(closed_on__isnull=True), name="practice_cycle_one_open"),
            CheckConstraint(condition=~Q(focus=""), name="practice_cycle_has_focus"),
            CheckConstraint(condition=Q(until__gt=F("start")), name="practice_cycle_ends_after_start"),
            CheckConstraint(condition=Q(closed_on__isnull=True) | ~Q(learnt=""), name="practice_cycle_closed_with_words"),
        ]

    def __str__(self) -> str:
        return self.focus


class Reflection(models.Model):
    """What its owner noted in the course of a cycle."""

    cycle = models.ForeignKey(PracticeCycle, on_delete=models.CASCADE, related_name="reflections")
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [CheckConstraint(condition=~Q(text=""), name="reflection_says_something")]

    def __str__(self) -> str:
        return f"{self.cycle_id} at {self.at:%Y-%m-%d}"


class FeedbackRequestQuerySet(models.QuerySet["FeedbackRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return the requests to this reader, and those in plans that the reader may open."""
        own = access.of(user).employee
        in_plans = Q(cycle__in=PracticeCycle.objects.visible_to(user))
        return self.filter(in_plans | Q(asked=own)) if own else self.filter(in_plans)

    def to(self, user: User | AnonymousUser) -> Self:
        """Return the requests to this reader. Nothing else of the plan is theirs to see."""
        own = access.of(user).employee
        return self.filter(asked=own) if own else self.none()

    def made_by(self, user: User | AnonymousUser) -> Self:
        own = access.of(user).employee
        return self.filter(cycle__goal__plan__employee=own) if own else self.none()

    def with_who_asks(self) -> Self:
        """Fetch what the colleague who was asked may see: who asks, of which skill, with what focus."""
        return self.select_related("cycle__goal__plan__employee", "cycle__goal__skill", "asked")

    def waiting(self) -> Self:
        return self.filter(answered_at__isnull=True)


class FeedbackRequest(models.Model):
    """A colleague asked to say how the practice of a cycle goes. An answer without words is a friendly no."""

    cycle = models.ForeignKey(PracticeCycle, on_delete=models.CASCADE, related_name="requests")
    asked = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="feedback_requests")
    question = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = FeedbackRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            UniqueConstraint(fields=["cycle", "asked"], name="feedback_asked_once_a_cycle"),
            CheckConstraint(condition=Q(text="") | Q(answered_at__isnull=False), name="feedback_words_have_time"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} by {self.asked_id}"

    @property
    def owner(self) -> Employee:
        """Whose practice it is."""
        return self.cycle.goal.plan.employee

    @property
    def declined(self) -> bool:
        return self.answered_at is not None and not self.text
