"""The three gates of a next step, each with its owner and its day: criteria met, a seat exists, the decision is made. Never one number."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.presenters.path_facts import PathFacts
from pathways.models import JobFamily, RoleProfile
from pathways.words import counted, written
from promotions.models.readiness import Status
from promotions.readiness import Explanation
from promotions.readiness.gates import TimeInput
from promotions.standing import GATE_NAMES, Standing
from promotions.step_records import CaseStanding, Seat

WITHOUT_SEAT = (JobFamily.Shape.SKILLS, JobFamily.Shape.PROJECTS)
MOST_SEATS_NAMED = 2
CASE_LOOKS = {
    "nominated": ("clock", "caution", gettext_lazy("Nominated, waits for the decision")),
    "shortlisted": ("clock", "caution", gettext_lazy("Shortlisted, waits for the decision")),
    "promoted": ("ready", "good", gettext_lazy("Agreed")),
    "refused": ("fail", "bad", gettext_lazy("Turned down last time")),
    "withdrawn": ("none", "", gettext_lazy("Withdrawn last time")),
}


@dataclass(frozen=True)
class StepGate:
    """`icon` names a shape and `kind` a colour, so that neither stands alone; `owner` and `when` say whose it is and since or from when."""

    title: str
    icon: str
    kind: str
    words: str
    owner: str
    when: str = ""
    details: tuple[str, ...] = ()


def three_gates(path: PathFacts, profile: RoleProfile, found: Explanation, standing: Standing) -> tuple[StepGate, ...]:
    role = profile.role_id
    return (
        criteria(path, found, standing),
        seat(profile, path.records.seats.get(role, ()), path.today),
        decision(path.policy.decided_by(profile.family.pk), path.records.cases.get(role)),
    )


def criteria(path: PathFacts, found: Explanation, standing: Standing) -> StepGate:
    if found.score is None:
        nothing = _("No requirement is written, so nothing can be met")
        return StepGate(_("Criteria"), standing.icon, "", nothing, _("written by the editors of the framework"))
    words = (
        _("%(met)s of %(total)s requirements met") % {"met": found.met, "total": found.total}
        if path.assessed
        else _("No skill has been assessed yet")
    )
    failing = tuple(sentence(gate.name, gate.sentence) for gate in found.failed if path.assessed or gate.name != "core")
    return StepGate(_("Criteria"), standing.icon, standing.kind, words, owner_of_criteria(path), when_of_criteria(path, found), failing)


def sentence(gate: str, words: str) -> str:
    return f"{GATE_NAMES[gate]}: {words}"


def owner_of_criteria(path: PathFacts) -> str:
    manager = path.position.manager if path.position else None
    names = {"name": path.employee.name, "manager": manager.name if manager else ""}
    if path.own:
        return _("yours, assessed by %(manager)s") % names if manager else _("yours")
    return _("%(name)s's, assessed by %(manager)s") % names if manager else _("%(name)s's") % names


def when_of_criteria(path: PathFacts, found: Explanation) -> str:
    since = path.records.ready_since.get(found.role)
    if since and found.status == Status.READY:
        return _("ready since %(since)s") % {"since": day(since)}
    waits = [one.passes_on for gate in found.failed for one in gate.inputs if isinstance(one, TimeInput)]
    return _("time in role suffices from %(day)s") % {"day": day(waits[0])} if waits else _("as of %(today)s") % {"today": day(path.today)}


def seat(profile: RoleProfile, seats: Sequence[Seat], today: dt.date) -> StepGate:
    if profile.family.shape in WITHOUT_SEAT:
        enough = _("confirmed mastery is enough") if profile.family.shape == JobFamily.Shape.SKILLS else _("the projects led are enough")
        return StepGate(_("Seat"), "ready", "good", _("None is needed"), enough)
    if not seats:
        return StepGate(
            _("Seat"),
            "unknown",
            "",
            _("None is open now"),
            _("opened by the units that have this role"),
            _("as of %(today)s") % {"today": day(today)},
        )
    named = tuple(seat_words(one, today) for one in seats[:MOST_SEATS_NAMED])
    more = (_("and %(seats)s more") % {"seats": len(seats) - MOST_SEATS_NAMED},) if len(seats) > MOST_SEATS_NAMED else ()
    return StepGate(
        _("Seat"),
        "ready",
        "good",
        counted(len(seats), "%(count)s seat open", "%(count)s seats open"),
        _("filled by the unit's manager"),
        "",
        named + more,
    )


def seat_words(one: Seat, today: dt.date) -> str:
    if one.outsiders_from is None:
        shown = _("insiders alone")
    else:
        shown = (
            _("insiders alone until %(outsiders_from)s") % {"outsiders_from": day(one.outsiders_from)}
            if one.outsiders_from > today
            else _("outsiders too")
        )
    return _("%(unit)s: since %(since)s, %(shown)s") % {"unit": one.unit, "since": day(one.since), "shown": shown}


def day(on: dt.date) -> str:
    """Return a day as it fits into a narrow card: 3 Nov 2026."""
    return written(on, "SHORT_DATE_FORMAT")


def decision(decider: str, case: CaseStanding | None) -> StepGate:
    owner = _("decided by %(decider)s") % {"decider": decider} if decider else _("the policy does not say who decides")
    if case is None:
        return StepGate(_("Decision"), "unknown", "", _("Not asked for yet"), owner)
    icon, kind, words = CASE_LOOKS[case.word]
    return StepGate(
        _("Decision"),
        icon,
        kind,
        str(words),
        owner,
        _("since %(on)s") % {"on": day(case.on)} if icon == "clock" else _("on %(on)s") % {"on": day(case.on)},
    )
