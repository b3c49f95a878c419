"""What each step of a round takes and does, for page and API alike; and what a round may be opened over."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _

from employees import assessment_rounds
from employees.access import Access
from employees.assessment_rounds import RoundError, SavedElsewhereError
from employees.models import Employee, User
from employees.presenters.round_page import Pair, RoundPage, agreement_form, sheet_form
from employees.presenters.skills_page import profiles_of
from pathways.asks import RoleAsks
from pathways.models import RoleProfile
from pathways.rulebook import rulebook


class Refused(Exception):  # noqa: N818  # it carries an answer, and is no fault
    """What was sent cannot be taken as it is: `page` shows it again, all that was typed in it, with what is wrong."""

    def __init__(self, page: RoundPage, form: Form) -> None:
        super().__init__()
        self.page, self.form = page, form


# --- Opening --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opening:
    """The present role, and the next steps, of which the wishes that only the person knows of are none."""

    role: RoleProfile | None
    profiles: Sequence[RoleProfile]
    asks: Mapping[int, RoleAsks]

    @property
    def steps(self) -> list[tuple[int, str]]:
        return [(profile.role_id, profile.name) for profile in self.profiles]

    def skills(self, steps: Iterable[int]) -> set[int]:
        """Return the skills that the present role and the chosen steps ask for."""
        roles = [*([self.role.role_id] if self.role else []), *steps]
        return {asked.skill for role in roles for asked in self.asks.get(role, RoleAsks()).skills}

    @property
    def count(self) -> int:
        return len(self.skills(()))


def opening(employee: Employee, reader: Access) -> Opening:
    """Return what a round can be opened over. A private wish is not offered, not even to its owner: the skills would tell of it."""
    present = employee.positions.on(reader.today).values_list("role", flat=True).first()
    profiles = profiles_of(employee, present, own=False, today=reader.today)
    role = next((profile for profile in profiles if profile.role_id == present), None)
    steps = [profile for profile in profiles if profile != role]
    return Opening(role, steps, rulebook(reader.today).asks_of([profile.role_id for profile in profiles]))


# --- Steps ----------------------------------------------------------------------------------------


def take(step: str, page: RoundPage, data: Any, by: User) -> str:  # Any: what a request holds
    """Take a step that the page allows; return what to say of it. Raises `Refused`, or `RoundError` for what is too late or too early."""
    return DEEDS[step](page, data, by)


def save(page: RoundPage, data: Any, by: User) -> str:  # Any: as above
    _rate(page, data, by, assessment_rounds.save)
    return _("Saved as a draft. Nobody but you sees it.")


def hand_in(page: RoundPage, data: Any, by: User) -> str:  # Any: as above
    _rate(page, data, by, assessment_rounds.hand_in)
    return _("Handed in. Both are shown side by side once the other side is in.")


def _rate(page: RoundPage, data: Any, by: User, verb: Callable[..., object]) -> None:  # Any: as above
    form = sheet_form(page, data)
    if not form.is_valid():
        raise Refused(replace(page, form=form), form)
    assert page.side is not None  # noqa: S101  # only a side may take this step
    try:
        verb(assessment_round=page.round, side=page.side, ratings=form.rated, version=form.cleaned_data["version"], by=by)
    except RoundError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, SavedElsewhereError):  # sent once more, it replaces what the other window saved
            again = data.copy()
            again["version"] = str(refusal.version)
            form.data = again
        raise Refused(replace(page, form=form), form) from refusal


def take_back(page: RoundPage, data: Any, by: User) -> str:  # Any: as above
    assessment_rounds.take_back(assessment_round=page.round, by=by)
    return _("It is a draft again. The other side sees that it is not in.")


def close(page: RoundPage, data: Any, by: User) -> str:  # Any: as above
    assessment_rounds.close(assessment_round=page.round, by=by)
    return _("Closed with your side only, and that is said on the page.")


def call_off(page: RoundPage, data: Any, by: User) -> str:  # Any: as above
    assessment_rounds.call_off(assessment_round=page.round, by=by)
    return _("The round is called off.")


def agree(page: RoundPage, data: Any, by: User) -> str:  # Any: as above
    pair = pair_of(page, str(data.get("skill", "")))
    form = agreement_form(pair, data)
    if not form.is_valid():
        raise Refused(replace(page, agreement=form, agreeing=pair.skill.pk), form)
    said = form.cleaned_data
    assessment_rounds.agree(assessment_round=page.round, skill=pair.skill, level=said["level"], text=said["text"], by=by)
    return _("%(skill)s counts as level %(level)s from now on.") % {"skill": pair.skill.name, "level": said["level"]}


def pair_of(page: RoundPage, number: str) -> Pair:
    found = next((pair for pair in page.pairs if str(pair.skill.pk) == number), None)
    if found is None:
        raise Http404
    return found


DEEDS: Mapping[str, Callable[[RoundPage, Any, User], str]] = {
    "save": save,
    "hand-in": hand_in,
    "take-back": take_back,
    "close": close,
    "call-off": call_off,
    "agree": agree,
}
