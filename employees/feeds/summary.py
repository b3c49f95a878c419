"""What an import did or would do, told in lines."""

from collections.abc import Iterator, Mapping, Sequence

from employees.feeds.differences import Differences, PersonDifference, sentence
from employees.feeds.imports import Outcome

MOST_LISTED = 20


def summary(outcome: Outcome, roles: Mapping[int, str]) -> Iterator[str]:
    """Yield the lines: counts first, then single changes (when nothing is written yet), oddities last."""
    found = outcome.differences
    heading = "Done" if outcome.written else "Preview, nothing written" if found.anything else "Nothing to change"
    yield f"{heading}: the feed of {outcome.feed.mapping.company} on {outcome.feed.on}."
    counts = (len(found.created), "created"), (len(found.changed), "changed"), (found.unchanged, "unchanged"), (len(found.ended), "ended")
    yield "people: " + ", ".join(f"{count:,} {what}" for count, what in counts)
    yield f"employed: {_employed(outcome):,} in the feed; leavers in it: {_gone(outcome):,}"
    yield f"positions: {found.positions_added:,} added, {found.positions_altered:,} altered, {found.positions_removed:,} removed"
    if found.reasons:
        yield "  begun by " + ", ".join(f"{reason} {count:,}" for reason, count in found.reasons.most_common())
    yield f"units: {len(found.new_units):,} created, {len(found.altered_units):,} changed"
    yield from _moves(outcome)
    if not outcome.written:
        yield from _listed(found, roles)
    if outcome.feed.oddities:
        yield "oddities:"
    for oddity, count in outcome.feed.oddities.most_common():
        yield f"  {count:,} × {oddity}"


def _employed(outcome: Outcome) -> int:
    on = outcome.feed.on
    return sum(person.hired_on <= on and (person.left_on is None or person.left_on > on) for person in outcome.feed.people.values())


def _gone(outcome: Outcome) -> int:
    return sum(person.left_on is not None and person.left_on <= outcome.feed.on for person in outcome.feed.people.values())


def _moves(outcome: Outcome) -> Iterator[str]:
    moves = outcome.feed.moves
    if moves:
        yield f"moves from title to title in the feed: {moves.total():,}"
        yield from (f"  {before} → {after}: {count:,}" for (before, after), count in moves.most_common(MOST_LISTED))


def _listed(found: Differences, roles: Mapping[int, str]) -> Iterator[str]:
    for heading, people in (("created", found.created), ("changed", found.changed), ("ended", found.ended)):
        if people:
            yield f"{heading}:"
            yield from _people(people, roles)


def _people(people: Sequence[PersonDifference], roles: Mapping[int, str]) -> Iterator[str]:
    for person in people[:MOST_LISTED]:
        yield f"  {sentence(person, roles)}"
    if len(people) > MOST_LISTED:
        yield f"  … and {len(people) - MOST_LISTED:,} more."
