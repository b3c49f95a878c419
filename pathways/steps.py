"""Levels of skills as the bits of one whole number, so that comparing what roles ask takes one operation, whatever they ask."""

from collections.abc import Mapping


class Steps:
    """A staircase a skill: its level n is its first n bits. Union is `|`, what is missing `& ~held`, how much of it `bit_count()`."""

    def __init__(self, highest: Mapping[int, int]) -> None:
        """Make room for each skill up to its highest level. What is held beyond that is of no use to anybody who asks less."""
        self.highest = dict(highest)
        self.first: dict[int, int] = {}
        bits = 0
        for skill, level in self.highest.items():
            self.first[skill] = bits
            bits += level

    def of(self, levels: Mapping[int, int]) -> int:
        """Return the bits of levels by skill; a skill without a staircase has none."""
        found = 0
        for skill, level in levels.items():
            if skill in self.first:
                found |= ((1 << min(level, self.highest[skill])) - 1) << self.first[skill]
        return found
