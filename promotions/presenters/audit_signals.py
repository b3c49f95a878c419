"""What of an audit may become a finding: its comparisons, told as coarsely as whoever may read the finding may see them."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from promotions.audits.masking import masked
from promotions.disparity.verdicts import CANNOT_TELL, DIFFERS, LIKELY, WATCH
from promotions.models import Audit
from promotions.presenters.audit_charts import counted, intervals_of
from promotions.presenters.audit_words import p_text
from promotions.reviews.words.shape import Signal

Shown = dict[str, Any]  # Any: what JSON holds

TO_LOOK_INTO = (LIKELY, DIFFERS, WATCH, CANNOT_TELL)


def signals_of(audit: Audit) -> list[Signal]:
    """Return the comparisons that leave something to look into. A finding of a unit is read by its HR partners too: theirs are rounded."""
    if audit.result is None:
        return []
    answer = masked(audit.result, audit.stage) if audit.unit_id else audit.result
    groups = {group["name"]: group for group in answer["groups"]}
    return [_signal(audit, one, groups, answer["reference"]) for one in answer["comparisons"] if one["verdict"] in TO_LOOK_INTO]


def key_of(audit: Audit, group: str) -> str:
    """Return the same for the same question asked of the same units, whatever its cycles, strata and reference."""
    asked = "-".join(str(part) for part in (*audit.attributes, audit.stage, audit.family_id or "all"))
    return f"{asked}-{hashlib.sha256(group.encode()).hexdigest()[:16]}"


def _signal(audit: Audit, one: Shown, groups: Mapping[str, Shown], reference: str) -> Signal:
    title = _("%(focal)s beside %(reference)s: %(step)s") % {
        "focal": capfirst(one["focal"]),
        "reference": one["reference"],
        "step": audit.get_stage_display(),
    }
    sides = [(capfirst(one[side]), counted(groups[name])) for side, name in (("focal", one["group"]), ("reference", reference))]
    return Signal(key_of(audit, one["group"]), title, f"{one['verdict']}. {one['sentence']}", [*sides, *_ratios(one)])


def _ratios(one: Shown) -> list[tuple[str, str]]:
    """Return what auditors alone are told of a whole company: the ratios with their intervals, and the chance."""
    if "pooled" not in one:
        return []
    ratios = intervals_of(
        [
            (_("Ratio of the rates, within strata"), one["stratified"], "ratio"),
            (_("Ratio of the rates, all together"), one["pooled"], "ratio"),
        ]
    )
    return [*((ratio.name, ratio.text) for ratio in ratios), (_("Chance of a gap like this without a difference"), f"p {p_text(one['p'])}")]
