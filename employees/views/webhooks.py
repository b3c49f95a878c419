"""Webhooks, for administrators: where events go, what became of each, and the secret that signs them, shown once."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from employees import access
from employees.access import Permission
from employees.forms import WebhookForm
from employees.models import Delivery, Webhook
from employees.reader import account_of
from employees.sign_in.recency import recently_authenticated
from employees.webhooks import delivering, hooks
from employees.webhooks.hooks import WebhookError

ON_A_PAGE = 30


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    refuse_others(request)
    waiting = Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING))
    rows = Webhook.objects.visible_to(request.user).annotate(waiting=waiting).order_by("name", "pk")
    return render(request, "employees/webhooks.html", {"rows": [(hook, hook.events.split()) for hook in rows]})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def new_webhook(request: HttpRequest) -> HttpResponse:
    refuse_others(request)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            hook, secret = hooks.create(**form.wanted, by=account_of(request))
        except WebhookError as refusal:
            form.add_error("url", str(refusal))
        else:
            return shown_once(request, hook, secret)
    return render(request, "employees/webhook_form.html", {"form": form})


@require_safe
def webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    refuse_others(request)
    return page_of(request, load(request, webhook_id))


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
def change_webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    refuse_others(request)
    hook = load(request, webhook_id)
    given = {"name": hook.name, "url": hook.url, "events": hook.events.split()}
    form = WebhookForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_valid():
        try:
            hooks.change(hook=hook, **form.wanted, by=account_of(request))
        except WebhookError as refusal:
            form.add_error("url", str(refusal))
        else:
            return redirect("hr-webhook", hook.pk)
    return render(request, "employees/webhook_form.html", {"form": form, "hook": hook})


@never_cache
@require_POST
@recently_authenticated
def webhook_step(request: HttpRequest, webhook_id: int, step: str) -> HttpResponse:
    """Take one step with a hook; what cannot be is said on its page."""
    refuse_others(request)
    hook = load(request, webhook_id)
    if step not in STEPS:
        raise Http404
    try:
        return STEPS[step](request, hook)
    except WebhookError as refusal:
        messages.error(request, str(refusal))
        return redirect("hr-webhook", hook.pk)


@require_POST
def replay(request: HttpRequest, webhook_id: int, delivery_id: int) -> HttpResponse:
    refuse_others(request)
    sent = Delivery.objects.visible_to(request.user).select_related("webhook")
    delivery = get_object_or_404(sent, pk=delivery_id, webhook=webhook_id)
    try:
        hooks.replay(delivery=delivery, by=account_of(request))
    except WebhookError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is posted again, with the same id."))
    return redirect("hr-webhook", webhook_id)


def page_of(request: HttpRequest, hook: Webhook) -> HttpResponse:
    show = request.GET.get("show", "")
    log = Delivery.objects.visible_to(request.user).filter(webhook=hook).defer("body")
    shown = log.filter(state=show) if show in Delivery.State.values else log
    context = {
        "hook": hook,
        "events": hook.events.split(),
        "page": Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page")),
        "show": show if show in Delivery.State.values else "",
        "states": Delivery.State.choices,
        "tries": len(delivering.PAUSES),
        "kept_days": delivering.KEPT_FOR.days,
    }
    return render(request, "employees/webhook.html", context)


def shown_once(request: HttpRequest, hook: Webhook, secret: str) -> HttpResponse:
    return render(request, "employees/webhook_secret.html", {"hook": hook, "secret": secret})


# --- Steps ------------------------------------------------------------------------------------


def test(request: HttpRequest, hook: Webhook) -> HttpResponse:
    delivery = hooks.test(hook=hook, by=account_of(request))
    delivery.refresh_from_db()
    if delivery.state == Delivery.State.SENT:
        messages.success(request, _("The test was taken: %(status)s.") % {"status": delivery.status})
    elif delivery.error:
        messages.error(request, _("The test was not taken. %(error)s") % {"error": delivery.error})
    else:
        messages.info(request, _("The test is on its way. What becomes of it stands in the list below."))
    return back(hook)


def pause(request: HttpRequest, hook: Webhook) -> HttpResponse:
    hooks.pause(hook=hook, by=account_of(request))
    messages.success(request, _("It is paused: it is told nothing of what happens from now on. What waits stays."))
    return back(hook)


def resume(request: HttpRequest, hook: Webhook) -> HttpResponse:
    hooks.resume(hook=hook, by=account_of(request))
    messages.success(request, _("It is told of events again, and what waited is on its way."))
    return back(hook)


def renew(request: HttpRequest, hook: Webhook) -> HttpResponse:
    return shown_once(request, hook, hooks.renew_secret(hook=hook, by=account_of(request)))


def remove(request: HttpRequest, hook: Webhook) -> HttpResponse:
    hooks.remove(hook=hook, by=account_of(request))
    messages.success(request, _("The webhook %(name)s is gone, and its log with it.") % {"name": hook.name})
    return redirect("hr-webhooks")


def back(hook: Webhook) -> HttpResponseRedirect:
    return redirect("hr-webhook", hook.pk)


STEPS: dict[str, Callable[[HttpRequest, Webhook], HttpResponse]] = {
    "test": test,
    "pause": pause,
    "resume": resume,
    "secret": renew,
    "remove": remove,
}


def load(request: HttpRequest, webhook_id: int) -> Webhook:
    return get_object_or_404(Webhook.objects.visible_to(request.user), pk=webhook_id)


def refuse_others(request: HttpRequest) -> None:
    if not access.of(request.user).may(Permission.MANAGE_WEBHOOKS):
        raise PermissionDenied
