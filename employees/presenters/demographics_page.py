"""What the page of one's own answers shows: the form, what it is used for, where the answers came from, and every consent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from employees.demographics.answers import answers_of, said_by
from employees.demographics.form import DemographicsForm
from employees.demographics.questions import Questions, questions
from employees.models import DemographicConsent, Employee


@dataclass(frozen=True)
class DemographicsPage:
    """`unconfirmed` holds what the HR system says, label → answer: used for nothing until the person saves it."""

    asked: Questions
    form: DemographicsForm
    unconfirmed: Sequence[tuple[str, str]]
    consents: Sequence[DemographicConsent]
    agreed: bool
    anything: bool

    @property
    def outdated(self) -> bool:
        """Whether there is a consent in force, but to a text that holds no more."""
        return not self.agreed and any(consent.ended_at is None for consent in self.consents)


def demographics_page(employee: Employee, sent: Mapping[str, Any] | None = None) -> DemographicsPage:  # Any: what a request holds
    said = said_by(employee)
    asked, answers, consents = questions(), answers_of(said), list(employee.demographic_consents.order_by("-pk"))
    agreed = any(consent.ended_at is None and consent.text_version in asked.holding for consent in consents)
    from_feed = said is not None and said.from_feed
    unconfirmed = [(asked.asked[name].label, value) for name, value in answers.items() if from_feed and name in asked.asked]
    form = DemographicsForm(sent, asked=asked, said=answers, agreed=agreed)
    return DemographicsPage(asked, form, unconfirmed, consents, agreed, anything=bool(answers))
