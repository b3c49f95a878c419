"""Accounts, for administrators: inviting, closing, opening, duties, and what a lost phone needs. No record of a person is told here."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict, refused_by
from config.rest.shapes import Shape
from employees import accounts, tasks
from employees.access import Permission
from employees.models import Grant, User
from employees.scopes import Scope
from employees.sign_in import invitations
from employees.sign_in.forms import InvitationForm
from pathways.words import search_text


class DutyShape(Shape):
    id = serializers.IntegerField(source="pk")
    duty = serializers.ChoiceField(choices=Grant.Duty.choices)
    unit = serializers.SlugField(source="unit.code", allow_null=True, default=None, help_text="Of an HR partner: the code of the unit.")


class AccountShape(Shape):
    """An account: whose, open or not, and what is entrusted to it."""

    id = serializers.IntegerField(source="pk")
    email = serializers.EmailField()
    employee_number = serializers.CharField(source="employee.number", allow_null=True, default=None)
    open = serializers.BooleanField(source="is_active")
    joined_at = serializers.DateTimeField()
    address_unproven_since = serializers.DateTimeField(
        allow_null=True, help_text="When somebody else changed the address; null once its holder came in, or an administrator stood for it."
    )
    invited = serializers.BooleanField(help_text="Whether an invitation waits to be taken up.")
    linked = serializers.BooleanField(help_text="Whether an identity of the company's sign-in is linked.")
    second_factor = serializers.BooleanField()
    duties = DutyShape(source="grants.all", many=True)


class InvitationAsked(Shape):
    email = serializers.EmailField(max_length=254, help_text="The link goes there; it is the name to sign in with, too.")
    number = serializers.CharField(required=False, allow_blank=True, max_length=50, help_text="Whose record it opens.")


def invite_again(*, user: User, by: User) -> None:
    tasks.begin(tasks.mail_invitation, invitation_id=invitations.invite_again(account=user, by=by).pk)


STEPS: Mapping[str, Callable[..., object]] = {
    "close": accounts.close_account,
    "open": accounts.reopen_account,
    "invite": invite_again,
    "sign-out": accounts.sign_out_everywhere,
    "second-factor": accounts.take_off_second_factor,
    "identity": accounts.unlink_identity,
    "prove": accounts.prove_address,
    "record": accounts.take_off_record,
    "address": accounts.change_address,
}


class AccountStep(Shape):
    step = serializers.ChoiceField(
        choices=tuple(STEPS),
        help_text="`close` and `open` the account; `invite` again; `sign-out` everywhere, tokens too; take off a lost `second-factor`; "
        "unlink the `identity` of the company's sign-in; `prove` an address that the directory changed; take its `record` off; change the "
        "`address`.",
    )
    email = serializers.EmailField(required=False, max_length=254, help_text="For the step `address`: by which it is known from now on.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
        if (attrs["step"] == "address") != ("email" in attrs):
            raise serializers.ValidationError({"email": "Expected with the step `address`, and with no other."})
        return attrs


class DutyAsked(Shape):
    duty = serializers.ChoiceField(choices=Grant.Duty.choices)
    unit = serializers.CharField(required=False, allow_blank=True, max_length=120, help_text="Of an HR partner: the code of the unit.")


class AccountEndpoint(Endpoint):
    tag = "HR"
    reads = Scope.MANAGE_ACCOUNTS
    writes = Scope.MANAGE_ACCOUNTS
    needs = Permission.MANAGE_ACCOUNTS
    proven = True

    def accounts(self, text: str = "") -> QuerySet[User]:
        return accounts.listed(self.request.user, text)

    def user(self) -> User:
        return get_object_or_404(self.accounts(), pk=self.kwargs["account_id"])

    def shown(self) -> Any:  # Any: JSON
        return AccountShape(self.user()).data

    def done(self, verb: Callable[..., Any], **given: Any) -> Any:  # Any: whichever verb of an account
        try:
            return verb(by=self.account, **given)
        except ValueError as refusal:
            raise Conflict(str(refusal)) from refusal


class Accounts(AccountEndpoint, ListEndpoint):
    """All accounts, by address."""

    serializer_class = AccountShape
    orders = {"email": ("email", "pk")}

    def get_queryset(self) -> QuerySet[User]:
        return self.accounts(search_text(self.request.query_params.get("q", "")))

    def shown(self) -> Any:  # Any: JSON
        return None

    @extend_schema(
        summary="List accounts", parameters=[OpenApiParameter("q", str, description="Part of an address or an employee number.")]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    @extend_schema(summary="Invite somebody", request=InvitationAsked, responses={201: AccountShape})
    def post(self, request: Request) -> Response:
        """Open an account without a password and mail a link to set one. Nobody is ever told a password."""
        asked = InvitationAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        form = InvitationForm({"number": ""} | asked.validated_data)
        if not form.is_valid():
            raise refused_by(form)
        made = self.done(invitations.invite, email=form.cleaned_data["email"], number=form.cleaned_data["number"].strip())
        tasks.begin(tasks.mail_invitation, invitation_id=made.pk)
        told = AccountShape(self.accounts().get(pk=made.account_id)).data
        return Response(told, status=201, headers={"Location": reverse("api-account", args=[made.account_id])})


class OneAccount(AccountEndpoint):
    @extend_schema(summary="Read an account", responses=AccountShape)
    def get(self, request: Request, account_id: int) -> Response:
        """Whose it is, whether it is open, and what is entrusted to it."""
        return Response(self.shown())


class AccountSteps(AccountEndpoint):
    @extend_schema(summary="Take a step with an account", request=AccountStep, responses={201: AccountShape})
    def post(self, request: Request, account_id: int) -> Response:
        """Close, open, invite again, sign out, or take off what its holder has lost."""
        user, asked = self.user(), AccountStep(data=request.data)
        asked.is_valid(raise_exception=True)
        given = {name: value for name, value in asked.validated_data.items() if name != "step"}
        self.done(STEPS[asked.validated_data["step"]], user=user, **given)
        return Response(self.shown(), status=201)


class AccountDuties(AccountEndpoint):
    @extend_schema(summary="Entrust a duty", request=DutyAsked, responses={201: AccountShape})
    def post(self, request: Request, account_id: int) -> Response:
        """Entrust a duty to an account; HR partners get the unit that they look after, and all below it."""
        user, asked = self.user(), DutyAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        self.done(accounts.grant_by_code, user=user, duty=said["duty"], code=said.get("unit", "").strip())
        return Response(self.shown(), status=201)


class AccountDuty(AccountEndpoint):
    @extend_schema(summary="Take a duty back", responses={204: None})
    def delete(self, request: Request, account_id: int, grant_id: int) -> Response:
        """Take one duty back. Nobody takes the administrator's from themselves."""
        granted = self.user().grants.select_related("user", "unit").filter(pk=grant_id).first()
        if granted is None:
            raise Http404
        self.done(accounts.withdraw, granted=granted)
        return Response(status=204)
