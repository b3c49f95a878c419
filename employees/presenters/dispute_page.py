"""What the page of one dispute shows: what was said, what was answered, what is on record now, and what the reader may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import access
from employees.forms import CorrectionForm, Day, LevelField, WordsForm
from employees.models import Dispute, DisputeStep, Position, User
from employees.presenters.dispute_list import state_of
from employees.presenters.inputs import on_record
from promotions import readiness

Kind = Dispute.Kind
ELSEWHERE = {
    Kind.TIME: gettext_lazy("Positions and leave come from the HR system: have them corrected there, then say here what was corrected."),
    Kind.PROJECTS: gettext_lazy("Have the project's record corrected by whoever keeps it, then say here what was corrected."),
}


ANSWERS = ("correct", "decline", "remark")
OWN = ("remark", "withdraw")
STEPS = (*ANSWERS, "withdraw")


@dataclass(frozen=True)
class DisputePage:
    """`may` are the steps that the reader may take while the dispute is open; `forms` belong to those that need words."""

    dispute: Dispute
    history: Sequence[DisputeStep]
    own: bool
    position: Position | None
    stands: str
    may: Sequence[str]
    forms: Mapping[str, WordsForm]

    @property
    def state(self) -> str:
        return state_of(self.dispute)


def dispute_page(dispute: Dispute, user: User) -> DisputePage:
    reader = access.of(user)
    own = dispute.employee == reader.employee
    answers = not own and Dispute.objects.visible_to(user).answered_by(user).filter(pk=dispute.pk).exists()
    may = ANSWERS if answers else OWN if own else ()
    forms = {step: form for step in may if (form := form_of(dispute, step))}
    position = dispute.employee.positions.on(reader.today).select_related("manager", "unit").first()
    facts = readiness.facts_of(dispute.employee, reader.today)
    stands = on_record(dispute.kind, dispute.skill_id or dispute.credential_id, facts)
    return DisputePage(dispute, list(dispute.steps.select_related("by__employee")), own, position, stands, may, forms)


def form_of(dispute: Dispute, step: str, data: Mapping[str, str] | None = None) -> WordsForm | None:
    """Return the form of a step, with what was sent; None for a step that takes no words."""
    if step == "correct":
        label = _("What was corrected, and where?") if dispute.kind in ELSEWHERE else _("On what evidence?")
        return CorrectionForm(data, what=corrected_fields(dispute), label=label, help_text=str(ELSEWHERE.get(Kind(dispute.kind), "")))
    if step == "decline":
        return WordsForm(data, label=_("Why does it stay as it is?"), prefix=step)
    return WordsForm(data, label=_("What is to be added or asked?"), prefix=step) if step == "remark" else None


def corrected_fields(dispute: Dispute) -> dict[str, forms.Field]:
    """Return the fields that say what the input really is; none where another record keeps it."""
    match dispute.kind:
        case Kind.SKILL:
            names = list(dispute.skill.scale.levels.values_list("name", flat=True)) if dispute.skill else []
            return {"level": LevelField(label=_("The level is"), names=names)}
        case Kind.CREDENTIAL:
            return {
                "issued_on": Day(label=_("Issued on")),
                "expires_on": Day(
                    label=_("Held until"), help_text=_("The first day that no longer counts; empty when never."), required=False
                ),
            }
        case Kind.RATING:
            return {"value": forms.TypedChoiceField(label=_("The rating is"), choices=[(n, n) for n in range(1, 6)], coerce=int)}
    return {}
