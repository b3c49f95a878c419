"""Webhooks: where events go, and what became of each. For administrators."""

from collections.abc import Callable, Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.endpoint import Endpoint
from config.rest.lists import ListEndpoint
from config.rest.problems import Conflict, refused_by
from config.rest.shapes import Shape
from employees.access import Permission
from employees.forms import WebhookForm
from employees.models import Delivery, Webhook
from employees.models.webhooks import LONGEST_ADDRESS, DeliveryQuerySet, WebhookQuerySet
from employees.scopes import Scope
from employees.webhooks import hooks
from employees.webhooks.events import WORDS
from employees.webhooks.hooks import WebhookError

EVENTS = [event.value for event in WORDS]


class WebhookShape(Shape):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    url = serializers.CharField()
    events = serializers.SerializerMethodField()
    active = serializers.BooleanField()
    failing_since = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True, help_text="When Pathways stopped it for failing.")

    def get_events(self, hook: Webhook) -> list[str]:
        return hook.events.split()


class WebhookMade(Shape):
    """A webhook with its secret: told here and never again, also not under the same Idempotency-Key, where it is null."""

    webhook = WebhookShape()
    secret = serializers.CharField(allow_null=True)


class WebhookAsked(Shape):
    name = serializers.CharField(max_length=80)
    url = serializers.CharField(max_length=LONGEST_ADDRESS)
    events = serializers.ListField(child=serializers.ChoiceField(choices=EVENTS), min_length=1, max_length=len(EVENTS))


class WebhookChange(Shape):
    name = serializers.CharField(max_length=80, required=False)
    url = serializers.CharField(max_length=LONGEST_ADDRESS, required=False)
    events = serializers.ListField(child=serializers.ChoiceField(choices=EVENTS), min_length=1, max_length=len(EVENTS), required=False)
    active = serializers.BooleanField(required=False, help_text="False to pause it, true to resume.")


class DeliveryShape(Shape):
    id = serializers.IntegerField(source="pk")
    number = serializers.UUIDField(help_text="The id that its receiver sees, the same at each try.")
    event = serializers.CharField()
    made_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=Delivery.State.choices)
    attempts = serializers.IntegerField()
    next_at = serializers.DateTimeField(allow_null=True)
    tried_at = serializers.DateTimeField(allow_null=True)
    status = serializers.IntegerField(allow_null=True, help_text="What the last try was answered.")
    error = serializers.CharField(allow_blank=True)


class WebhookEndpoint(Endpoint):
    tag = "HR"
    reads = Scope.MANAGE_WEBHOOKS
    writes = Scope.MANAGE_WEBHOOKS
    needs = Permission.MANAGE_WEBHOOKS

    def hooks(self) -> WebhookQuerySet:
        return Webhook.objects.visible_to(self.request.user)

    def hook(self) -> Webhook:
        return get_object_or_404(self.hooks(), pk=self.kwargs["webhook_id"])

    def done(self, verb: Callable[..., Any], **given: Any) -> Any:  # Any: whichever verb of a hook
        try:
            return verb(by=self.account, **given)
        except WebhookError as refusal:
            raise Conflict(str(refusal)) from refusal


class Webhooks(WebhookEndpoint, ListEndpoint):
    """All webhooks."""

    serializer_class = WebhookShape
    orders = {"name": ("name", "pk")}

    def get_queryset(self) -> WebhookQuerySet:
        return self.hooks()

    @extend_schema(summary="List webhooks")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # Any: as the framework's own
        return super().get(request, *args, **kwargs)

    @extend_schema(summary="Set up a webhook", request=WebhookAsked, responses={201: WebhookMade})
    def post(self, request: Request) -> Response:
        """Let an address be told of events. The answer tells the secret that signs them, this once."""
        asked = WebhookAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        hook, secret = self.done(hooks.create, **judged(asked.validated_data))
        told = WebhookMade({"webhook": hook, "secret": secret}).data
        return Response(told, status=201, headers={"Location": reverse("api-webhook", args=[hook.pk])})


class OneWebhook(WebhookEndpoint):
    def shown(self) -> Any:  # Any: JSON
        return WebhookShape(self.hook()).data

    @extend_schema(summary="Read a webhook", responses=WebhookShape)
    def get(self, request: Request, webhook_id: int) -> Response:
        """Where it goes, what it is told of, and how it stands."""
        return Response(self.shown())

    @extend_schema(summary="Change, pause or resume a webhook", request=WebhookChange, responses=WebhookShape)
    def patch(self, request: Request, webhook_id: int) -> Response:
        """Let it go elsewhere or hear other events; pause it, or resume it with what waits."""
        hook, asked = self.hook(), WebhookChange(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        active = said.pop("active", hook.active)
        if said:
            kept = {"name": hook.name, "url": hook.url, "events": hook.events.split()}
            self.done(hooks.change, hook=hook, **judged(kept | said))
        if active != hook.active:
            self.done(hooks.resume if active else hooks.pause, hook=hook)
        return Response(self.shown())

    @extend_schema(summary="Remove a webhook", responses={204: None})
    def delete(self, request: Request, webhook_id: int) -> Response:
        """Remove it with its log."""
        self.done(hooks.remove, hook=self.hook())
        return Response(status=204)


class WebhookSecret(WebhookEndpoint):
    @extend_schema(summary="Make a new secret", request=None, responses={201: WebhookMade})
    def post(self, request: Request, webhook_id: int) -> Response:
        """Sign with a new secret from the next request on. It is told this once."""
        hook = self.hook()
        return Response(WebhookMade({"webhook": hook, "secret": self.done(hooks.renew_secret, hook=hook)}).data, status=201)


class WebhookTest(WebhookEndpoint):
    @extend_schema(summary="Send a test", request=None, responses={202: DeliveryShape})
    def post(self, request: Request, webhook_id: int) -> Response:
        """Post an event that means nothing. What becomes of it stands among the deliveries."""
        return Response(DeliveryShape(self.done(hooks.test, hook=self.hook())).data, status=202)


class DeliveryFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=Delivery.State.choices, label="How they stand.")


@extend_schema(summary="List what a webhook was sent")
class Deliveries(WebhookEndpoint, ListEndpoint):
    """The log of the last thirty days, newest first."""

    serializer_class = DeliveryShape
    filterset_class = DeliveryFilter
    orders = {"-id": ("pk",)}

    def get_queryset(self) -> DeliveryQuerySet:
        sent = Delivery.objects.visible_to(self.request.user).defer("body")
        describing = getattr(self, "swagger_fake_view", False)  # the document is made of no webhook
        return sent if describing else sent.filter(webhook=self.hook())


class DeliveryAgain(WebhookEndpoint):
    @extend_schema(summary="Send a delivery again", request=None, responses={202: DeliveryShape})
    def post(self, request: Request, webhook_id: int, delivery_id: int) -> Response:
        """Post it once more, with the same id and body."""
        sent = Delivery.objects.visible_to(request.user).select_related("webhook")
        delivery = get_object_or_404(sent, pk=delivery_id, webhook=webhook_id)
        self.done(hooks.replay, delivery=delivery)
        delivery.refresh_from_db()
        return Response(DeliveryShape(delivery).data, status=202)


def judged(said: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON in, values of the verbs out
    """Let the page's own form judge what was said."""
    form = WebhookForm(said)
    if not form.is_valid():
        raise refused_by(form)
    return form.wanted
