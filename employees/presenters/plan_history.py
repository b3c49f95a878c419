"""The history of a plan in words: what changed, from what to what, why, and by whom."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from employees.access import Access
from employees.models import Employee, Plan, PlanChange
from employees.plans.services import name_of
from skills.listing import Column, Listing

CHANGES_A_PAGE = 50
Kind = PlanChange.Kind


def history_of(employee: Employee, reader: Access, asked: dict[str, str]) -> Listing:
    """Return all that became of this person's plans, newest first."""
    plans = Plan.objects.visible_to(reader.user).filter(employee=employee)
    rows: QuerySet[PlanChange] = PlanChange.objects.visible_to(reader.user).filter(plan__in=plans)
    return Listing(rows.select_related("goal__skill", "by__employee").order_by("-at", "-pk"), COLUMNS, asked, CHANGES_A_PAGE)


SENTENCES: dict[str, str | Promise] = {
    Kind.BEGUN: _("The plan began, towards %(now)s."),
    Kind.TARGET: _("The plan aims at %(now)s instead of %(was)s."),
    Kind.VERSION: _("The plan follows %(now)s instead of %(was)s."),
    Kind.HOURS: _("Hours a week: %(now)s, before: %(was)s."),
    Kind.GOAL_ADDED: _("A goal was set: %(skill)s from level %(was)s to %(now)s."),
    Kind.GOAL_PROPOSED: _("A goal was proposed: %(skill)s from level %(was)s to %(now)s."),
    Kind.GOAL_ACCEPTED: _("A proposal was taken up: %(skill)s to level %(now)s."),
    Kind.GOAL_DECLINED: _("A proposal was declined: %(skill)s to level %(now)s."),
    Kind.GOAL_LEVEL: _("%(skill)s aims at level %(now)s instead of %(was)s."),
    Kind.GOAL_DUE: _("%(skill)s: the day moved from %(was)s to %(now)s."),
    Kind.GOAL_DROPPED: _("A goal was dropped: %(skill)s to level %(was)s."),
    Kind.GOAL_REACHED: _("A goal was reached: %(skill)s, from level %(was)s to %(now)s."),
    Kind.ACTION_ADDED: _("Planned: %(now)s"),
    Kind.ACTION_CHANGED: _("Changed: %(was)s. Now: %(now)s"),
    Kind.ACTION_DONE: _("Done: %(now)s"),
    Kind.ACTION_REOPENED: _("Taken up again: %(now)s"),
    Kind.ACTION_DROPPED: _("Dropped: %(was)s"),
    Kind.MILESTONE_ADDED: _("Milestone set: %(now)s"),
    Kind.MILESTONE_REACHED: _("Milestone reached: %(now)s"),
    Kind.MILESTONE_DROPPED: _("Milestone dropped: %(now)s"),
    Kind.CYCLE_BEGUN: _("Practice begun: %(now)s"),
    Kind.CYCLE_CLOSED: _("Practice closed: %(was)s"),
}
WITHOUT_AIM: dict[str, str | Promise] = {Kind.BEGUN: _("The plan began."), Kind.TARGET: _("The plan aims at %(now)s.")}


def words_of(change: PlanChange) -> str:
    """Return what happened, as one sentence."""
    nothing = change.kind in WITHOUT_AIM and not (change.now if change.kind == Kind.BEGUN else change.was)
    sentence = WITHOUT_AIM[change.kind] if nothing else SENTENCES[change.kind]
    skill = change.goal.skill.name if change.goal else ""
    return str(sentence) % {"skill": skill, "was": said(change, change.was), "now": said(change, change.now)}


def said(change: PlanChange, value: str) -> str:
    """Return what stood there as people say it: a day by their calendar, nothing as such."""
    if change.kind == Kind.GOAL_DUE:
        return date_format(dt.date.fromisoformat(value), "DATE_FORMAT") if value else str(_("no day"))
    return value or str(_("none"))


def who_of(change: PlanChange) -> str:
    """Return whose doing it was; Pathways' own where a judgement reached a goal, or the account is gone."""
    return name_of(change.by)


COLUMNS = [
    Column(_("When"), lambda change: f"{change.at:%Y-%m-%d %H:%M}"),
    Column(_("What"), words_of),
    Column(_("Why"), lambda change: change.why),
    Column(pgettext_lazy("who did it", "By"), who_of),
]
