"""What every loading module needs: the told history, the ids of what is already written, dates, and chance by purpose."""

import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from promotions.demo.blueprint import Ints
from promotions.demo.calendar import Calendar
from promotions.demo.catalogue import CatalogueIds
from promotions.demo.frameworks import FrameworkIds
from promotions.demo.history import Flags, hoarding
from promotions.demo.ids import Bases
from promotions.demo.told import Told

CHUNK = 20_000  # people written at a time: what bounds the memory, whatever the company


@dataclass(frozen=True)
class Source:
    told: Told
    catalogue: CatalogueIds
    framework: FrameworkIds
    bases: Bases
    today: dt.date
    seed: int
    policies: tuple[int, ...]
    personas: dict[str, int]  # who plays which persona, by index

    @cached_property
    def cast(self) -> list[int]:
        return list(self.personas.values())

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.today)

    @cached_property
    def leaders(self) -> Ints:
        """The people who head a unit today or ever did: those who may have assessed, promised or decided."""
        return np.unique(self.told.heads.person)

    @cached_property
    def user_of(self) -> NDArray[np.int64]:
        """The account of each person; -1 for none."""
        users = np.full(self.told.people.count, -1, np.int64)
        users[self.leaders] = self.bases.user + np.arange(len(self.leaders))
        return users

    @cached_property
    def manager(self) -> Ints:
        """Today's manager of each person; -1 for none."""
        people, units = self.told.people, self.told.units
        under = np.where(people.head, units.parent[people.unit], people.unit).astype(np.int32)
        return self.told.heads.of(under, np.zeros(len(under), np.int32))

    @cached_property
    def hoarding(self) -> Flags:
        """The teams of the unit that lets nobody go."""
        return hoarding(self.told.units)

    @cached_property
    def seats_of_the_passed_over(self) -> Ints:
        """The seats for which a ready insider was refused."""
        cases = self.told.cases
        seats: Ints = np.unique(cases["seat"][(cases["seat"] >= 0) & (cases["promoted"] == 0)])
        return seats

    def employee(self, people: Ints) -> list[int]:
        ids: list[int] = (self.bases.employee + people).tolist()
        return ids

    def chunks(self) -> Iterator[Ints]:
        """Return everybody who ever worked here, so many at a time."""
        for start in range(0, self.told.people.count, CHUNK):
            yield np.arange(start, min(start + CHUNK, self.told.people.count), dtype=np.int32)

    def some(self, people: Ints, share: float, random: np.random.Generator) -> Ints:
        """Return a share of those employed today, the personas among them always but for the newcomer."""
        here = people[self.told.people.active[people]]
        told_of = [one for key, one in self.personas.items() if key != "newcomer"]
        chosen: Ints = here[(random.random(len(here)) < share) | np.isin(here, told_of)]
        return chosen

    def random(self, purpose: str, people: Ints) -> np.random.Generator:
        """Return chance for one purpose and chunk: drawing more for one purpose changes nothing for another."""
        start = int(people[0]) if len(people) else 0
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode()), start])
