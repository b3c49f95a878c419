"""What was found rather than read, told with its counts, so that nobody takes it for the publisher's word."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pathways.frameworks.draft import Oddity, Rules
from pathways.frameworks.gdad.seniority import FamilyName, Place, Title, contradictions
from pathways.frameworks.gdad.source import EXAMPLES, Line
from pathways.models import Transition

TWO_ROLES = "a technical role and a management role"

Families = Mapping[FamilyName, Mapping[str, list[Line]]]
Titles = Mapping[FamilyName, Sequence[Title]]
Places = Mapping[FamilyName, Mapping[str, Place]]


def tell(families: Families, titles: Titles, places: Places, rules: Rules) -> list[Oddity]:
    """Return the findings that occur at all."""
    found = (
        _disorder(places),
        _silence(places),
        _disagreement(titles, places),
        _dual_ladders(families, places),
        _shared_names(families),
        _moves(rules),
        _falls(rules),
    )
    return [oddity for oddity in found if oddity.count]


def _disorder(places: Places) -> Oddity:
    descents = [
        f"{upper} before {lower}"
        for family in places.values()
        for (upper, above), (lower, below) in pairwise(family.items())
        if above.rank > below.rank
    ]
    return Oddity(
        "Role levels that stand before one of lower rank",
        len(descents),
        "The order of lines counts for nothing: ranked by the words of the titles, and by the skills asked where words are silent.",
        tuple(descents[:EXAMPLES]),
    )


def _silence(places: Places) -> Oddity:
    silent = [title for family in places.values() for title, place in family.items() if not place.by_words]
    return Oddity(
        "Role levels whose words give no rank", len(silent), "Ranked by the levels of the skills they ask.", tuple(silent[:EXAMPLES])
    )


def _disagreement(titles: Titles, places: Places) -> Oddity:
    pairs = [f"{high} over {low}" for name, rows in titles.items() for high, low in contradictions(rows, places[name])]
    return Oddity(
        "Pairs that words order one way and the sums of skill levels the other", len(pairs), "The words count.", tuple(pairs[:EXAMPLES])
    )


def _dual_ladders(families: Families, places: Places) -> Oddity:
    managers = [(name, title) for name, family in places.items() for title, place in family.items() if place.management]
    confirmed = sum(TWO_ROLES in families[name][title][0].summary for name, title in managers)
    forked = tuple(dict.fromkeys(name[1] for name, _ in managers))
    return Oddity(
        "Job families found to be dual ladders",
        len(forked),
        f"{len(managers)} role levels stand on a management track; of {confirmed} of them the source itself says that there are two roles.",
        forked,
    )


def _shared_names(families: Families) -> Oddity:
    families_of: dict[str, set[FamilyName]] = defaultdict(set)
    for name, ladder in families.items():
        for title in ladder:
            families_of[title].add(name)
    shared = sorted(title for title, names in families_of.items() if len(names) > 1)
    return Oddity(
        "Role levels whose name another family uses too", len(shared), "Their codes carry the family's name.", tuple(shared[:EXAMPLES])
    )


def _moves(rules: Rules) -> Oddity:
    kinds = {kind: sum(move.kind == kind for move in rules.transitions) for kind in Transition.Kind.values}
    derived = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items() if count)
    return Oddity("Moves that the source does not state", len(rules.transitions), f"Derived from ranks and tracks: {derived}.")


def _falls(rules: Rules) -> Oddity:
    asked: dict[str, dict[str, int]] = defaultdict(dict)
    for requirement in rules.requirements:
        asked[requirement.role][requirement.skill] = requirement.level
    promotions = [move for move in rules.transitions if move.kind == Transition.Kind.PROMOTION]
    count = sum(_falling(asked[move.source], asked[move.target]) for move in promotions)
    return Oddity("Requirements that fall on a promotion", count, "Kept: a higher role may ask less of a skill.")


def _falling(lower: Mapping[str, int], higher: Mapping[str, int]) -> int:
    return sum(higher[skill] < level for skill, level in lower.items() if skill in higher)
