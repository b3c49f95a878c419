"""Skills held, judged and asked, and rounds of assessment, as JSON: the same presenters and verbs as the pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.problems import Conflict, refused_by
from config.rest.sent import as_sent
from config.rest.shapes import Id, Shape, Words
from employees import assessment_rounds, trail
from employees.api.me import OwnEndpoint
from employees.api.shapes import PersonRef
from employees.assessment_rounds import RoundError
from employees.judgements import judge_of, proof_of
from employees.models import AssessmentRound, Employee, SkillAssessment, SkillRating
from employees.presenters.round_page import STEPS, RoundPage, proof, round_page
from employees.presenters.round_steps import Refused, opening, take
from employees.presenters.skills_page import skills_page
from employees.rating_forms import OpeningForm
from employees.scopes import Scope
from pathways.api.shapes import RoleRef
from skills.models import HIGHEST_LEVEL, Skill


class JudgementShape(Shape):
    level = serializers.IntegerField()
    source = serializers.ChoiceField(choices=SkillAssessment.Source.choices)  # type: ignore[assignment]  # a field of the answer: the metaclass takes it off the class
    assessor = serializers.SerializerMethodField(help_text="Whose judgement it is; empty when nobody is named.")
    evidence = serializers.SerializerMethodField()
    on = serializers.DateField()

    def get_assessor(self, judgement: SkillAssessment) -> str:
        return judge_of(judgement)

    def get_evidence(self, judgement: SkillAssessment) -> str:
        return proof_of(judgement)


class SkillLineShape(Shape):
    """A skill: what counts, what the role and the chosen next step ask, and every judgement, newest first."""

    id = serializers.IntegerField(source="skill.pk")
    skill = serializers.CharField(source="skill.name")
    kind = serializers.ChoiceField(source="skill.kind", choices=Skill.Kind.choices)
    held = serializers.IntegerField(source="record.level")
    verified = serializers.BooleanField(source="record.held.verified", default=False)
    stale = serializers.BooleanField(source="record.stale", help_text="Whether what counts is older than 18 months.")
    asked = serializers.IntegerField(source="here.level", default=None, allow_null=True, help_text="By the present role.")
    asked_next = serializers.IntegerField(source="there.level", default=None, allow_null=True, help_text="By the next step `to`.")
    judgements = JudgementShape(source="record.judged", many=True)


class RoundRef(Shape):
    id = serializers.IntegerField(source="pk")
    opened_on = serializers.DateField()
    due_on = serializers.DateField()
    outcome = serializers.CharField(allow_blank=True, help_text="Empty while it is open; then both, self, manager or called-off.")


class SkillsShape(Shape):
    """What somebody holds. Ratings of a round that is open are in nothing of it."""

    person = PersonRef(source="employee")
    as_of = serializers.DateField(source="today")
    role = RoleRef(allow_null=True)
    next_step = RoleRef(source="target", allow_null=True)
    skills = SkillLineShape(source="lines", many=True)
    rounds = RoundRef(many=True)


TO = OpenApiParameter("to", str, description="The slug of a next step, to see what it asks.")


class MySkills(OwnEndpoint):
    @extend_schema(summary="List my skills", responses=SkillsShape, parameters=[TO])
    def get(self, request: Request) -> Response:
        """What is held, who judged it, when and on what evidence, beside what your role asks."""
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        return SkillsShape(skills_page(self.employee, self.reader, self.request.query_params.get("to", ""))).data


class PersonSkills(Endpoint):
    tag = "People"
    reads = Scope.READ_PEOPLE

    @extend_schema(summary="List a person's skills", responses=SkillsShape, parameters=[TO])
    def get(self, request: Request, employee_id: int) -> Response:
        """As one's own, of somebody whose record you may open."""
        employee = get_object_or_404(Employee.objects.visible_to(request.user), pk=employee_id)
        trail.looked(employee, by=self.account)
        return Response(SkillsShape(skills_page(employee, self.reader, request.query_params.get("to", ""))).data)


# --- Rounds ---------------------------------------------------------------------------------------


class RatingShape(Shape):
    level = serializers.IntegerField(allow_null=True, help_text="Null where the rater could not judge.")
    evidence = serializers.SerializerMethodField()

    def get_evidence(self, rating: SkillRating) -> list[str]:
        return proof(rating)


class PairShape(Shape):
    skill = serializers.CharField(source="skill.name")
    id = serializers.IntegerField(source="skill.pk")
    own = RatingShape(allow_null=True)
    manager = RatingShape(allow_null=True)
    difference = serializers.IntegerField(source="apart", help_text="How many levels higher the manager rated.")


class OwnRatingShape(Shape):
    skill = serializers.IntegerField(source="skill_id")
    level = serializers.IntegerField(allow_null=True)
    evidence = serializers.CharField(allow_blank=True)


class SheetShape(Shape):
    version = serializers.IntegerField(help_text="Send it back with what you save.")
    handed_in_at = serializers.DateTimeField(allow_null=True)
    ratings = OwnRatingShape(source="ratings.all", many=True)


class RoundShape(Shape):
    """A round. `sheet` is your own; `ratings` are empty until both sides are in, or the round was closed with one."""

    id = serializers.IntegerField(source="round.pk")
    person = PersonRef(source="employee")
    opened_on = serializers.DateField(source="round.opened_on")
    due_on = serializers.DateField(source="round.due_on")
    outcome = serializers.CharField(source="round.outcome", allow_blank=True)
    handed_in = serializers.SerializerMethodField(help_text="The sides that have rated.")
    sheet = SheetShape(allow_null=True)
    ratings = PairShape(source="pairs", many=True)
    may = serializers.ListField(child=serializers.ChoiceField(choices=STEPS))

    def get_handed_in(self, page: RoundPage) -> list[str]:
        return sorted(page.handed_in)


class RatingAsked(Shape):
    skill = Id()
    level = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=HIGHEST_LEVEL)
    evidence = Words(required=False, allow_blank=True)
    links = serializers.ListField(child=serializers.CharField(max_length=40), required=False, help_text="Such as entry-12.")


class RoundStepAsked(Shape):
    """A step, and what it takes: `save` and `hand-in` all ratings and the version; `agree` a skill, a level and words."""

    step = serializers.ChoiceField(choices=STEPS)
    version = serializers.IntegerField(required=False, min_value=0)
    ratings = RatingAsked(many=True, required=False)
    skill = Id(required=False)
    level = serializers.IntegerField(required=False, min_value=0, max_value=HIGHEST_LEVEL)
    text = Words(required=False, allow_blank=True)


class OpeningAsked(Shape):
    due_on = serializers.DateField(help_text="The last day on which both may rate.")
    steps = serializers.ListField(child=Id(), required=False, help_text="Numbers of next roles to rate for as well.")


class PersonRounds(Endpoint):
    tag = "People"
    writes = Scope.WRITE_PEOPLE

    @extend_schema(summary="Open a round of assessment", request=OpeningAsked, responses={201: RoundShape})
    def post(self, request: Request, employee_id: int) -> Response:
        """Of yourself, or of somebody whom you rate. Neither side sees the other's ratings before both are in."""
        reach = self.reader.oneself() | self.reader.rated()
        employee = get_object_or_404(Employee.objects.visible_to(request.user).filter(reach), pk=employee_id)
        choice = opening(employee, self.reader)
        form = OpeningForm(as_sent(request.data), steps=choice.steps, today=self.reader.today, due_on=self.reader.today)
        if not form.is_valid():
            raise refused_by(form)
        skills, due_on = choice.skills(form.cleaned_data["steps"]), form.cleaned_data["due_on"]
        try:
            opened = assessment_rounds.open_round(employee=employee, skills=skills, due_on=due_on, by=self.account)
        except RoundError as refusal:
            raise Conflict(str(refusal)) from refusal
        found = AssessmentRound.objects.visible_to(request.user).with_hand_ins().select_related("employee").get(pk=opened.pk)
        place = reverse("api-assessment", args=[opened.pk])
        return Response(RoundShape(round_page(found, self.reader)).data, status=201, headers={"Location": place})


class RoundEndpoint(Endpoint):
    tag = "People"
    reads = Scope.READ_PEOPLE
    writes = Scope.WRITE_PEOPLE

    def page(self) -> RoundPage:
        visible = AssessmentRound.objects.visible_to(self.request.user).with_hand_ins().select_related("employee")
        return round_page(get_object_or_404(visible, pk=self.kwargs["round_id"]), self.reader)

    def shown(self) -> Any:  # Any: JSON
        return RoundShape(self.page()).data


class OneRound(RoundEndpoint):
    @extend_schema(summary="Read a round of assessment", responses=RoundShape)
    def get(self, request: Request, round_id: int) -> Response:
        """Who has rated, your own sheet, and both side by side once the round has revealed them."""
        page = self.page()
        trail.looked(page.employee, by=self.account, of=page.round)
        return Response(RoundShape(page).data)


class RoundSteps(RoundEndpoint):
    @extend_schema(summary="Rate, hand in or end", request=RoundStepAsked, responses=RoundShape)
    def post(self, request: Request, round_id: int) -> Response:
        """Save or hand in your sheet, take it back, close or call off the round, or agree on a level once both are shown."""
        page, asked = self.page(), RoundStepAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        if said["step"] not in page.may:
            raise PermissionDenied
        try:
            take(said["step"], page, sent(said), self.account)
        except Refused as refused:
            raise refused_by(refused.form) from refused
        except Http404 as nowhere:
            raise ValidationError({"skill": ["This skill is not of the round."]}) from nowhere
        except RoundError as refusal:
            raise Conflict(str(refusal)) from refusal
        return Response(self.shown())


def sent(said: dict[str, Any]) -> QueryDict:  # Any: JSON
    """Return what was sent as the page's own form sends it: one mechanism judges both."""
    data = QueryDict(mutable=True)
    data["version"], data["skill"] = str(said.get("version", 0)), str(said.get("skill", ""))
    for rating in said.get("ratings", ()):
        number = rating["skill"]
        data[f"{number}-level"] = "" if rating.get("level") is None else str(rating["level"])
        data[f"{number}-evidence"] = rating.get("evidence", "")
        data.setlist(f"{number}-links", rating.get("links", []))
    for name in ("level", "text"):
        data[f"agree-{said.get('skill', '')}-{name}"] = str(said.get(name, ""))
    return data
