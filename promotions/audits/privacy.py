"""What of an audit may be shown: groups large enough, families put together until they are, and figures no finer than they need be."""

import math
from collections.abc import Mapping, Sequence

from promotions.audits.answers import NOT_DISCLOSED
from promotions.disparity.suppression import ALL, suppress
from promotions.models import Audit

OTHER_FAMILIES = "Other families together"
OTHER_UNITS = "Other units together"
LEAST_PROMOTED = 5  # below it a breakdown by anything but sex is hidden
ON_THE_WAY = frozenset(
    {Audit.Stage.ELIGIBLE_READY, Audit.Stage.ELIGIBLE_NOMINATED, Audit.Stage.NOMINATED_PROMOTED, Audit.Stage.READY_PROMOTED}
)  # steps whose people are among one another
NOT_SPECIAL = frozenset({"sex", "birth_year"})  # the GDPR lists neither among the special categories


def hidden_groups(people: Mapping[str, int], threshold: int) -> set[str]:
    """Return the groups whose figures stay hidden: small ones, and as many others as it takes that the total does not give them away.

    Those who did not disclose go first, as they are not compared, then the smallest. What is hidden then lies anywhere between nobody
    and all that is missing from the total, which is the threshold or more.
    """
    hidden = {name for name, count in people.items() if 0 < count < threshold}
    others = sorted(people.keys() - hidden, key=lambda name: (people[name] == 0, name != NOT_DISCLOSED, people[name], name))
    while hidden and others and (len(hidden) < 2 or sum(people[name] for name in hidden) < threshold):
        hidden.add(others.pop(0))
    return hidden


def hidden_crossings(people: Mapping[str, int], threshold: int) -> set[str]:
    """Return the groups of two attributes that stay hidden because either attribute alone may be told of the same people.

    The sums of "woman" over all ethnic groups are then known: what is hidden has company in its row and in its column, as far as linear
    programming can tell (`disparity.suppress`). Where that takes a sum to be hidden, which another audit may show, nothing is told. How
    many left an answer out is hidden with the first pair: beside both attributes alone it would narrow the pairs down.
    """
    pairs = {name: tuple(name.split(", ", 1)) for name in people if name != NOT_DISCLOSED}
    rows, cols = (sorted({pair[side] for pair in pairs.values()}) for side in (0, 1))
    table = suppress(rows=rows, cols=cols, counts=[[people.get(f"{row}, {col}", 0) for col in cols] for row in rows], threshold=threshold)
    shown = {(row, col): cell for row, cells in zip(rows, table.cells, strict=True) for col, cell in zip(cols, cells, strict=True)}
    sums = any(name.startswith(f"{ALL}-") or name.endswith(f"-{ALL}") for name in table.complementary)
    hidden = {name for name, pair in pairs.items() if sums or shown[pair[0], pair[1]] is None}
    return hidden | (people.keys() & {NOT_DISCLOSED}) if hidden else hidden


def hidden_together(hidden: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return step → groups, each hidden in all steps on the way where it is hidden in one of them.

    Whoever is nominated in one step is who could be promoted in another, and those nominated as ready are among both, and among those
    ready: a group shown in one step and hidden in the next would be read from the first. The end result counts other moves, and stays.
    """
    on_the_way = set().union(*(groups for step, groups in hidden.items() if step in ON_THE_WAY))
    return {step: groups | on_the_way if step in ON_THE_WAY else groups for step, groups in hidden.items()}


def too_few_promoted(attributes: Sequence[str], promoted: int) -> bool:
    return promoted < LEAST_PROMOTED and not NOT_SPECIAL.issuperset(attributes)


def put_together(parts: Mapping[str, tuple[int, int]], threshold: int, others: str = OTHER_FAMILIES) -> dict[str, str]:
    """Return part → the name it is shown under: small ones go together, with the next smallest until they are large enough.

    Parts are (people of one group, people of the other). Nothing is left out, so what is shown adds up and nothing can be subtracted.
    """
    order = sorted(parts, key=lambda name: (min(parts[name]), name))
    together = [name for name in order if min(parts[name]) < threshold]
    waiting = [name for name in order if min(parts[name]) >= threshold]
    while together and waiting and any(sum(parts[name][side] for name in together) < threshold for side in (0, 1)):
        together.append(waiting.pop(0))
    return {name: name for name in parts} | (dict.fromkeys(together, others) if len(together) > 1 else {})


def two_figures(p: float) -> float:
    """Return a p of two figures: more would give counts away."""
    return 0.0 if p < 1e-300 else round(p, 1 - math.floor(math.log10(p)))


def whole_percent(share: float | None) -> float | None:
    """Return a share in whole per cent; None for none, and for what has no limit."""
    return None if share is None or math.isinf(share) else round(share, 2)
