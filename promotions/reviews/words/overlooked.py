"""Ready but overlooked, in words."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from promotions.reviews.names import Names
from promotions.reviews.overlooked import Became
from promotions.reviews.scope import Answer
from promotions.reviews.words.figures import whole
from promotions.reviews.words.parts import Part, signals, table
from promotions.reviews.words.shape import Figure, Head, Line, Signal, Table, Words


def became_words() -> dict[str, str]:
    return {
        Became.TAKEN: _("took the seat"),
        Became.REFUSED: _("was turned down"),
        Became.WITHDREW: _("withdrew"),
        Became.WAITING: _("asked, without an answer on file"),
        Became.NOT_ASKED: _("did not ask, and was not nominated"),
    }


def words(result: Answer, names: Names) -> Words:
    passed, unexplained = result["passed_over"], result["unexplained"]
    parts = [
        Part("family", _("By job family"), _("Job family"), result["by_family"], names.family),
        Part("unit", _("By unit"), _("Unit"), result["by_unit"], names.unit, by_unit=True),
    ]
    shares = _(
        "Seats over ready insiders without a reason, as a share of those that went outside; the upright line is the share of all others."
    )
    counts = [_("Went outside"), _("Over ready insiders"), _("Without a reason"), _("Ready insiders")]
    stands_out = _("%(part)s: more seats went outside over ready insiders than elsewhere")
    ready = sum(result["became_outside"].values())
    return Words(
        lead=_lead(result),
        figures=[
            Figure(
                "outside",
                _("Seats that went outside"),
                whole(result["outside"]),
                _("Of %(all)s filled.") % {"all": whole(result["filled"])},
            ),
            Figure(
                "passed-over",
                _("Over ready insiders"),
                whole(passed),
                _("Seats for which somebody inside was ready when they opened."),
                passed / result["outside"] if result["outside"] else None,
            ),
            Figure(
                "unexplained",
                _("Of these without a reason"),
                whole(unexplained),
                _("An outsider taken over ready insiders needs a reason on the requisition."),
                unexplained / result["outside"] if result["outside"] else None,
            ),
            Figure("ready", _("Ready insiders passed over"), whole(ready), _("Each person once a seat.")),
        ],
        tables=[_became(result), *(table(part, shares, counts) for part in parts if part.rows)],
        signals=[
            *_overall(unexplained, result["outside"]),
            *(one for part in parts for one in signals(part, stands_out, _("Went outside"), _("Over ready insiders, no reason"))),
        ],
        method=[
            _(
                "Ready insiders are those who were ready by the nightly record on the day the seat opened, and those "
                "nominated for this very seat with a frozen readiness of “ready”. Whoever held the seat’s role already, or "
                "left before it was filled, is not counted."
            ),
            _(
                "Shares are of seats that went outside; the intervals are Wilson’s, 95%. Each part is compared with all "
                "others by Fisher’s exact test, adjusted (Benjamini and Hochberg, 10%)."
            ),
        ],
        limits=[
            _history(result["history_from"]),
            _("Being ready is no claim to a seat: several may be ready for one. What is looked for is a reason on file."),
        ],
        rows=passed,
    )


def _lead(result: Answer) -> str:
    if not result["outside"]:
        return _("No seat of these days went to an outsider.")
    return ngettext(
        "%(number)s of %(all)s seats that went outside had a ready insider and has no reason on file.",
        "%(number)s of %(all)s seats that went outside had ready insiders and have no reason on file.",
        result["unexplained"],
    ) % {"number": whole(result["unexplained"]), "all": whole(result["outside"])}


def _history(first: str | None) -> str:
    if first is None:
        return _("No night has recorded readiness yet: only nominations tell who was ready.")
    day = date_format(dt.date.fromisoformat(first), "j F Y")
    return _(
        "The nightly record begins on %(day)s. Of seats opened earlier only nominations tell who was ready, so there were probably more."
    ) % {"day": day}


def _became(result: Answer) -> Table:
    said = became_words()
    lines = [Line([said[kind], whole(result["became"].get(kind, 0)), whole(result["became_outside"].get(kind, 0))]) for kind in Became]
    heads = [Head(_("What became of them"), number=False), Head(_("All filled seats")), Head(_("Seats that went outside"))]
    return Table(
        "became", _("What became of ready insiders"), _("People who were ready when a seat opened, each once a seat."), heads, lines
    )


def _overall(unexplained: int, outside: int) -> list[Signal]:
    if not unexplained:
        return []
    title = ngettext(
        "%(number)s seat went outside over ready insiders without a reason",
        "%(number)s seats went outside over ready insiders without a reason",
        unexplained,
    ) % {"number": whole(unexplained)}
    sure = _(
        "A count of what is on file. There were probably more: who was ready is known of nominations, and by night "
        "only since the first night."
    )
    return [
        Signal(
            "all", title, sure, [(_("Seats that went outside"), whole(outside)), (_("Over ready insiders, no reason"), whole(unexplained))]
        )
    ]
