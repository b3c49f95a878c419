"""What stands out in a review or an audit, as its reader sees it: a finding already, theirs to make one of, or somebody else's."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from employees import access
from employees.models import User
from promotions.findings import finding_key, finding_kind
from promotions.models import Audit, Finding, Review
from promotions.review_forms import SignalForm
from promotions.reviews.words.shape import Signal


@dataclass(frozen=True)
class ShownSignal:
    """`finding` is the open one of the same, if the reader may see it; `led` says that the reader leads the unit: not theirs to make."""

    signal: Signal
    finding: Finding | None
    led: bool
    form: SignalForm


def shown_signals(source: Review | Audit, signals: Iterable[Signal], reader: User) -> list[ShownSignal]:
    known = access.of(reader)
    keys = {finding_key(source, signal): signal for signal in signals}
    open_ones = Finding.objects.visible_to(reader).open().filter(kind=finding_kind(source), key__in=keys)
    readable = {finding.key: finding for finding in open_ones}
    return [
        ShownSignal(
            signal=signal,
            finding=readable.get(key),
            led=(signal.unit or source.unit_id) in known.led_units,
            form=SignalForm(None, today=known.today, key=signal.key),
        )
        for key, signal in keys.items()
    ]


def signal_of(signals: Iterable[ShownSignal], key: object) -> Signal | None:
    """Return what of these the reader may make a finding of."""
    return next((one.signal for one in signals if one.signal.key == key and not one.led), None)


def with_form(signals: Iterable[ShownSignal], form: SignalForm) -> list[ShownSignal]:
    """Return the signals, the one that the form is of with what was said in it."""
    return [replace(one, form=form) if one.signal.key == form.data.get("key") else one for one in signals]
