"""What people write of a result, and of a colleague's."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from employees.forms import Day, Line, Words, colleague_at
from employees.impact import Said
from employees.models import Employee, ImpactEntry, Project
from skills.models import Skill


class ImpactForm(forms.Form):
    """A result: problem, decision, value, measure, and what it shows. A draft may leave anything out."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, employee: Employee, entry: ImpactEntry | None = None) -> None:  # Any: a request's
        super().__init__(data, label_suffix="", initial=initial_of(entry))
        self.fields["on"] = Day(label=_("When"), help_text=_("The day on which the result was there."))
        self.fields["problem"] = Words(label=_("Problem"), help_text=_("What was wrong or missing, and for whom."))
        self.fields["decision"] = Words(label=_("Decision"), help_text=_("What you decided and did; what was yours in it."))
        self.fields["value"] = Words(label=_("Value"), help_text=_("What is better since, for whom."))
        self.fields["metric"] = Line(label=_("Measure"), help_text=_("Such as: falls a month, 7 to 2."))
        self.fields["metric"].max_length = 200  # type: ignore[attr-defined]  # a CharField has it
        worked_on = Project.objects.filter(assignments__employee=employee).distinct().order_by("name")
        self.fields["project"] = forms.ModelChoiceField(label=_("Project"), queryset=worked_on, required=False, empty_label=_("no project"))
        known = Skill.objects.filter(pk__in=employee.held_skills.values("skill")).order_by("name")
        boxes = forms.CheckboxSelectMultiple
        self.fields["skills"] = forms.ModelMultipleChoiceField(label=_("Skills it shows"), queryset=known, required=False, widget=boxes)
        if self.data.get("draft"):
            for name in ("problem", "decision", "value"):
                self.fields[name].required = False
        self.fields["metric"].required = self.fields["decision"].required = False

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Expected the day on which the result was there."))
        return day

    @property
    def said(self) -> Said:
        return Said(**self.cleaned_data, draft=bool(self.data.get("draft")))


def initial_of(entry: ImpactEntry | None) -> dict[str, Any]:  # Any: initial values of a form
    if entry is None:
        return {"on": timezone.localdate()}
    told = {name: getattr(entry, name) for name in ("on", "problem", "decision", "value", "metric", "project")}
    return told | {"skills": [skill.pk for skill in entry.skills.all()]}


class AskForm(forms.Form):
    """Whom to ask. After cleaning `colleague` is that employee."""

    use_required_attribute = False

    def __init__(self, data: Any = None) -> None:  # Any: as above
        super().__init__(data, label_suffix="")
        self.fields["colleague"] = Line(label=_("Whom do you ask?"), help_text=_("The work e-mail address of your colleague."))

    def clean_colleague(self) -> Employee:
        return colleague_at(self.cleaned_data["colleague"])


class EndorsementForm(forms.Form):
    use_required_attribute = False

    def __init__(self, data: Any = None) -> None:  # Any: as above
        super().__init__(data, label_suffix="")
        hint = _("What you saw yourself. It stands under your name beside the result.")
        self.fields["text"] = Words(label=_("What do you say of it?"), help_text=hint, rows=2)


class PeriodForm(forms.Form):
    """The days that a brief covers; an end left open is open."""

    use_required_attribute = False

    def __init__(self, data: Any = None) -> None:  # Any: as above
        super().__init__(data, label_suffix="")
        self.fields["since"] = Day(label=_("From"), required=False)
        self.fields["until"] = Day(label=_("Up to and with"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("since") and values.get("until") and values["until"] < values["since"]:
            self.add_error("until", _("The period ends before it begins."))
        return values
