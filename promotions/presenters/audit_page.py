"""How an audit's answer is shown: figures as text, charts as coordinates, each with its table. HR partners get it masked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from employees import access
from employees.access import Permission
from employees.models import User
from pathways.words import number
from promotions.audits.masking import masked
from promotions.disparity.verdicts import CANNOT_TELL, DIFFERS, HIDDEN, LIKELY, NO_EVIDENCE, WATCH
from promotions.disparity.words import percent
from promotions.models import Audit
from promotions.presenters.audit_charts import (
    Curves,
    Funnel,
    Interval,
    Slope,
    Steps,
    counted,
    curves_of,
    funnel_of,
    intervals_of,
    slopes_of,
    steps_of,
    x_of,
)
from promotions.presenters.audit_signals import signals_of
from promotions.presenters.audit_since import Since, since_of
from promotions.presenters.audit_words import ladder_words, model_rows, p_text, pace_words, power_row
from promotions.presenters.signals import ShownSignal, shown_signals

Shown = dict[str, Any]  # Any: what JSON holds
Rows = tuple[tuple[str, list[str]], ...]

KINDS = {
    LIKELY: ("bad", "warning"),
    DIFFERS: ("caution", "warning"),
    WATCH: ("caution", "clock"),
    CANNOT_TELL: ("", "unknown"),
    NO_EVIDENCE: ("", "info"),
    HIDDEN: ("", "none"),
}
HIDDEN_CELL = gettext_lazy("hidden")


@dataclass(frozen=True)
class ShownComparison:
    one: Shown
    kind: str
    icon: str
    title: str
    intervals: list[Interval]
    slopes: list[Slope]
    slope_top: str
    families: Rows
    p: str
    pooled_p: str
    deviations: str
    curves: Curves | None
    pace: list[str]
    funnel: Funnel | None
    ladder: list[Interval]
    models: Rows
    explained: list[str]

    @property
    def names(self) -> tuple[str, str]:
        return self.one["focal"], self.one["reference"]

    @property
    def ruler_height(self) -> int:
        return 36 + 24 * len(self.intervals)


@dataclass(frozen=True)
class FunnelRow:
    """A step, and for each group what stands in its cell."""

    step: str
    cells: list[str]


@dataclass(frozen=True)
class AuditPage:
    audit: Audit
    masked: bool
    answer: Shown | None = None
    comparisons: tuple[ShownComparison, ...] = ()
    groups: Rows = ()
    funnel_groups: tuple[str, ...] = ()
    funnel: tuple[FunnelRow, ...] = ()
    steps: Steps | None = None
    power: Rows = ()
    since: Since | None = None
    signals: Sequence[ShownSignal] = ()

    @property
    def heading(self) -> str:
        return f"{self.audit.about}: {self.audit.get_stage_display()}"

    @property
    def verdict(self) -> str:
        """Return the gravest verdict that this reader may read; empty where there is none."""
        return str(self.comparisons[0].one["verdict"]) if self.comparisons else ""

    @property
    def purpose(self) -> str:
        """Return why it was asked for; auditors alone read it."""
        return "" if self.masked else self.audit.purpose

    @property
    def differ_p(self) -> str:
        return p_text((self.answer or {}).get("chi2_p"))

    @property
    def left_out(self) -> tuple[str, int] | None:
        """Return what is not shown beside an earlier audit, and its number; None to HR partners, who see no parts at all."""
        told = {} if self.masked else (self.answer or {}).get("left_out", {})
        if told.get("families"):
            return _("Families and units"), told["families"]
        return (_("Units"), told["units"]) if told.get("units") else None

    @property
    def parity(self) -> float:
        return x_of(1.0)

    @property
    def four_fifths(self) -> float:
        return x_of(0.8)

    @property
    def paced(self) -> list[ShownComparison]:
        return [shown for shown in self.comparisons if shown.curves]

    @property
    def by_unit(self) -> list[ShownComparison]:
        return [shown for shown in self.comparisons if shown.funnel]

    @property
    def modelled(self) -> list[ShownComparison]:
        return [shown for shown in self.comparisons if shown.models]


def page_of(audit: Audit, reader: User) -> AuditPage:
    """Return what this reader may read of the audit: auditors all that is kept, HR partners rounded counts and verdicts."""
    strict = not access.of(reader).may(Permission.ASK_AUDITS)
    if audit.result is None:
        return AuditPage(audit, strict)
    answer = masked(audit.result, audit.stage) if strict else audit.result
    names = sorted({group["name"] for stage in answer["funnel"] for group in stage["groups"]})
    return AuditPage(
        audit=audit,
        masked=strict,
        answer=answer,
        comparisons=tuple(_comparison(one) for one in answer["comparisons"]),
        groups=tuple((group["name"], _group_cells(group)) for group in answer["groups"]),
        funnel_groups=tuple(names),
        funnel=tuple(_funnel_row(stage, names) for stage in answer["funnel"]),
        steps=steps_of([(_step(stage), [(one["name"], one["rate"]) for one in stage["groups"]]) for stage in answer["funnel"]]),
        power=tuple(power_row(one) for one in answer["comparisons"] if "power" in one),
        since=since_of(audit, answer, reader, strict=strict),
    )


def capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def with_signals(page: AuditPage, reader: User) -> AuditPage:
    """Return the page with what may become a finding."""
    return replace(page, signals=shown_signals(page.audit, signals_of(page.audit), reader))


def share(rate: float | None) -> str:
    return "–" if rate is None else percent(rate)


def _comparison(one: Shown) -> ShownComparison:
    kind, icon = KINDS[one["verdict"]]
    slopes, top = slopes_of(one.get("families", []))
    times, ladder = one.get("times"), one.get("ladder")
    names = (one["focal"], one["reference"])
    return ShownComparison(
        one=one,
        kind=kind,
        icon=icon,
        title=_("%(focal)s beside %(reference)s") % {"focal": capitalised(one["focal"]), "reference": one["reference"]},
        intervals=intervals_of(
            [
                (_("Within strata"), one.get("stratified"), "ratio"),
                (_("All together"), one.get("pooled"), "ratio"),
                (_("Beside everyone else"), one.get("others"), "ratio"),
            ]
        ),
        slopes=slopes,
        slope_top=top,
        families=tuple((part["name"], [*_counts(part["focal"]), *_counts(part["reference"])]) for part in one.get("families", [])),
        p=p_text(one.get("p")),
        pooled_p=p_text(one.get("pooled", {}).get("p")),
        deviations="" if one.get("z") is None else f"{one['z']:.1f}".replace("-", "−"),
        curves=curves_of(times, names) if times else None,
        pace=pace_words(times, *names) if times else [],
        funnel=funnel_of(one.get("units", [])),
        ladder=intervals_of([(label, step, "odds") for label, step in _steps(ladder)]),
        models=model_rows(_steps(ladder)),
        explained=ladder_words(ladder) if ladder else [],
    )


def _steps(ladder: Shown | None) -> list[tuple[str, Shown]]:
    labels = (_("The group alone"), _("Like with like"), _("And rated alike"))
    return list(zip(labels, ladder["steps"], strict=False)) if ladder else []


def _counts(part: Shown) -> list[str]:
    return [counted(part), share(part["rate"])]


def _group_cells(group: Shown) -> list[str]:
    if group["hidden"]:
        return [str(HIDDEN_CELL)] * 3
    return [number(group["people"]), number(group["moved"]), share(group["rate"])]


def _step(stage: Shown) -> str:
    return capfirst(str(Audit.Stage(stage["stage"]).label))


def _funnel_row(stage: Shown, names: list[str]) -> FunnelRow:
    groups = {group["name"]: group for group in stage["groups"]}
    return FunnelRow(_step(stage), [_funnel_cell(groups.get(name)) for name in names])


def _funnel_cell(group: Shown | None) -> str:
    if group is None or (group["people"] == 0 and not group["hidden"]):
        return "–"
    if group["hidden"]:
        return str(HIDDEN_CELL)
    facts = {"rate": share(group["rate"]), "moved": number(group["moved"]), "people": number(group["people"])}
    return _("%(rate)s (%(moved)s of %(people)s)") % facts
