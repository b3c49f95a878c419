"""What became of a development plan, step by step: each change is a row, and none is taken back."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from employees.models.accounts import User
from employees.models.growth import Goal, Plan


class PlanChangeQuerySet(models.QuerySet["PlanChange"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(user))


class PlanChange(models.Model):
    """One change of a plan. `was` and `now` are what stood before and after it: a role, a level, a day, the words of an action."""

    class Kind(models.TextChoices):
        BEGUN = "begun", _("plan begun")
        TARGET = "target", _("target changed")
        VERSION = "version", _("framework version taken over")
        HOURS = "hours", _("hours a week changed")
        GOAL_ADDED = "goal-added", _("goal added")
        GOAL_PROPOSED = "goal-proposed", _("goal proposed")
        GOAL_ACCEPTED = "goal-accepted", _("proposal accepted")
        GOAL_DECLINED = "goal-declined", _("proposal declined")
        GOAL_LEVEL = "goal-level", _("level of a goal changed")
        GOAL_DUE = "goal-due", _("day of a goal changed")
        GOAL_DROPPED = "goal-dropped", _("goal dropped")
        GOAL_REACHED = "goal-reached", _("goal reached")
        ACTION_ADDED = "action-added", _("action added")
        ACTION_CHANGED = "action-changed", _("action changed")
        ACTION_DONE = "action-done", _("action done")
        ACTION_REOPENED = "action-reopened", _("action taken up again")
        ACTION_DROPPED = "action-dropped", _("action dropped")
        MILESTONE_ADDED = "milestone-added", _("milestone set")
        MILESTONE_REACHED = "milestone-reached", _("milestone reached")
        MILESTONE_DROPPED = "milestone-dropped", _("milestone dropped")
        CYCLE_BEGUN = "cycle-begun", _("practice cycle begun")
        CYCLE_CLOSED = "cycle-closed", _("practice cycle closed")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="changes")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, null=True, blank=True, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind)
    was = models.CharField(max_length=400, blank=True)
    now = models.CharField(max_length=400, blank=True)
    why = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = PlanChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("begun", "target", "version", "hours", "goal-added", "goal-proposed", "goal-accepted", "goal-declined"),
                        *("goal-level", "goal-due", "goal-dropped", "goal-reached", "action-added", "action-changed", "action-done"),
                        *("action-reopened", "action-dropped", "milestone-added", "milestone-reached", "milestone-dropped"),
                        *("cycle-begun", "cycle-closed"),
                    ]
                ),
                name="plan_change_kind_known",
            ),
            CheckConstraint(condition=~Q(kind__in=["target", "goal-dropped"]) | ~Q(why=""), name="plan_change_of_course_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.kind}"
