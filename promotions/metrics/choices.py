"""The choices of what may be told, quarter by quarter, kept with a digest of what each was made from: only where that differs, or the
quarter after it tells otherwise, is a choice made again.
"""

import hashlib
import zlib
from pathlib import Path

import numpy as np

from promotions.metrics import protection
from promotions.metrics.copies import packed, unpacked
from promotions.metrics.headcounts import Headcount
from promotions.metrics.protection import Company, Partition, Told
from promotions.models import ToldChoice
from skills.columns import Ints

RULE = Path(protection.__file__).read_bytes()  # who chooses by another rule chooses everything again
PLACE = 3  # numbers a row: own people (1) or with all below (0), the place of the unit, and by which groups


class Choices:
    """What is told of each quarter. `anew` trusts nothing that was kept."""

    def __init__(self, company: Company, *, anew: bool) -> None:
        self._company = company
        self._kept = {} if anew else {choice.first: choice for choice in ToldChoice.objects.all()}
        self._now: dict[int, ToldChoice] = {}
        self._told: dict[int, Told] = {}
        self._partitions: dict[bytes, Partition] = {}
        self._same = _digest(RULE, company.units, company.parents, company.families, company.levels)

    def choose(self, first: int, headcount: Headcount, newer: int | None) -> Told:
        """Return what is told of the quarter that begins in a month: no more than of the newer one."""
        made_from = self._digest(headcount, newer)
        choice = self._kept.get(first)
        if choice is None or bytes(choice.made_from) != made_from:
            limit = None if newer is None else self._told[newer]
            choice = _choice(first, made_from, protection.choose(self._company, headcount.span(self._company), limit))
        self._now[first] = choice
        self._told[first] = self._unpacked(choice)
        return self._told[first]

    def _digest(self, headcount: Headcount, newer: int | None) -> bytes:
        limit = [] if newer is None else [bytes(self._now[newer].groups), bytes(self._now[newer].places)]
        filled = headcount.people.any(axis=1)
        return _digest(self._same, headcount.places[filled], headcount.people[filled], headcount.few, *limit)

    def keep(self) -> None:
        """Store the choices of now in place of those that were kept."""
        new = [choice for first, choice in self._now.items() if choice is not self._kept.get(first)]
        ToldChoice.objects.exclude(pk__in=[first for first in self._now if self._now[first] is self._kept.get(first)]).delete()
        ToldChoice.objects.bulk_create(new)

    def _unpacked(self, choice: ToldChoice) -> Told:
        """Return it with equal partitions one object, from quarter to quarter, too."""
        groups = _opened(bytes(choice.groups), len(self._company.families))
        partitions = [self._partitions.setdefault(row.tobytes(), row) for row in groups]
        told = Told()
        for own, place, number in _opened(bytes(choice.places), PLACE).tolist():
            (told.own if own else told.whole)[place] = partitions[number]
        return told


def _choice(first: int, made_from: bytes, told: Told) -> ToldChoice:
    numbers: dict[bytes, int] = {}
    rows = [
        (own, place, numbers.setdefault(partitions[place].tobytes(), len(numbers)))
        for own, partitions in ((0, told.whole), (1, told.own))
        for place in sorted(partitions)
    ]
    groups = np.frombuffer(b"".join(numbers), dtype=np.int64)
    places = np.array(rows, dtype=np.int64).reshape(-1, PLACE)
    return ToldChoice(first=first, made_from=made_from, groups=zlib.compress(packed(groups), 1), places=zlib.compress(packed(places), 1))


def _opened(field: bytes, width: int) -> Ints:
    return unpacked(zlib.decompress(field), width)


def _digest(*parts: bytes | Ints) -> bytes:
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = np.ascontiguousarray(part, dtype=np.int64).tobytes() if isinstance(part, np.ndarray) else part
        found.update(len(data).to_bytes(8, "big") + data)
    return found.digest()
