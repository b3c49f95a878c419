"""A policy replay in words."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from promotions.reviews.names import Names
from promotions.reviews.replay import Departure
from promotions.reviews.scope import Answer
from promotions.reviews.words.figures import whole
from promotions.reviews.words.parts import Part, signals, table
from promotions.reviews.words.shape import Figure, Signal, Words


def words(result: Answer, names: Names) -> Words:
    unready, refused = result["departures"][Departure.PROMOTED_UNREADY], result["departures"][Departure.REFUSED_READY]
    unexplained, known = unready[0] + refused[0], result["decisions"] - result["unknown"]
    parts = [
        Part("family", _("By job family"), _("Job family"), result["by_family"], names.family),
        Part("unit", _("By unit"), _("Unit"), result["by_unit"], names.unit, by_unit=True),
        Part("decider", _("By the unit of whoever decided"), _("Unit of whoever decided"), result["by_decider"], names.unit, by_unit=True),
    ]
    shares = _("Departures without a reason, as a share of decisions; the upright line is the share of all others.")
    counts = [_("Decisions"), _("Depart"), _("Without a reason"), _("Promoted, not ready"), _("Refused, ready")]
    stands_out = _("%(part)s: more decisions depart from policy without a reason than elsewhere")
    return Words(
        lead=_lead(known, unexplained),
        figures=[
            Figure("decisions", _("Decisions replayed"), whole(known), _unknown(result["unknown"])),
            _figure("promoted-unready", _("Promoted though not ready"), unready, known),
            _figure("refused-ready", _("Refused though ready"), refused, known),
            Figure(
                "other-policy",
                _("Judged by another version"),
                whole(result["other_policy"]),
                _("Cases that name a policy other than the one in force on the day of the decision."),
            ),
        ],
        tables=[table(part, shares, counts) for part in parts if part.rows],
        signals=[
            *_overall(unexplained, known),
            *(one for part in parts for one in signals(part, stands_out, _("Decisions"), _("Depart without a reason"))),
        ],
        method=[
            _(
                "Each decision is set beside the policy in force on its day, with the score and gates frozen at nomination: "
                "ready means a score from the threshold on, and no gate failed that the policy asks for."
            ),
            _(
                "A decision may depart from policy if it says why. The shares are those of departures without a reason; the "
                "intervals are Wilson’s, 95%."
            ),
            _(
                "Each part is compared with all others by Fisher’s exact test, adjusted for all parts of the table (Benjamini "
                "and Hochberg, 10%). The order is that of shrunken odds: few decisions do not lead it by chance."
            ),
        ],
        limits=[
            _("Readiness is what was frozen, not what was true: a gate that nobody asked at nomination counts as passed."),
            _("A departure is no wrong. It says that the reason is missing on file, not that there was none."),
        ],
        rows=len(result["cases"]),
        also=[
            (
                _("By group: ask for an audit of the step “promoted by decision, of those nominated while ready on file”"),
                reverse("hr-audits"),
            )
        ],
    )


def _lead(known: int, unexplained: int) -> str:
    if not known:
        return _("No decision of these days can be set beside a policy.")
    return ngettext(
        "%(number)s of %(all)s decisions departs from the policy of its day and gives no reason.",
        "%(number)s of %(all)s decisions depart from the policy of their day and give no reason.",
        unexplained,
    ) % {"number": whole(unexplained), "all": whole(known)}


def _unknown(unknown: int) -> str:
    if not unknown:
        return _("All of these days and units.")
    return ngettext(
        "%(number)s more cannot be judged: nothing was frozen.", "%(number)s more cannot be judged: nothing was frozen.", unknown
    ) % {"number": whole(unknown)}


def _figure(key: str, label: str, counts: Sequence[int], known: int) -> Figure:
    without, given = counts
    note = _("%(with)s more give a reason.") % {"with": whole(given)}
    return Figure(key, label, _("%(number)s without a reason") % {"number": whole(without)}, note, without / known if known else None)


def _overall(unexplained: int, known: int) -> list[Signal]:
    if not unexplained:
        return []
    facts = [(_("Decisions"), whole(known)), (_("Depart from policy without a reason"), whole(unexplained))]
    return [
        Signal(
            "all",
            ngettext(
                "%(number)s decision departs from policy without a reason",
                "%(number)s decisions depart from policy without a reason",
                unexplained,
            )
            % {"number": whole(unexplained)},
            _("A count of what is on file, not an estimate. Why no reason was given is not known."),
            facts,
        )
    ]
