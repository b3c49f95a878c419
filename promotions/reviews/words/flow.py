"""Who moves on, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from promotions.reviews.names import Names
from promotions.reviews.scope import Answer
from promotions.reviews.words.figures import chance, decimal, drawn, span, whole
from promotions.reviews.words.shape import Figure, Head, Line, Signal, Table, Words

TOP = 2.0  # the drawings reach from none to twice what was expected


def words(result: Answer, names: Names) -> Words:
    units = result["units"]
    told = [row for row in units if row["left"]["enough"] or row["promoted"]["enough"]]
    marked = [row for row in told if row["marks"]]
    return Words(
        lead=_lead(told, marked, names),
        figures=[
            Figure("units", _("Units looked at"), whole(len(told)), _("With enough people for five moves or promotions to be expected.")),
            Figure("marked", _("Units to ask about"), whole(len(marked)), _("Fewer moves or promotions than chance explains.")),
            Figure("years", _("Person-years"), whole(result["years"]), _("Of the whole company, whose rates are what is expected.")),
            Figure(
                "staying",
                _("Ready for half a year, still here"),
                whole(max((row["staying"] for row in units), default=0)),
                _("As of the last nightly run."),
            ),
        ],
        tables=[
            _table("left", _("Moves to another unit"), told, names),
            _table("promoted", _("Promotions"), told, names),
            _asked(told, names),
        ],
        signals=[_signal(row, names) for row in marked if not _covered(row, marked, names)],
        method=[
            _(
                "Expected is what the company’s rates, level by level within each family, would have brought to the people of "
                "this unit. 1 is as expected; 0.5 is half of it."
            ),
            _(
                "The intervals are exact (Garwood), 95%. A unit is marked when the whole interval lies below 1 and the "
                "chance, adjusted for all units, is 10% or less. Units with fewer than ten person-years are not looked at, "
                "and of those with fewer than five expected no word is said."
            ),
            _("The order is by need of attention: shrunken ratios, so that small units do not lead by chance."),
        ],
        limits=[
            _(
                "This is a prompt to ask, not a finding against anybody: few moves may come of a remote place, a young team "
                "or a trade of its own. People who lead units change, the figures do not say under whom."
            ),
            _("Moves between two units below a unit count as moves out of it. What people wished and never asked for is not seen."),
        ],
    )


def _lead(told: list[Answer], marked: list[Answer], names: Names) -> str:
    if not told:
        return _("No unit here has enough people for anything to be said.")
    top = [row for row in marked if not _covered(row, marked, names)]
    return ngettext(
        "In %(number)s of %(all)s units fewer people moved on than chance explains. Ask why before concluding anything.",
        "In %(number)s of %(all)s units fewer people moved on than chance explains, %(top)s of them not part of "
        "another. Ask why before concluding anything.",
        len(marked),
    ) % {"number": whole(len(marked)), "all": whole(len(told)), "top": whole(len(top))}


def _covered(row: Answer, marked: list[Answer], names: Names) -> bool:
    """Say whether a unit above this one is marked too: it is told of once."""
    return not {one["unit"] for one in marked}.isdisjoint(names.above(row["unit"]))


def _table(key: str, title: str, rows: list[Answer], names: Names) -> Table:
    heads = [_("Person-years"), _("Seen"), _("Expected"), _("Ratio"), _("95%"), _("Chance")]
    ordered = [row for row in rows if row[key]["enough"]]
    lines = [_line(row, key, names) for row in sorted(ordered, key=lambda row: (key not in row["marks"], row[key]["shrunk"]))]
    note = _("What was seen beside what was expected; the upright line is as expected, the right end twice that.")
    return Table(key, title, note, [Head(_("Unit"), number=False), *map(Head, heads)], lines, drawn_label=_("Ratio, drawn"))


def _line(row: Answer, key: str, names: Names) -> Line:
    one = row[key]
    cells = [place(row["unit"], names), decimal(row["years"]), whole(one["observed"]), decimal(one["expected"]), decimal(one["ratio"], 2)]
    cells += [span(one["low"], one["high"]), chance(one["q"])]
    return Line(cells, _("below") if key in row["marks"] else "", drawn(one["low"], one["ratio"], one["high"], 1.0, TOP))


def _asked(rows: list[Answer], names: Names) -> Table:
    heads = [_("Asked to leave"), _("Expected"), _("Ratio"), _("Answered"), _("Turned down"), _("Ready for half a year")]
    lines = [
        Line(
            [
                place(row["unit"], names),
                whole(row["asked"]["observed"]),
                decimal(row["asked"]["expected"]),
                decimal(row["asked"]["ratio"], 2),
                whole(row["answered"]),
                whole(row["turned_down"]),
                whole(row["staying"]),
            ]
        )
        for row in rows
    ]
    note = _("Applications for seats in other units, what became of them, and ready people who are still here.")
    return Table("asked", _("Who asked to leave, and who stays"), note, [Head(_("Unit"), number=False), *map(Head, heads)], lines)


def place(unit: int, names: Names) -> str:
    """Return a unit's name, with the one above it: names repeat."""
    above = names.above(unit)
    return _("%(unit)s, %(above)s") % {"unit": names.unit(unit), "above": names.unit(above[0])} if above else names.unit(unit)


def _signal(row: Answer, names: Names) -> Signal:
    key = row["marks"][0]
    one, unit = row[key], place(row["unit"], names)
    title = (
        _("%(unit)s: fewer people moved to another unit than expected") if key == "left" else _("%(unit)s: fewer promotions than expected")
    )
    sure = _(
        "%(seen)s seen, %(expected)s expected; ratio %(ratio)s, 95%% interval %(span)s, chance %(chance)s, adjusted. Reasons are not known."
    ) % {
        "seen": whole(one["observed"]),
        "expected": decimal(one["expected"]),
        "ratio": decimal(one["ratio"], 2),
        "span": span(one["low"], one["high"]),
        "chance": chance(one["q"]),
    }
    facts = [
        (_("Person-years"), decimal(row["years"])),
        (_("Moves to another unit, seen and expected"), f"{whole(row['left']['observed'])} / {decimal(row['left']['expected'])}"),
        (_("Promotions, seen and expected"), f"{whole(row['promoted']['observed'])} / {decimal(row['promoted']['expected'])}"),
        (_("Outward applications answered, turned down"), f"{whole(row['answered'])} / {whole(row['turned_down'])}"),
        (_("Ready for half a year, still here"), whole(row["staying"])),
    ]
    return Signal(f"unit-{row['unit']}", title % {"unit": unit}, sure, facts, row["unit"])
