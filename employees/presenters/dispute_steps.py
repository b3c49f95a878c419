"""What was sent to raise or to answer a dispute, checked by its form, turned into the verb that does it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from employees import disputes as verbs
from employees.forms import DisputeForm
from employees.models import Dispute, User
from employees.presenters.gap_page import GapPage
from employees.presenters.inputs import Input, on_record


def raise_at(page: GapPage, disputed: Input, form: DisputeForm, *, by: User) -> Dispute:
    """Dispute one input of a gap, in the words of a valid form. Raises `DisputeError`."""
    return verbs.raise_dispute(
        employee=page.employee,
        kind=disputed.kind,
        **disputed.names,
        stood=on_record(disputed.kind, disputed.number, page.facts),
        wrong=form.cleaned_data["wrong"],
        wanted=form.wanted_words,
        wanted_level=form.wanted_level,
        by=by,
    )


def take(step: str, dispute: Dispute, said: Mapping[str, Any], by: User) -> None:  # Any: cleaned values, as forms hold them
    match step:
        case "correct":
            correct(dispute, said, by)
        case "decline":
            verbs.decline(dispute=dispute, text=said["text"], by=by)
        case "remark":
            verbs.remark(dispute=dispute, text=said["text"], by=by)
        case "withdraw":
            verbs.withdraw(dispute=dispute, by=by)


def correct(dispute: Dispute, said: Mapping[str, Any], by: User) -> None:  # Any: as above
    today, kind = timezone.localdate(), Dispute.Kind
    match dispute.kind:
        case kind.SKILL:
            verbs.correct_skill(dispute=dispute, **said, on=today, by=by)
        case kind.CREDENTIAL:
            verbs.correct_credential(dispute=dispute, **said, by=by)
        case kind.RATING:
            verbs.correct_rating(dispute=dispute, **said, on=today, by=by)
        case _:
            verbs.correct_at_source(dispute=dispute, **said, by=by)
