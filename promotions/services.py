"""What may be done to policies. Each verb is one transaction and names its actor."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from employees import trail
from employees.models import User
from employees.models.trail import Verb
from pathways.signals import rules_published
from promotions.models import PolicyRule, PolicyVersion
from skills.turns import await_turn


class PolicyError(ValueError):
    """A policy cannot be put into force so; the message says why and what to do."""


@transaction.atomic
def ensure_default_policy(*, on: dt.date, by: User | None) -> PolicyVersion | None:
    """Return None when a policy holds on that day; otherwise put the default thresholds in force and return that new version.

    Readiness names the policy it was decided under, so there is always one that people can look up.
    """
    if PolicyVersion.objects.in_force(on).exists():
        return None
    number = _next_number()
    told = {"name": f"Policy {number}", "effective_from": on, "text": "The default thresholds."}
    version, created = PolicyVersion.objects.get_or_create(number=number, defaults=told)
    if not created:
        return None  # another process was quicker
    PolicyRule.objects.create(version=version)
    trail.record(Verb.PUBLISHED, of=version, by=by, number=number, effective_from=on)
    return version


@transaction.atomic
def publish_policy(*, name: str, effective_from: dt.date, rules: Sequence[PolicyRule], by: User | None, text: str = "") -> PolicyVersion:
    """Put a new version into force from today or a later day, with these unsaved rules. What held before stays on record.

    Raises PolicyError when the day is past or a family has two rules, ValidationError for thresholds that contradict each other.
    """
    refuse_a_past_day(effective_from)
    version = PolicyVersion.objects.create(number=_next_number(), name=name, effective_from=effective_from, text=text)
    _write_rules(version, rules)
    trail.record(Verb.PUBLISHED, of=version, by=by, number=version.number, effective_from=effective_from)
    rules_published.send(PolicyVersion, effective_from=effective_from)
    return version


@transaction.atomic
def change_policy(
    *, version: PolicyVersion, name: str, effective_from: dt.date, rules: Sequence[PolicyRule], by: User | None, text: str = ""
) -> PolicyVersion:
    """Let a version whose day has not come say something else. Raises as `publish_policy`, and PolicyError once it has come."""
    refuse_what_has_come(version)
    refuse_a_past_day(effective_from)
    version.name, version.effective_from, version.text = name, effective_from, text
    version.save(update_fields=["name", "effective_from", "text"])
    version.rules.all().delete()
    _write_rules(version, rules)
    trail.record(Verb.CHANGED, of=version, by=by, number=version.number, effective_from=effective_from)
    rules_published.send(PolicyVersion, effective_from=effective_from)
    return version


@transaction.atomic
def withdraw_policy(*, version: PolicyVersion, by: User | None) -> None:
    """Remove a version whose day has not come. Raises PolicyError once it has."""
    refuse_what_has_come(version)
    trail.record(Verb.REMOVED, of=version, by=by, number=version.number)
    version.delete()


def refuse_a_past_day(effective_from: dt.date) -> None:
    today = timezone.localdate()
    if effective_from < today:
        raise PolicyError(
            f"A policy cannot hold from {effective_from} on: that would rewrite what was decided. Choose {today} or a later day."
        )


def refuse_what_has_come(version: PolicyVersion) -> None:
    """Judge by the day that is stored, not by one that a form has put in its place."""
    stored = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    if stored.has_come(timezone.localdate()):
        raise PolicyError(f"{stored} has held since {stored.effective_from} and stays as it is. Publish a new version instead.")


def refuse_unclear_rules(rules: Sequence[PolicyRule]) -> None:
    if not rules:
        raise PolicyError("A policy without a rule says nothing. Give it one: without a family it holds for all.")
    family, times = Counter(rule.family for rule in rules).most_common(1)[0]
    if times > 1:
        raise PolicyError(f"{times} rules are for {family or 'all families'}. Keep one.")


def _write_rules(version: PolicyVersion, rules: Sequence[PolicyRule]) -> None:
    refuse_unclear_rules(rules)
    for rule in rules:
        rule.clean()
        rule.pk, rule.version = None, version
    PolicyRule.objects.bulk_create(rules)


def _next_number() -> int:
    """Return the number of the next version. Whoever makes another one meanwhile waits, and gets the one after it."""
    await_turn("policy")
    return (PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
