"""What people write on the pages of a plan, checked before anything is done with it."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from employees.forms import Day, Line, Words, colleague_at
from employees.models import Action, Employee
from skills.models import HIGHEST_LEVEL, LearningResource, Skill

MOST_HOURS = 2_000  # of one action: a year's work
MOST_A_WEEK = 60


class Hours(forms.IntegerField):
    """Whole hours."""

    def __init__(self, *, label: Any, help_text: Any = "", required: bool = False) -> None:  # Any: texts that are translated when shown
        expected = lazy("Expected whole hours from 0 to 2,000.")
        errors = {"invalid": expected, "min_value": expected, "max_value": expected, "required": expected}
        super().__init__(label=label, help_text=help_text, required=required, min_value=0, max_value=MOST_HOURS, error_messages=errors)


class PlanForm(forms.Form):
    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None, name: str = "") -> None:
        super().__init__(data, label_suffix="", initial=dict(initial or {}), auto_id=f"{name}_%s" if name else "id_%s")


class GoalForm(PlanForm):
    """A skill and a level: what one click says. The person decides on a day afterwards."""

    skill = forms.IntegerField(error_messages={"required": lazy("No skill is named."), "invalid": lazy("Expected the id of a skill.")})
    level = forms.IntegerField(
        label=lazy("Level"),
        min_value=1,
        max_value=HIGHEST_LEVEL,
        error_messages={"required": lazy("No level is named."), "invalid": lazy("Expected a level of the skill, such as 3.")},
    )
    due_on = Day(label=lazy("By when?"), help_text=lazy("Leave it empty if there is no day."), required=False)
    role = forms.CharField(required=False, max_length=160)

    def clean_skill(self) -> Skill:
        found = Skill.objects.filter(pk=self.cleaned_data["skill"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such skill."))
        return found


class LearningForm(PlanForm):
    """A resource of the catalogue, and the role whose gaps ranked it, if it was one."""

    resource = forms.IntegerField(error_messages=dict.fromkeys(("required", "invalid"), lazy("Expected the id of a resource.")))
    role = forms.CharField(required=False, max_length=160)

    def clean_resource(self) -> LearningResource:
        found = LearningResource.objects.prefetch_related("outcomes__skill").filter(pk=self.cleaned_data["resource"]).first()
        if found is None:
            raise forms.ValidationError(_("The catalogue has no such resource."))
        return found


class ProposalForm(GoalForm):
    why = Words(label=lazy("Why this goal?"), help_text=lazy("They read it with the proposal, and decide."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as the form takes them
        super().__init__(*args, **kwargs)
        self.fields["why"].required = False


class ChangeGoalForm(PlanForm):
    level = GoalForm.base_fields["level"]
    due_on = GoalForm.base_fields["due_on"]
    why = Line(label=lazy("Why?"), help_text=lazy("Kept in the history of the plan."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as the form takes them
        super().__init__(*args, **kwargs)
        self.fields["why"].required = False


class ReasonForm(PlanForm):
    """A reason that has to be given."""

    why = Words(label=lazy("Why?"), help_text=lazy("Kept in the history of the plan, with everything done so far."), rows=2)


class RemarkForm(PlanForm):
    """A reason that may be given."""

    why = Words(label=lazy("Why?"), help_text=lazy("You need not say."), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as the form takes them
        super().__init__(*args, **kwargs)
        self.fields["why"].required = False


class HoursForm(PlanForm):
    hours_a_week = forms.DecimalField(
        label=lazy("Hours a week"),
        help_text=lazy("What you can really keep free, week after week."),
        required=False,
        min_value=Decimal(0),
        max_value=MOST_A_WEEK,
        decimal_places=1,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"),
            lazy("Expected hours a week from 0 to 60, such as 1.5."),
        ),
    )


class ActionForm(PlanForm):
    kind = forms.ChoiceField(label=lazy("Kind"), choices=Action.Kind.choices)
    text = Line(label=lazy("What will you do?"), help_text=lazy("Such as: lead the handover on two Tuesdays, with Ruth beside me."))
    hours = Hours(label=lazy("Hours"), help_text=lazy("How long it takes in all, if you can say."))
    due_on = Day(label=lazy("By when?"), help_text=lazy("Leave it empty if there is no day."), required=False)


class ChangeActionForm(ActionForm):
    hours_done = Hours(label=lazy("Hours put in so far"))

    def clean_hours_done(self) -> int:
        return self.cleaned_data["hours_done"] or 0


class FinishForm(PlanForm):
    outcome = Words(label=lazy("What came of it?"), help_text=lazy("A sentence for you, and for your next conversation."), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as the form takes them
        super().__init__(*args, **kwargs)
        self.fields["outcome"].required = False


class MilestoneForm(PlanForm):
    text = Line(label=lazy("What will be there to see?"), help_text=lazy("Such as: first time alone."))
    due_on = Day(label=lazy("By when?"))


class CycleForm(PlanForm):
    focus = Line(label=lazy("One thing to practise"), help_text=lazy("Such as: ask before I answer."))
    until = Day(label=lazy("Until"), help_text=lazy("Two to eight weeks are enough for one round."))

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        if until <= timezone.localdate():
            raise forms.ValidationError(_("The round begins today. Expected a later day."))
        return until


class ReflectionForm(PlanForm):
    text = Words(label=lazy("What did you notice?"), rows=2)


class FeedbackForm(PlanForm):
    """Whom to ask, by their work address, and what."""

    colleague = Line(label=lazy("Whom do you ask?"), help_text=lazy("The work e-mail address of your colleague."))
    question = Words(
        label=lazy("What do you want to know?"), help_text=lazy("They see your name, the focus and this question only."), rows=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as the form takes them
        super().__init__(*args, **kwargs)
        self.fields["question"].required = False

    def clean_colleague(self) -> Employee:
        return colleague_at(self.cleaned_data["colleague"])


class CloseCycleForm(PlanForm):
    learnt = Words(label=lazy("What did you learn?"), rows=2)
    adjustment = Line(label=lazy("What will you do otherwise next time?"), help_text=lazy("It is offered as the focus of the next round."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as the form takes them
        super().__init__(*args, **kwargs)
        self.fields["adjustment"].required = False


class AimForm(PlanForm):
    why = Words(
        label=lazy("Why does the course change?"), help_text=lazy("Kept in the history of the plan. Your goals stay until you drop them.")
    )

    def __init__(self, *args: Any, changes: bool = True, **kwargs: Any) -> None:  # Any: as the form takes them
        super().__init__(*args, **kwargs)
        if not changes:
            del self.fields["why"]


class AnswerFeedbackForm(PlanForm):
    text = Words(
        label=lazy("Your feedback"), help_text=lazy("What you saw, when, and what it led to. They read it with your name."), rows=5
    )
