"""The form in which a person says of themselves what the company asks, and agrees to its use."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.demographics.questions import Question, Questions
from employees.models.demographics import UNDISCLOSED
from skills.words import Text

YOUNGEST, OLDEST = 14, 100  # years of age
NO_ANSWER = gettext_lazy("No answer")


class DemographicsForm(forms.Form):
    """`said` are the person's present answers by attribute. One that is on no list any more can be kept, and not chosen again."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, asked: Questions, said: Mapping[str, str], agreed: bool) -> None:
        super().__init__(data, label_suffix="", initial={**said, "agree": agreed})  # Any above: what a request holds
        for question in asked.asked.values():
            choices = list(self.choices(question, said.get(question.attribute, "")))
            self.fields[question.attribute] = forms.ChoiceField(
                label=question.label, help_text=question.help_text, choices=choices, required=False
            )
        wanted = {"required": _("Your answers are kept only if you agree. Tick the box, or leave this page: nothing is changed then.")}
        self.fields["agree"] = forms.BooleanField(label=asked.consent, error_messages=wanted)

    @staticmethod
    def choices(question: Question, said: str) -> Iterator[tuple[str, Text]]:
        listed = question.answers or years()
        yield "", NO_ANSWER
        yield from ((answer, answer[0].upper() + answer[1:]) for answer in listed)
        if said and said not in (*listed, UNDISCLOSED):
            yield said, said
        yield UNDISCLOSED, _("I prefer not to say")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not any(self.answers.values()):
            raise forms.ValidationError(_("Nothing is answered. Choose an answer, or withdraw below if you want everything deleted."))
        return values

    @property
    def answers(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "agree"}


def years() -> tuple[str, ...]:
    this = timezone.localdate().year
    return tuple(str(year) for year in range(this - YOUNGEST, this - OLDEST, -1))
