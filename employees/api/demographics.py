"""What the reader says of themselves, for nobody but them: no operation tells it of anybody else."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.problems import refused_by
from config.rest.shapes import Shape
from employees.api.me import OwnEndpoint
from employees.demographics import services
from employees.demographics.answers import answers_of, said_by
from employees.demographics.questions import questions
from employees.models import DemographicConsent
from employees.presenters.demographics_page import demographics_page
from employees.scopes import Scope


class ConsentShape(Shape):
    purpose = serializers.ChoiceField(choices=DemographicConsent.Purpose.choices)
    text_version = serializers.CharField()
    given_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class DemographicsShape(Shape):
    """Your own answers, the text of the consent, and each consent you gave."""

    answers = serializers.DictField(child=serializers.CharField(), help_text="By attribute; one that is missing is not answered.")
    confirmed = serializers.BooleanField(help_text="False for what the HR system says: it is used for nothing until you answer.")
    agreed = serializers.BooleanField(help_text="Whether a consent to a text that holds is in force.")
    text_version = serializers.CharField(source="asked.text_version")
    consent = serializers.CharField(source="asked.consent", help_text="What you agree to with `agree`.")
    consents = ConsentShape(many=True)


class DemographicsAsked(Shape):
    answers = serializers.DictField(
        child=serializers.CharField(max_length=80, allow_blank=True),
        help_text="All of them anew, by attribute: what is left out is deleted.",
    )
    agree = serializers.BooleanField(help_text="True: answers are kept only with your consent.")


class MyDemographics(OwnEndpoint):
    """Takes the scope `own:demographics` and no other; in a browser's session a proof of the last minutes."""

    reads = Scope.OWN_DEMOGRAPHICS
    writes = Scope.OWN_DEMOGRAPHICS
    proven = True
    sealed = True

    def shown(self) -> Any:  # Any: JSON
        page, said = demographics_page(self.employee), said_by(self.employee)
        page_told = {"asked": page.asked, "consents": page.consents, "agreed": page.agreed}
        return DemographicsShape(page_told | {"answers": answers_of(said), "confirmed": not page.unconfirmed}).data

    @extend_schema(summary="Read what I say of myself", responses=DemographicsShape)
    def get(self, request: Request) -> Response:
        """Your answers as they stand. Nobody else is told them, here or anywhere."""
        return Response(self.shown())

    @extend_schema(summary="Say of myself", request=DemographicsAsked, responses=DemographicsShape)
    def patch(self, request: Request) -> Response:
        """Answer anew, with your consent to the text of today."""
        employee, asked = self.employee, DemographicsAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        if strange := said["answers"].keys() - questions().asked.keys():
            raise ValidationError({"answers": [f"Nothing is asked about {', '.join(sorted(strange))}."]})
        form = demographics_page(employee, {**said["answers"], "agree": said["agree"]}).form
        if not form.is_valid():
            raise refused_by(form)
        services.answer(employee=employee, answers=form.answers, purpose=DemographicConsent.Purpose.EQUALITY_AUDIT, by=self.account)
        return Response(self.shown())

    @extend_schema(summary="Withdraw what I said of myself", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Delete every answer and end every consent, at once."""
        services.withdraw(employee=self.employee, by=self.account)
        return Response(status=204)
