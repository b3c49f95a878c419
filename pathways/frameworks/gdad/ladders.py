"""Moves derived from places: GDaD publishes none."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise, permutations

from pathways.frameworks.draft import RoleEntry, TransitionEntry
from pathways.models import Transition

MANAGEMENT, SPECIALIST = "management", "specialist"
Rungs = dict[int, list[str]]


def moves(roles: Iterable[RoleEntry]) -> list[TransitionEntry]:
    """Return the moves inside one family.

    Promotion from every rank of a track to the next one that is taken; promotion from the specialist rank just
    below the first management rank on to it (the fork); crossing, both ways, between the tracks at equal rank;
    lateral, both ways, between roles of equal rank on one track.
    """
    tracks: dict[str, Rungs] = {SPECIALIST: defaultdict(list), MANAGEMENT: defaultdict(list)}
    for role in roles:
        if role.rank is not None:
            tracks[role.track][role.rank].append(role.code)
    specialist, management = tracks[SPECIALIST], tracks[MANAGEMENT]
    return [*_climb(specialist), *_climb(management), *_fork(specialist, management), *_cross(specialist, management)]


def _climb(rungs: Rungs) -> Iterable[TransitionEntry]:
    for lower, higher in pairwise(sorted(rungs)):
        yield from _promotions(rungs[lower], rungs[higher])
    for codes in rungs.values():
        yield from (TransitionEntry(source, target, Transition.Kind.LATERAL.value) for source, target in permutations(codes, 2))


def _fork(specialist: Rungs, management: Rungs) -> Iterable[TransitionEntry]:
    first = min(management, default=0)
    below = max((rank for rank in specialist if rank < first), default=None)
    return _promotions(specialist[below], management[first]) if below is not None else []


def _cross(specialist: Rungs, management: Rungs) -> Iterable[TransitionEntry]:
    for rank in sorted(specialist.keys() & management.keys()):
        for left in specialist[rank]:
            for right in management[rank]:
                yield TransitionEntry(left, right, Transition.Kind.CROSSING.value)
                yield TransitionEntry(right, left, Transition.Kind.CROSSING.value)


def _promotions(lower: Iterable[str], higher: Iterable[str]) -> list[TransitionEntry]:
    targets = list(higher)
    return [TransitionEntry(source, target, Transition.Kind.PROMOTION.value) for source in lower for target in targets]
