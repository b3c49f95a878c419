"""The path audit in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pathways.models import Transition
from promotions.reviews.names import Names
from promotions.reviews.scope import FEWEST, Answer
from promotions.reviews.words.figures import decimal, drawn, percent, span, whole
from promotions.reviews.words.shape import Figure, Head, Line, Signal, Table, Words

Path = list[Any]  # source, target, kind, times made, person-years, upper limit: as JSON holds them

KINDS = {kind.value: str(kind.label) for kind in Transition.Kind}


def words(result: Answer, names: Names) -> Words:
    dead = [row for row in result["written"] if not row[3] and row[4] >= FEWEST]
    marked = [row for row in result["levels"] if row["marked"]]
    moves = result["moves"]
    share = result["along"] / moves if moves else None
    return Words(
        lead=_lead(result, dead, marked),
        figures=[
            Figure(
                "along",
                _("Moves along written paths"),
                percent(share),
                _("%(number)s of %(all)s moves.") % {"number": whole(result["along"]), "all": whole(moves)},
                share,
            ),
            Figure(
                "unwritten",
                _("Kinds of moves made, not written"),
                whole(len(result["unwritten"])),
                _("Paths that people found without the framework."),
                float(len(result["unwritten"])),
            ),
            Figure(
                "dead",
                _("Written paths nobody took"),
                whole(len(dead)),
                _("Of %(all)s; ten person-years or more in the role that they lead from.") % {"all": whole(len(result["written"]))},
                float(len(dead)),
            ),
            Figure(
                "bottlenecks",
                _("Levels to ask about"),
                whole(len(marked)),
                _("Slower than the rest of their family and than their level elsewhere, or much later than published."),
                float(len(marked)),
            ),
            *(_pace(row, names) for row in result["levels"]),
        ],
        tables=[
            _levels(result["levels"], names),
            _dead(dead, names),
            _unwritten(result["unwritten"], names),
            _written(result["written"], names),
        ],
        signals=[*(_slow(row, names) for row in marked), *_dead_signal(dead)],
        method=[
            _(
                "A move is a position in another role that begins the day the one before ended; a reorganisation is none. "
                "Written paths are those in force on the last day looked at."
            ),
            _(
                "Promotions per 100 person-years with exact intervals (Garwood), 95%; ratios to the family’s other levels and "
                "to the same level of other families are exact too. Time in the role is a Kaplan–Meier median of all history, "
                "set beside the months published."
            ),
            _(
                "A level is marked when both ratios lie wholly below 1, or when half have not moved on after one and a half "
                "times the published months."
            ),
        ],
        limits=[
            _("High levels promote rarely everywhere, as seats are few: that is why a level is set beside the same level elsewhere."),
            _(
                "A path nobody took may be new, or rare by nature: the last column says how often it could be taken and still "
                "not have been seen."
            ),
        ],
    )


def _lead(result: Answer, dead: list[Path], marked: list[Answer]) -> str:
    if not result["moves"]:
        return _("Nobody moved between roles in these days.")
    slow = ngettext("%(number)s level is slow", "%(number)s levels are slow", len(marked)) % {"number": whole(len(marked))}
    unused = ngettext("%(number)s written path was not taken", "%(number)s written paths were not taken", len(dead)) % {
        "number": whole(len(dead))
    }
    return _("%(share)s of %(moves)s moves followed a written path; %(slow)s; %(unused)s.") % {
        "share": percent(result["along"] / result["moves"]),
        "moves": whole(result["moves"]),
        "slow": slow,
        "unused": unused,
    }


def level_name(row: Answer, names: Names) -> str:
    return _("%(family)s, %(level)s") % {"family": names.family(row["family"]), "level": names.level(row["level"])}


def _pace(row: Answer, names: Names) -> Figure:
    """Return a figure that is shown only when two audits are set beside one another."""
    return Figure(
        f"pace-{row['family']}-{row['level']}", level_name(row, names), decimal(row["rate"]), span(row["low"], row["high"], 1), row["rate"]
    )


def _levels(rows: list[Answer], names: Names) -> Table:
    top = max((min(row["high"] or 0.0, 60.0) for row in rows), default=0.0)
    heads = [
        _("Promotions"),
        _("Person-years"),
        _("Per 100"),
        _("95%"),
        _("To the rest of the family"),
        _("To the level elsewhere"),
        _("Median months"),
        _("Published"),
    ]
    # xgettext:no-python-format
    note = _("Promotions per 100 person-years. Ratios below 1 are slower; their 95% intervals are given.")
    lines = [
        Line(
            [
                level_name(row, names),
                whole(row["promotions"]),
                decimal(row["years"]),
                decimal(row["rate"]),
                span(row["low"], row["high"], 1),
                span(*row["ratio"][1:]),
                span(*row["elsewhere"]),
                _("not reached") if row["median"] is None else whole(row["median"]),
                "–" if row["expected"] is None else whole(row["expected"]),
            ],
            _marked(row),
            drawn(row["low"], row["rate"], row["high"], None, top),
        )
        for row in rows
    ]
    return Table(
        "levels",
        _("How fast each level promotes"),
        note,
        [Head(_("Level"), number=False), *map(Head, heads)],
        lines,
        drawn_label=_("Pace, drawn"),
        most=40,
    )


def _marked(row: Answer) -> str:
    if not row["marked"]:
        return _("slow in its family alone") if row["reasons"] else ""
    return _("later than published") if "LATER_THAN_EXPECTED" in row["reasons"] else _("slow")


def _written(rows: list[Path], names: Names) -> Table:
    heads = [
        Head(_("From"), number=False),
        Head(_("To"), number=False),
        Head(_("Kind"), number=False),
        Head(_("Times made")),
        Head(_("Person-years")),
    ]
    lines = [
        Line([names.role(row[0]), names.role(row[1]), KINDS[row[2]], whole(row[3]), decimal(row[4])])
        for row in sorted(rows, key=lambda row: -row[3])
    ]
    return Table("written", _("All written paths"), _("How often each was taken, most often first."), heads, lines)


def _dead(rows: list[Path], names: Names) -> Table:
    heads = [
        Head(_("From"), number=False),
        Head(_("To"), number=False),
        Head(_("Kind"), number=False),
        Head(_("Person-years")),
        Head(_("At most a year, per 100")),
    ]
    ordered = sorted(rows, key=lambda row: -row[4])
    lines = [Line([names.role(row[0]), names.role(row[1]), KINDS[row[2]], decimal(row[4]), decimal(row[5])]) for row in ordered]
    return Table(
        "dead",
        _("Written paths nobody took"),
        # xgettext:no-python-format
        _("The upper 95% limit says how many of a hundred people might take it a year and still nobody be seen."),
        heads,
        lines,
    )


def _unwritten(rows: list[Path], names: Names) -> Table:
    heads = [Head(_("From"), number=False), Head(_("To"), number=False), Head(_("Times made"))]
    lines = [Line([names.role(source), names.role(target), whole(people)]) for source, target, people in rows]
    return Table("unwritten", _("Moves made that are not written"), _("Paths worth writing down, or worth asking about."), heads, lines)


def _slow(row: Answer, names: Names) -> Signal:
    sure = _("%(rate)s promotions per 100 person-years, 95%% interval %(span)s; ratio to the level elsewhere %(elsewhere)s.") % {
        "rate": decimal(row["rate"]),
        "span": span(row["low"], row["high"], 1),
        "elsewhere": span(*row["elsewhere"]),
    }
    facts = [
        (_("Promotions"), whole(row["promotions"])),
        (_("Person-years"), decimal(row["years"])),
        (_("Median months in the role"), _("not reached") if row["median"] is None else whole(row["median"])),
        (_("Published months"), "–" if row["expected"] is None else whole(row["expected"])),
    ]
    title = _("%(level)s: promotion takes longer than elsewhere or than published") % {"level": level_name(row, names)}
    return Signal(f"level-{row['family']}-{row['level']}", title, sure, facts)


def _dead_signal(dead: list[Path]) -> list[Signal]:
    if not dead:
        return []
    title = ngettext("%(number)s written path was never taken", "%(number)s written paths were never taken", len(dead)) % {
        "number": whole(len(dead))
    }
    years = sum(row[4] for row in dead)
    sure = _("A count; each was open to ten person-years or more, together %(years)s.") % {"years": whole(years)}
    return [Signal("dead", title, sure, [(_("Written paths nobody took"), whole(len(dead)))])]
