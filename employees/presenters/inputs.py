"""The inputs of the arithmetic that a person may dispute: by what name, what is on record of each, and the newest dispute of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import Dispute, SkillAssessment
from pathways.models import Requirement
from pathways.words import counted, day
from promotions.readiness import Explanation, Facts
from promotions.readiness.gates import CredentialInput, GateInput, GateVerdict, ProjectInput, RatingInput, TimeInput
from promotions.standing import GateStanding, gate_standing
from skills.words import Text

Kind = Dispute.Kind
HINTS: dict[str, Text] = {
    Kind.CREDENTIAL: gettext_lazy("Such as: issued on 3 May 2026, held until 3 May 2028."),
    Kind.TIME: gettext_lazy("Such as: in the role since 1 March 2024, or: on leave from May to August 2025."),
    Kind.PROJECTS: gettext_lazy("Such as: the project Waiting list, finished in June 2026, as lead."),
    Kind.RATING: gettext_lazy("A rating from 1 to 5."),
}


@dataclass(frozen=True)
class Input:
    """`number` is the id of the skill or credential, None for the other kinds."""

    kind: str
    number: int | None
    name: str

    @property
    def key(self) -> str:
        """The input as an address names it: skill-12, time."""
        return f"{self.kind}-{self.number}" if self.number else self.kind

    @property
    def names(self) -> dict[str, int]:
        """Return what of a dispute's fields names this input, besides the kind."""
        return {self.kind: self.number} if self.number else {}


@dataclass(frozen=True)
class GateLine:
    """A gate with the inputs that are disputed there, each with its newest dispute; skills are disputed on their own lines."""

    gate: GateStanding
    inputs: Sequence[tuple[Input, Dispute | None]]

    @property
    def disputed(self) -> list["DisputedInput"]:
        return [DisputedInput(one, dispute) for one, dispute in self.inputs]


@dataclass(frozen=True)
class DisputedInput:
    input: Input
    dispute: Dispute | None


def skill_key(skill: int) -> str:
    return f"{Kind.SKILL}-{skill}"


def inputs_of(found: Explanation) -> dict[str, Input]:
    """Return the inputs of a page's arithmetic by their keys."""
    skills = [Input(Kind.SKILL, line.skill, line.name) for line in found.lines]
    return {one.key: one for one in [*skills, *(one for gate in found.gates for one in inputs_of_gate(gate))]}


def inputs_of_gate(verdict: GateVerdict) -> list[Input]:
    """Return each input once, however often the gate asks for it."""
    return list(dict.fromkeys(named for one in verdict.inputs if (named := input_of(one))))


def input_of(one: GateInput) -> Input | None:
    match one:
        case CredentialInput():
            return Input(Kind.CREDENTIAL, one.credential, one.name)
        case TimeInput():
            return Input(Kind.TIME, None, _("Time in role"))
        case ProjectInput():
            return Input(Kind.PROJECTS, None, _("Projects"))
        case RatingInput():
            return Input(Kind.RATING, None, _("Performance rating"))
    return None


def gate_line(verdict: GateVerdict, disputes: Mapping[str, Dispute]) -> GateLine:
    inputs = [(one, disputes.get(one.key)) for one in inputs_of_gate(verdict)]
    return GateLine(gate_standing(verdict.name, verdict.verdict, verdict.sentence), inputs)


def source_words(source: str) -> str:
    """Return by whom a level was judged, as a kind of judge; empty for none."""
    return str(SkillAssessment.Source(source).label) if source else ""


def on_record(kind: str, number: int | None, facts: Facts) -> str:
    """Return what is on record of an input, in words that name no target role: the person's manager may not know of it."""
    match kind:
        case Kind.SKILL:
            held = facts.held(number or 0)
            return (
                _("level %(level)s, judged by %(source)s on %(on)s")
                % {"level": held.level, "source": source_words(held.source), "on": day(held.on)}
                if held.on
                else _("never assessed")
            )
        case Kind.CREDENTIAL:
            return credential_on_record(number or 0, facts)
        case Kind.TIME:
            return time_on_record(facts)
        case Kind.RATING:
            return (
                _("rated %(rating)s on %(day)s") % {"rating": facts.rating[0], "day": day(facts.rating[1])}
                if facts.rating
                else _("never rated")
            )
    led = sum(as_lead for _, as_lead in facts.projects)
    return counted(
        len(facts.projects), "%(count)s finished project, %(led)s of them led", "%(count)s finished projects, %(led)s of them led", led=led
    )


def time_on_record(facts: Facts) -> str:
    since = day(facts.since) if facts.since else _("no day")
    served = counted(facts.months, "%(count)s full month since %(day)s", "%(count)s full months since %(day)s", day=since)
    return (
        served + counted(facts.leave_days, ", less %(count)s day of leave", ", less %(count)s days of leave")
        if facts.leave_days
        else served
    )


def credential_on_record(credential: int, facts: Facts) -> str:
    certificates = facts.credentials.get(credential)
    if not certificates:
        return _("never held")
    issued, expires = max(certificates, key=itemgetter(0))
    if expires is None:
        return _("issued on %(day)s, never lapses") % {"day": day(issued)}
    return _("issued on %(day)s, held until %(end)s") % {"day": day(issued), "end": day(expires)}


def level_names(disputed: Input, requirements: Iterable[Requirement]) -> list[str] | None:
    """Return the names of the levels of a skill's scale, lowest first; None for another input."""
    skill = next((asked.skill for asked in requirements if asked.skill_id == disputed.number), None)
    return list(skill.scale.levels.values_list("name", flat=True)) if skill and disputed.kind == Kind.SKILL else None
