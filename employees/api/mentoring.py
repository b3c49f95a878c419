"""Who helps whom, and the goals that are shared with whoever helps."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.shapes import Shape
from employees import services, trail
from employees.api.me import OwnEndpoint
from employees.api.shapes import PersonRef
from employees.models import Action, Employee, Goal, Mentorship
from employees.presenters.mentoring_page import mentee_page, mentoring_page
from employees.scopes import Scope


class MentorShape(Shape):
    person = PersonRef(source="mentor")
    kind = serializers.ChoiceField(choices=Mentorship.Kind.choices)
    since = serializers.DateField(source="start")


class MenteeShape(Shape):
    person = PersonRef(source="mentorship.mentee")
    kind = serializers.ChoiceField(source="mentorship.kind", choices=Mentorship.Kind.choices, help_text="What you are to them.")
    since = serializers.DateField(source="mentorship.start")
    shared = serializers.IntegerField(help_text="How many goals they share with you.")


class MentoringGoal(Shape):
    id = serializers.IntegerField(source="pk")
    skill = serializers.CharField(source="skill.name")
    wanted_level = serializers.IntegerField(source="level")
    due_on = serializers.DateField(allow_null=True)
    reached_on = serializers.DateField(allow_null=True)
    shared_on = serializers.DateField(allow_null=True, help_text="Null while no mentor sees it.")


class MentoringShape(Shape):
    """Both sides of today, and your own goals with whether mentors see them."""

    mentors = MentorShape(many=True)
    mentees = MenteeShape(many=True)
    goals = MentoringGoal(many=True)


class ActionTold(Shape):
    kind = serializers.ChoiceField(choices=Action.Kind.choices)
    text = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)


class MilestoneTold(Shape):
    text = serializers.CharField()
    due_on = serializers.DateField()
    reached_on = serializers.DateField(allow_null=True)


class SharedGoal(MentoringGoal):
    actions = ActionTold(source="actions.all", many=True)
    milestones = MilestoneTold(source="milestones.all", many=True)


class SharedGoals(Shape):
    person = PersonRef()
    goals = SharedGoal(many=True)


class GoalSharing(Shape):
    shared = serializers.BooleanField(help_text="Whether whoever helps you as a mentor sees it, with its actions and milestones.")


class MyMentoring(OwnEndpoint):
    @extend_schema(summary="Read who helps whom", responses=MentoringShape)
    def get(self, request: Request) -> Response:
        """Who helps you today, whom you help, and what your mentors see of your goals."""
        if self.reader.employee is None:
            raise Http404
        page = mentoring_page(self.reader)
        trail.listed(Employee, by=self.account, count=len(page.mentees))
        return Response(MentoringShape(page).data)


class Mentee(Endpoint):
    """What somebody whom you help shares with you."""

    tag = "People"
    reads = Scope.READ_PEOPLE

    @extend_schema(summary="Read the goals shared with me", operation_id="me_mentoring_goals", responses=SharedGoals)
    def get(self, request: Request, employee_id: int) -> Response:
        """The goals that this person shares with whoever helps them, and nothing else of their record."""
        page = mentee_page(self.reader, employee_id)
        if page is None:
            raise Http404
        trail.looked(page.person, by=self.account)
        return Response(SharedGoals(page).data)


class MyGoalSharing(OwnEndpoint):
    writes = Scope.WRITE_ME

    def goal(self) -> Goal:
        own = Goal.objects.visible_to(self.request.user).own(self.request.user).select_related("skill", "plan__employee")
        return get_object_or_404(own, pk=self.kwargs["goal_id"])

    def shown(self) -> Any:  # Any: JSON
        return MentoringGoal(self.goal()).data

    @extend_schema(summary="Share a goal with my mentors", request=GoalSharing, responses=MentoringGoal)
    def patch(self, request: Request, goal_id: int) -> Response:
        """Share your own goal, or share it no longer."""
        goal, asked = self.goal(), GoalSharing(data=request.data)
        asked.is_valid(raise_exception=True)
        if asked.validated_data["shared"]:
            services.share_goal(goal=goal, on=self.reader.today, by=self.account)
        else:
            services.unshare_goal(goal=goal, by=self.account)
        return Response(self.shown())
