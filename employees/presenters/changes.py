"""What has changed round a person in the last month, in words: statuses that turned, and what was judged, earned or rated."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from employees.presenters.inputs import source_words
from employees.presenters.path_facts import PathFacts
from promotions.models.readiness import Status
from promotions.step_records import Turn

MOST = 6


@dataclass(frozen=True)
class Change:
    on: dt.date
    icon: str
    kind: str
    words: str


def changes_of(path: PathFacts) -> list[Change]:
    """Return the newest changes first."""
    found = [*turns(path), *judged(path), *earned(path), *rated(path)]
    return sorted(found, key=lambda change: (-change.on.toordinal(), change.words))[:MOST]


def within_reach(path: PathFacts) -> Sequence[Turn]:
    """Return the next steps that turned ready or near of late, from below, and still are."""
    return [
        turn
        for turn in path.records.turns
        if turn.role in path.targets
        and turn.old is not None
        and turn.new is not None
        and turn.old < turn.new <= path.explained[turn.role].status
    ]


def turns(path: PathFacts) -> Iterator[Change]:
    for turn in path.records.turns:
        if turn.old is not None and turn.role in path.profiles:
            name = path.profiles[turn.role].name
            if turn.new is None:
                yield Change(turn.on, "none", "", _("%(name)s is no next step any more") % {"name": name})
            else:
                up = turn.new > turn.old
                words = _("%(name)s turned from %(old)s to %(new)s") % {"name": name, "old": turn.old.label, "new": turn.new.label}
                yield Change(turn.on, Status(turn.new).name.lower(), "good" if up else "caution", words)


def judged(path: PathFacts) -> Iterator[Change]:
    """Yield the skills judged of late, of those that the role or a next step asks."""
    names = {asked.skill: asked.name for asks in path.asks.values() for asked in asks.skills}
    for skill, held in path.facts.skills.items():
        if skill in names and held.on and held.on > path.since:
            yield Change(
                held.on,
                "skills",
                "",
                _("%(name)s was judged at %(level)s (%(source)s)")
                % {"name": names[skill], "level": held.level, "source": source_words(held.source)},
            )


def earned(path: PathFacts) -> Iterator[Change]:
    names = {credential: name for asks in path.asks.values() for credential, name in asks.credentials.items()}
    for credential, certificates in path.facts.credentials.items():
        newest = max(issued for issued, _ in certificates)
        if credential in names and path.since < newest <= path.today:
            yield Change(newest, "pass", "good", _("%(name)s was issued") % {"name": names[credential]})


def rated(path: PathFacts) -> Iterator[Change]:
    if path.facts.rating and path.facts.rating[1] > path.since:
        yield Change(path.facts.rating[1], "info", "", _("A performance rating of %(rating)s was given") % {"rating": path.facts.rating[0]})
