"""What settled pulses say, as their reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees.models import User
from promotions.models import Pulse, PulseCount
from promotions.pulse.questions import SHORT
from promotions.pulse.results import Result, results
from promotions.pulse.shares import Share
from promotions.pulse.turns import known
from promotions.reviews.words.figures import percent, whole

COLUMNS = [
    gettext_lazy("Area"),
    gettext_lazy("Answers"),
    gettext_lazy("Can grow here"),
    gettext_lazy("Know the way"),
    *SHORT.values(),
]


@dataclass(frozen=True)
class PulsePage:
    """`pulse` is the settled one that is shown; `before` the whole of the one before it; `open_one` is still taking answers."""

    settled: Sequence[Pulse]
    pulse: Pulse | None
    open_one: Pulse | None
    whole: Result | None
    before: Result | None
    areas: Sequence[Result]

    @property
    def before_text(self) -> str:
        return share_text(self.before.growth) if self.before and self.before.growth and self.before.growth.told else ""

    @property
    def said(self) -> str:
        """Return in a sentence what was said; empty where too few answered or subtraction would give an area away."""
        if self.whole is None or self.whole.growth is None or not self.whole.growth.told:
            return ""
        grow = _("%(share)s of those who answered can grow here.") % {"share": share_text(self.whole.growth)}
        told = {code: share for code, share in self.whole.barriers.items() if share and share.told and not share.is_low}  # as the table
        if not told:
            return grow
        most = max(told, key=lambda code: told[code].value or told[code].bound)
        facts = {"barrier": str(SHORT[most]), "share": share_text(told[most])}
        return f"{grow} " + _("Of the hindrances that can be shown, most name “%(barrier)s”: %(share)s.") % facts

    @property
    def lines(self) -> list[list[str]]:
        return rows_of(self)


def pulse_page(reader: User, asked: str) -> PulsePage:
    every = known()
    settled = [pulse for pulse in every if pulse.settled]
    open_one = next((pulse for pulse in every if not pulse.settled), None)
    shown = next((pulse for pulse in settled if str(pulse.pk) == asked), settled[0] if settled else None)
    if shown is None:
        return PulsePage(settled, None, open_one, None, None, [])
    counts = PulseCount.objects.visible_to(reader)
    all_of_it, areas = results(counts, shown)
    earlier = settled[settled.index(shown) + 1 :]
    before = results(counts, earlier[0])[0] if earlier else None
    return PulsePage(settled, shown, open_one, all_of_it, before, areas)


def rows_of(page: PulsePage) -> list[list[str]]:
    """Return a line for each area and one for all of them, as texts."""
    lines = [line(one, one.name or _("Small areas together")) for one in page.areas]
    return [*lines, line(page.whole, _("All of these"))] if page.whole else lines


def line(one: Result, name: str) -> list[str]:
    if one.answers is None:
        return [name, _("fewer than 10"), *["–"] * (2 + len(one.barriers))]
    return [name, whole(one.answers), *(share_text(share) for share in (one.growth, one.way, *one.barriers.values()))]


def share_text(share: Share | None) -> str:
    """Return a share in whole per cent, or the bound that is told in its place."""
    if share is None or not share.told:
        return "–"
    if share.is_low:
        return _("under %(share)s") % {"share": percent(share.bound)}
    if share.is_high:
        return _("over %(share)s") % {"share": percent(share.bound)}
    return percent(share.value)
