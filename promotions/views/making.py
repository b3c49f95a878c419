"""Making a finding of what stands out in a review or an audit: the same on both pages."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from employees import access
from employees.reader import account_of
from promotions.findings import FindingError, open_finding
from promotions.models import Audit, Finding, Review
from promotions.presenters.signals import ShownSignal, signal_of, with_form
from promotions.review_forms import SignalForm


def make_finding(request: HttpRequest, source: Review | Audit, signals: Sequence[ShownSignal]) -> Finding | list[ShownSignal]:
    """Make what was posted a finding; or return the signals with what was said, and why nothing was made."""
    form = SignalForm(request.POST.dict(), today=access.of(request.user).today, key=request.POST.get("key", ""))
    signal = signal_of(signals, form.data.get("key"))
    if signal is None:
        messages.error(request, _("Nothing was made a finding: say which of what stands out."))
    elif form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("due_on", "owner", "text")}
        try:
            return open_finding(source=source, signal=signal, by=account_of(request), **said)
        except FindingError as refusal:
            form.add_error(None, str(refusal))
    return with_form(signals, form)
