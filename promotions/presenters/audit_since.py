"""An audit beside the one that asked the same before: what changed in people, figures and verdicts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from employees.models import User
from promotions.audits.masking import masked
from promotions.disparity.words import percent
from promotions.models import Audit

Shown = dict[str, Any]  # Any: what JSON holds


@dataclass(frozen=True)
class Change:
    """One figure of one group, then and now."""

    group: str
    what: str
    then: str
    now: str

    @property
    def changed(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True)
class Since:
    earlier: Audit
    people: list[str]
    changes: list[Change]


def since_of(audit: Audit, answer: Shown, reader: User, *, strict: bool) -> Since | None:
    """Return what changed since the earlier audit that was kept with the answer; None without one that this reader may read."""
    kept = answer.get("earlier")
    earlier = Audit.objects.visible_to(reader).with_scope().filter(pk=kept["audit"]).first() if kept else None
    if kept is None or earlier is None or earlier.result is None:
        return None
    before = masked(earlier.result, earlier.stage) if strict else earlier.result
    return Since(earlier, _people(audit, earlier, kept), [*_rates(before, answer), *_verdicts(before, answer)])


def _people(audit: Audit, earlier: Audit, kept: Shown) -> list[str]:
    if audit.population_id == earlier.population_id:
        same = [_("It was about the same people and steps, to the last record.")]
    else:
        many = {name: _("fewer than ten") if kept[name] is None else f"{kept[name]:,}" for name in ("gone", "new", "otherwise")}
        same = [
            _(
                "People no longer in it, or in it for fewer cycles: %(gone)s. New, or for more cycles: %(new)s. With another record of the "
                "steps they reached: %(otherwise)s. Counts are to the nearest five."
            )
            % many
        ]
    if audit.cycles != earlier.cycles:
        same.append(_("The cycles differ: %(then)s then, %(now)s now.") % {"then": earlier.cycles, "now": audit.cycles})
    if audit.method != earlier.method:
        same.append(_("The method differs: %(then)s then, %(now)s now.") % {"then": earlier.method, "now": audit.method})
    return same


def _changes(what: str, before: dict[str, Shown], now: dict[str, Shown], cell: Callable[[Shown], str]) -> list[Change]:
    names = [*now, *(name for name in before if name not in now)]
    return [Change(name, what, cell(before[name]) if name in before else "–", cell(now[name]) if name in now else "–") for name in names]


def _rates(before: Shown, now: Shown) -> list[Change]:
    earlier, present = ({group["name"]: group for group in answer["groups"]} for answer in (before, now))
    return _changes(_("Rate"), earlier, present, _rate)


def _rate(group: Shown) -> str:
    if group["hidden"] or group["rate"] is None:
        return _("hidden") if group["hidden"] else "–"
    counts = {"share": percent(group["rate"]), "moved": f"{group['moved']:,}", "people": f"{group['people']:,}"}
    return _("%(share)s (%(moved)s of %(people)s)") % counts


def _verdicts(before: Shown, now: Shown) -> list[Change]:
    earlier, present = ({one["group"]: one for one in answer["comparisons"]} for answer in (before, now))
    ratios = _changes(_("Ratio within strata"), earlier, present, _ratio) if "stratified" in [*present.values(), {}][0] else []
    return [*ratios, *_changes(_("Verdict"), earlier, present, lambda one: str(one["verdict"]))]


def _ratio(one: Shown) -> str:
    found = one.get("stratified") or {}
    if found.get("ratio") is None or found["low"] is None:
        return "–"
    high = _("no limit") if found["high"] is None else f"{found['high']:.2f}"
    return _("%(value).2f (%(low).2f to %(high)s)") % {"value": found["ratio"], "low": found["low"], "high": high}
