"""What people say of a role's requirements, and what the editors answer. Nothing here names an author."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict, refused_by
from config.rest.shapes import Shape, Words
from employees import role_comments as verbs
from employees.access import Permission
from employees.forms import AnswerForm
from employees.models import RoleComment
from employees.models.role_comments import RoleCommentQuerySet
from employees.scopes import Scope
from pathways.models import Role, RoleProfile

Outcome = RoleComment.Outcome


class AnswerShape(Shape):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    text = serializers.CharField()
    version = serializers.IntegerField(source="version.number", allow_null=True, help_text="The version that does what was asked.")
    at = serializers.DateTimeField()


class CommentShape(Shape):
    """A comment on what a role asks. Its author is told to nobody; `own` tells you which are yours."""

    id = serializers.IntegerField(source="pk")
    role = serializers.CharField(source="role.slug")
    text = serializers.CharField(source="readable", allow_blank=True, help_text="Empty once the editors have taken it off.")
    written_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    own = serializers.SerializerMethodField()
    answers = AnswerShape(source="answers.all", many=True)

    def get_own(self, comment: RoleComment) -> bool:
        return comment.author_id is not None and comment.author_id == self.context["request"].user.pk


class CommentAsked(Shape):
    text = Words(help_text="What should change. Everybody who signs in can read it; your name is shown to nobody.")


class AnswerAsked(Shape):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    text = Words()
    version = serializers.IntegerField(required=False, allow_null=True, min_value=1, help_text="With `done`, the number of the version.")


class CommentFilter(filters.FilterSet):
    outcome = filters.ChoiceFilter(choices=Outcome.choices, label="That of the newest answer.")


class CommentEndpoint(Endpoint):
    tag = "Comments"
    reads = Scope.READ_FRAMEWORK

    def comments(self) -> RoleCommentQuerySet:
        return RoleComment.objects.visible_to(self.request.user).select_related("role__framework").prefetch_related("answers__version")

    def told(self, comment: int) -> Any:  # Any: JSON
        found = get_object_or_404(self.comments(), pk=comment)
        return CommentShape(found, context={"request": self.request}).data


class CommentList(CommentEndpoint, ListEndpoint):
    serializer_class = CommentShape
    filterset_class = CommentFilter
    orders = {"-written": ("written_at", "pk")}


class RoleComments(CommentList):
    """All comments on a role, newest first."""

    writes = Scope.WRITE_ME

    def role(self) -> Role:
        in_force = RoleProfile.objects.in_force(self.reader.today).select_related("role")
        return get_object_or_404(in_force, role__slug=self.kwargs["slug"]).role

    def get_queryset(self) -> RoleCommentQuerySet:
        describing = getattr(self, "swagger_fake_view", False)  # the document is made of no role
        return self.comments() if describing else self.comments().filter(role=self.role())

    @extend_schema(summary="List the comments on a role")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    @extend_schema(summary="Comment on a role", request=CommentAsked, responses={201: CommentShape})
    def post(self, request: Request, slug: str) -> Response:
        """Say what should change in what the role asks. The editors of the framework answer."""
        role, asked = self.role(), CommentAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        written = verbs.comment(role=role, text=asked.validated_data["text"], by=self.account)
        return Response(self.told(written.pk), status=201, headers={"Location": reverse("api-comment", args=[written.pk])})


@extend_schema(summary="List the comments on all roles")
class Comments(CommentList):
    """For the editors of the framework: the comments on all roles, newest first."""

    needs = Permission.EDIT_FRAMEWORK

    def get_queryset(self) -> RoleCommentQuerySet:
        return self.comments()


class Comment(CommentEndpoint):
    writes = Scope.WRITE_ME

    @extend_schema(summary="Read a comment", responses=CommentShape)
    def get(self, request: Request, comment_id: int) -> Response:
        """One comment with its answers."""
        return Response(self.shown())

    def shown(self) -> Any:  # Any: JSON
        return self.told(self.kwargs["comment_id"])

    @extend_schema(summary="Take a comment back", responses={204: None})
    def delete(self, request: Request, comment_id: int) -> Response:
        """Delete your own comment, while nobody has answered it."""
        own = RoleComment.objects.visible_to(request.user).filter(author=self.account)
        if not verbs.take_back(comment=get_object_or_404(own, pk=comment_id), by=self.account):
            raise Conflict("It has been answered already, so it stays: others have read the answer. Ask the editors to remove it.")
        return Response(status=204)


class CommentAnswers(CommentEndpoint):
    writes = Scope.WRITE_FRAMEWORK
    needs = Permission.EDIT_FRAMEWORK

    @extend_schema(summary="Answer a comment", request=AnswerAsked, responses={201: CommentShape})
    def post(self, request: Request, comment_id: int) -> Response:
        """Answer for the editors of the framework; its outcome is now the comment's."""
        comment, asked = get_object_or_404(self.comments(), pk=comment_id), AnswerAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        given = self.judged(comment, asked.validated_data)
        verbs.answer(comment=comment, by=self.account, **given)
        return Response(self.shown(), status=201)

    def shown(self) -> Any:  # Any: JSON
        return self.told(self.kwargs["comment_id"])

    @staticmethod
    def judged(comment: RoleComment, asked: dict[str, Any]) -> dict[str, Any]:  # Any: JSON in, values of the verb out
        """Let the page's own form judge the answer; the version is named by its number here."""
        versions = {version.number: version for version in comment.role.framework.versions.all()}
        number = asked.get("version")
        if number is not None and number not in versions:
            raise ValidationError({"version": ["The framework has no version of that number."]})
        choices = [(number, str(number)) for number in versions]
        form = AnswerForm({**asked, "version": "" if number is None else number}, versions=choices)
        if not form.is_valid():
            raise refused_by(form)
        return {"outcome": asked["outcome"], "text": form.cleaned_data["text"], "version": versions.get(number or 0)}
