"""How an audit's answer is shown: figures as text, charts as coordinates, each with its table. HR partners get it masked."""

from dataclasses import dataclass
from typing import Any

from employees import access
from employees.access import Permission
from employees.models import User
from promotions.audits.masking import masked
from promotions.charts import nice_ceiling
from promotions.disparity.verdicts import CANNOT_TELL, DIFFERS, HIDDEN, LIKELY, NO_EVIDENCE, WATCH
from promotions.disparity.words import percent
from promotions.models import Audit

Shown = dict[str, Any]  # Any: what JSON holds

KINDS = {
    LIKELY: ("bad", "warning"),
    DIFFERS: ("caution", "warning"),
    WATCH: ("caution", "clock"),
    CANNOT_TELL: ("", "unknown"),
    NO_EVIDENCE: ("", "info"),
    HIDDEN: ("", "none"),
}
HIDDEN_CELL = "hidden"
SMALLEST_P = 0.0001  # smaller ones are said to be below it
WIDEST = 2.0  # impact ratio at the right edge of the interval chart
RULER = 480  # its width in the units of the drawing
SLOPE_TOP, SLOPE_FLOOR, SLOPE_LEFT, SLOPE_RIGHT = 16.0, 196.0, 60.0, 300.0


@dataclass(frozen=True)
class Interval:
    """One interval on the ruler: x of its ends and of its value; `beyond` where it goes on past the edge."""

    name: str
    low: float
    high: float
    value: float
    beyond: bool
    text: str


@dataclass(frozen=True)
class Slope:
    """The rates of the two groups as one line, focal left, reference right."""

    name: str
    left: float
    right: float
    whole: bool


@dataclass(frozen=True)
class ShownComparison:
    one: Shown
    kind: str
    icon: str
    title: str
    intervals: list[Interval]
    slopes: list[Slope]
    slope_top: str
    families: list[tuple[str, list[str]]]
    p: str
    pooled_p: str
    deviations: str


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
    groups: tuple[tuple[str, list[str]], ...] = ()
    funnel_groups: tuple[str, ...] = ()
    funnel: tuple[FunnelRow, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.audit.about}: {self.audit.get_stage_display()}"

    @property
    def differ_p(self) -> str:
        return p_text((self.answer or {}).get("chi2_p"))

    @property
    def parity(self) -> float:
        return x_of(1.0)

    @property
    def four_fifths(self) -> float:
        return x_of(0.8)


def page_of(audit: Audit, reader: User) -> AuditPage:
    """Return what this reader may read of the audit: auditors all that is kept, HR partners rounded counts and verdicts."""
    strict = not access.of(reader).may(Permission.ASK_AUDITS)
    if audit.result is None:
        return AuditPage(audit, strict)
    answer = masked(audit.result) if strict else audit.result
    names = sorted({group["name"] for stage in answer["funnel"] for group in stage["groups"]})
    return AuditPage(
        audit=audit,
        masked=strict,
        answer=answer,
        comparisons=tuple(_comparison(one) for one in answer["comparisons"]),
        groups=tuple((group["name"], _group_cells(group)) for group in answer["groups"]),
        funnel_groups=tuple(names),
        funnel=tuple(_funnel_row(stage, names) for stage in answer["funnel"]),
    )


def table_of(page: AuditPage) -> list[list[str]]:
    """Return the groups' rows for a file: the text of the page's cells."""
    return [[name, *cells] for name, cells in page.groups]


def x_of(ratio: float) -> float:
    """Return where an impact ratio lies on the ruler."""
    return round(min(ratio, WIDEST) / WIDEST * RULER, 1)


def share(rate: float | None) -> str:
    return "–" if rate is None else percent(rate)


def p_text(p: float | None) -> str:
    """Return "= 0.012", or that it is smaller than anybody needs to know."""
    if p is None:
        return ""
    return f"below {SMALLEST_P}" if p < SMALLEST_P else f"= {p:.2g}"


def _comparison(one: Shown) -> ShownComparison:
    kind, icon = KINDS[one["verdict"]]
    families = one.get("families", [])
    slopes, top = _slopes(families)
    rows = [(part["name"], [*_counts(part["focal"]), *_counts(part["reference"])]) for part in families]
    intervals = [
        _interval(label, one[name]) for label, name in (("Within strata", "stratified"), ("All together", "pooled")) if name in one
    ]
    title = f"{one['focal'][:1].upper()}{one['focal'][1:]} beside {one['reference']}"
    return ShownComparison(
        one=one,
        kind=kind,
        icon=icon,
        title=title,
        intervals=[shown for shown in intervals if shown],
        slopes=slopes,
        slope_top=top,
        families=rows,
        p=p_text(one.get("p")),
        pooled_p=p_text(one.get("pooled", {}).get("p")),
        deviations="" if one.get("z") is None else f"{one['z']:.1f}".replace("-", "−"),
    )


def _counts(part: Shown) -> list[str]:
    return [f"{part['moved']:,} of {part['people']:,}", share(part["rate"])]


def _interval(name: str, ratio: Shown) -> Interval | None:
    value, low, high = ratio["ratio"], ratio["low"], ratio["high"]
    if value is None or low is None:
        return None
    beyond = high is None or high > WIDEST
    text = f"{value:.2f} (95% interval {low:.2f} to {'no limit' if high is None else f'{high:.2f}'})"
    return Interval(name, x_of(low), x_of(WIDEST if high is None else high), x_of(value), beyond, text)


def _slopes(families: list[Shown]) -> tuple[list[Slope], str]:
    """Return a line a family and one for all together, and what the top of the axis is."""
    sides = ("focal", "reference")
    whole = {side: [sum(part[side][count] for part in families) for count in ("moved", "people")] for side in sides}
    parts = [(part["name"], part["focal"], part["reference"]) for part in families if len(families) > 1]
    if not families or not all(people for _, people in whole.values()):
        return [], ""
    together = {side: moved / people for side, (moved, people) in whole.items()}
    rates = [(name, focal["moved"] / focal["people"], ref["moved"] / ref["people"]) for name, focal, ref in parts]
    top = nice_ceiling(max([0.01, *together.values(), *(rate for _, *pair in rates for rate in pair)]))
    lines = [*rates, ("All together", together["focal"], together["reference"])]
    slopes = [Slope(name, _y(left, top), _y(right, top), whole=name == "All together") for name, left, right in lines]
    return slopes, percent(top)


def _y(rate: float, top: float) -> float:
    return round(SLOPE_FLOOR - rate / top * (SLOPE_FLOOR - SLOPE_TOP), 1)


def _group_cells(group: Shown) -> list[str]:
    if group["hidden"]:
        return [HIDDEN_CELL] * 3
    return [f"{group['people']:,}", f"{group['moved']:,}", share(group["rate"])]


def _funnel_row(stage: Shown, names: list[str]) -> FunnelRow:
    groups = {group["name"]: group for group in stage["groups"]}
    return FunnelRow(Audit.Stage(stage["stage"]).label.capitalize(), [_funnel_cell(groups.get(name)) for name in names])


def _funnel_cell(group: Shown | None) -> str:
    if group is None or (group["people"] == 0 and not group["hidden"]):
        return "–"
    return HIDDEN_CELL if group["hidden"] else f"{share(group['rate'])} ({group['moved']:,} of {group['people']:,})"
