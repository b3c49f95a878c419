"""The sheet on which one side rates, and what opens a round."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from employees.assessment_rounds import Rated
from employees.forms import LONGEST_TEXT, Day, LevelField, Words

LONGEST_ROUND = 90  # days


@dataclass(frozen=True)
class Option:
    """One level of a skill in words: its number, its name and what it means for this skill."""

    level: int
    name: str
    means: str


@dataclass(frozen=True)
class RatedSkill:
    """A skill to be rated: its levels, and what of the person's record speaks of it, as (key, words)."""

    number: int
    name: str
    kind: str
    description: str
    options: Sequence[Option]
    evidence: Sequence[tuple[str, str]]


class SheetForm(forms.Form):
    """A level, words and links for each skill; any may be left out, so that a draft can be saved at any time."""

    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, skills: Sequence[RatedSkill], initial: Mapping[str, Any] | None = None
    ) -> None:  # Any: a request's
        super().__init__(data, label_suffix="", initial=dict(initial or {}))
        self.skills = skills
        self.fields["version"] = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
        for skill in skills:
            self._add(skill)

    def _add(self, skill: RatedSkill) -> None:
        levels = [("", _("cannot judge")), ("0", "0"), *((str(option.level), option.name) for option in skill.options)]
        wrong = _("This is no level of %(skill)s.") % {"skill": skill.name}
        self.fields[f"{skill.number}-level"] = forms.TypedChoiceField(
            choices=levels, coerce=int, empty_value=None, required=False, error_messages={"invalid_choice": wrong}
        )
        words = forms.CharField(required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 2}), label=_("What shows it?"))
        self.fields[f"{skill.number}-evidence"] = words
        gone = _("This is not on the person's record any more. Choose again.")
        self.fields[f"{skill.number}-links"] = forms.MultipleChoiceField(
            choices=skill.evidence, required=False, error_messages={"invalid_choice": gone}
        )

    @property
    def rated(self) -> dict[int, Rated]:
        said = self.cleaned_data
        return {
            skill.number: Rated(said[f"{skill.number}-level"], said[f"{skill.number}-evidence"], said[f"{skill.number}-links"])
            for skill in self.skills
        }


class OpeningForm(forms.Form):
    """Until when to rate, and against which roles besides the present one; `steps` are (role, name) of next steps."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, steps: Sequence[tuple[int, str]], today: dt.date, due_on: dt.date) -> None:  # Any: a request's
        super().__init__(data, label_suffix="", initial={"due_on": due_on})
        self.today = today
        self.fields["steps"] = forms.TypedMultipleChoiceField(
            label=_("Rate also what these next steps ask"),
            choices=steps,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["due_on"] = Day(
            label=_("Both rate until"), help_text=_("The last day. From the day after, whoever has rated may close it.")
        )

    def clean_due_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["due_on"]
        if not 0 <= (day - self.today).days <= LONGEST_ROUND:
            raise forms.ValidationError(_("Expected a day from today on, %(days)s days ahead at most.") % {"days": LONGEST_ROUND})
        return day


class AgreementForm(forms.Form):
    """The level that both came to, and why."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, names: Sequence[str], prefix: str) -> None:  # Any: a request's
        super().__init__(data, label_suffix="", prefix=prefix)
        self.fields["level"] = LevelField(label=_("The level you agree on"), names=names)
        self.fields["text"] = Words(label=_("What settled it?"), rows=2)
