"""What the figures of an audit say in words: pace, models, what could have been seen."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from promotions.disparity.words import percent

Shown = dict[str, Any]  # Any: what JSON holds

SMALLEST_P = 0.0001  # smaller ones are said to be below it
ALPHA = 0.05


def p_text(p: float | None) -> str:
    """Return "= 0.012", or that it is smaller than anybody needs to know."""
    if p is None:
        return ""
    return _("below %(p)s") % {"p": SMALLEST_P} if p < SMALLEST_P else f"= {p:.2g}"


# --- Time to promotion -----------------------------------------------------------------------------


def pace_words(times: Shown, focal: str, reference: str) -> list[str]:
    """Return what the curves say: shares within some years, whether the pace differs, and by how much."""
    names = {"focal": focal, "reference": reference}
    return [sentence for sentence in (_shares(times, names), _test(times), _pace(times, names)) if sentence]


def _shares(times: Shown, names: dict[str, str]) -> str:
    found = times["shares"]
    if found is None:
        return ""
    years = found["months"] // 12
    shown = names | {"ours": percent(found["focal"]), "theirs": percent(found["reference"]), "months": times["from"], "years": years}
    if times["from"]:
        return (
            ngettext(
                "Of those who had been in their level for %(months)d months, %(ours)s of %(focal)s and %(theirs)s of %(reference)s were "
                "promoted within a year; whoever left counts as not promoted.",
                "Of those who had been in their level for %(months)d months, %(ours)s of %(focal)s and %(theirs)s of %(reference)s were "
                "promoted within %(years)d years; whoever left counts as not promoted.",
                years,
            )
            % shown
        )
    return (
        ngettext(
            "Within a year in a level %(ours)s of %(focal)s and %(theirs)s of %(reference)s were promoted; whoever left counts as not "
            "promoted.",
            "Within %(years)d years in a level %(ours)s of %(focal)s and %(theirs)s of %(reference)s were promoted; whoever left counts as "
            "not promoted.",
            years,
        )
        % shown
    )


def _test(times: Shown) -> str:
    if times["p"] <= ALPHA:
        return _("A difference in pace this large would rarely arise by chance: p %(p)s (log-rank test within families, two-sided).") % {
            "p": p_text(times["p"])
        }
    return _("Chance may explain the difference in pace: p %(p)s (log-rank test within families, two-sided).") % {"p": p_text(times["p"])}


def _pace(times: Shown, names: dict[str, str]) -> str:
    if times["hazard"]:
        figures = {name: f"{value:.2f}" for name, value in times["hazard"].items()}
        return _(
            "In any month the chance of promotion of %(focal)s was %(ratio)s of that of %(reference)s (95%% interval %(low)s to %(high)s; "
            "Cox’s model within families)."
        ) % (names | figures)
    if times["difference"]:
        figures = {name: _points(times["difference"][name]) for name in ("value", "low", "high")}
        return _(
            "The ratio of the paces changes over time, so no single one is given. After %(month)d months the share of %(focal)s still "
            "waiting differs from that of %(reference)s by %(value)s percentage points (95%% interval %(low)s to %(high)s)."
        ) % (names | figures | {"month": times["difference"]["month"]})
    return _("There are too few promotions to say how the paces compare.")


def _points(share: float) -> str:
    return f"{round(100 * share):+d}".replace("-", "−")


# --- Models ----------------------------------------------------------------------------------------


def model_rows(steps: Sequence[tuple[str, Shown]]) -> tuple[tuple[str, list[str]], ...]:
    return tuple((label, _model_cells(step)) for label, step in steps)


def _model_cells(step: Shown) -> list[str]:
    if step["refused"]:
        return [_("no answer on so few"), "–", "–"]
    odds = _("%(value).2f (95%% interval %(low).2f to %(high).2f)") % {"value": step["odds"], "low": step["low"], "high": step["high"]}
    return [odds, f"{step['points']:+d}".replace("-", "−"), p_text(step["p"])]


def ladder_words(ladder: Shown) -> list[str]:
    """Return what the ladder says of where the gap goes."""
    alone, alike, *rated = ladder["steps"]
    if ladder["travels"]:
        return [_("The gap closes only among people who are rated alike: the gap travels with ratings. Audit the ratings next.")]
    if alike["refused"]:
        return [_("There are too few promotions for a model that sets like beside like. Read the comparison within strata instead.")]
    if _clear(alike):
        tail = rated and not rated[0]["refused"] and _clear(rated[0])
        return [
            _("The gap stays among people of equal level, family, cycle and time in the level."),
            *([_("It stays among people who are rated alike, too.")] if tail else []),
        ]
    if _clear(alone):
        return [_("Among people of equal level, family, cycle and time in the level no clear gap is left.")]
    return [_("No model shows a clear gap.")]


def _clear(step: Shown) -> bool:
    return step["p"] is not None and step["p"] <= ALPHA


# --- What could have been seen ---------------------------------------------------------------------


def power_row(one: Shown) -> tuple[str, list[str]]:
    """Return a comparison with the chance that four-fifths would have shown, the ratio that usually would, and the people it would take."""
    seen, needed = one["power"], one["needed"]
    return one["focal"], [
        "–" if seen is None else percent(seen),
        _("none, not even 0") if one["detectable"] is None else f"{one['detectable']:.2f}",
        "–" if needed is None else f"{needed:,}",
    ]
