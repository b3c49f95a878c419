"""What would move somebody towards a role most: each unmet input on its own, with exactly what meeting it would change. Pure."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from pathways.words import counted, number
from promotions.models.readiness import Status
from promotions.readiness.arithmetic import Explanation, score_of, status_of
from promotions.readiness.gates import CredentialInput, GateInput, ProjectInput, RatingInput, TimeInput

MOST = 3
EFFORTS: dict[str, Callable[[int], str]] = {
    "level": lambda count: counted(count, "%(count)s level", "%(count)s levels"),
    "credential": lambda count: counted(count, "%(count)s credential", "%(count)s credentials"),
    "project": lambda count: counted(count, "%(count)s project", "%(count)s projects"),
    "month": lambda count: counted(count, "%(count)s month", "%(count)s months"),
    "review": lambda count: counted(count, "%(count)s review", "%(count)s reviews"),
}


@dataclass(frozen=True, slots=True)
class Lever:
    """One input brought to what is asked, all else as it is.

    `effort` counts levels to climb, credentials to earn, projects to finish; waiting takes none. `gain` is in basis points. `gate`
    is the gate that this alone turns from fail to pass, `status` where the person would then stand, `on` the day that time takes
    until.
    """

    name: str
    effort: int
    unit: str
    gain: int = 0
    gate: str = ""
    status: Status = Status.DEVELOPING
    held: int | None = None
    wanted: int | None = None
    core: bool = False
    on: dt.date | None = None
    skill: int | None = None

    @property
    def effort_words(self) -> str:
        return EFFORTS[self.unit](self.effort) if self.effort else _("by waiting")

    @property
    def gain_percent(self) -> str:
        """Return the gain as people read it: 278 → "2.8"; empty when the score stays."""
        return number(self.gain / 100, 1) if self.gain else ""


def levers_of(found: Explanation) -> list[Lever]:
    """Return the three that move the status, a gate or the score most, the one with the smallest effort first."""
    levers = [*skill_levers(found), *gate_levers(found)]
    strongest = sorted(levers, key=lambda lever: (-lever.status, not lever.gate, -lever.gain, lever.effort, lever.name))[:MOST]
    return sorted(strongest, key=lambda lever: (lever.effort, -lever.gain, lever.name))


def skill_levers(found: Explanation) -> Iterator[Lever]:
    missing_core = [line for line in found.lines if line.core and not line.met]
    for line in found.lines:
        if not line.met:
            score = score_of(found.points + line.possible - line.points, found.possible) or 0
            gate = "core" if missing_core == [line] else ""
            yield Lever(
                line.name,
                line.gap,
                "level",
                gain=score - (found.score or 0),
                gate=gate,
                status=status_of(score, len(found.failed) - bool(gate), found.thresholds),
                held=line.held,
                wanted=line.required,
                core=line.core,
                skill=line.skill,
            )


def gate_levers(found: Explanation) -> Iterator[Lever]:
    """Yield what each failing gate but the core's lacks. Only the last thing that a gate lacks turns it."""
    turned = status_of(found.score, len(found.failed) - 1, found.thresholds)
    for verdict in found.failed:
        lacking = [lever for one in verdict.inputs if (lever := lack_of(one))]
        alone = len(lacking) == 1
        yield from (replace(lever, gate=verdict.name if alone else "", status=turned if alone else found.status) for lever in lacking)


def lack_of(one: GateInput) -> Lever | None:
    """Return what an input of a gate lacks; None when nothing, or when it is a skill, which has its own lever."""
    match one:
        case CredentialInput() if not one.valid:
            return Lever(one.name, 1, "credential")
        case ProjectInput() if one.counted < one.needed:
            named, led = (
                _("Finished projects of complexity %(least)s or more"),
                _("Finished projects of complexity %(least)s or more as lead"),
            )
            return Lever((led if one.as_lead else named) % {"least": one.complexity}, one.needed - one.counted, "project")
        case TimeInput() if one.months < one.minimum:
            asked = counted(one.minimum, "%(count)s month in the present role", "%(count)s months in the present role")
            return Lever(asked, 0, "month", on=one.passes_on)
        case RatingInput() if one.value is None or one.value < one.minimum:
            return Lever(_("A rating of %(least)s or more") % {"least": one.minimum}, 1, "review")
    return None
