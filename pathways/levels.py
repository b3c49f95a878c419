"""A proficiency beside a requirement, as boxes: one a level, filled as far as it is held."""

from dataclasses import dataclass

BOX = 15  # pixels from one box to the next


@dataclass(frozen=True)
class LevelCell:
    x: int
    state: str


@dataclass(frozen=True)
class LevelCells:
    boxes: tuple[LevelCell, ...]

    @property
    def width(self) -> int:
        return len(self.boxes) * BOX


def level_cells(*, held: int, required: int) -> LevelCells:
    """Return a box for each level up to the higher of both: held, missing, or held beyond what is asked."""
    return LevelCells(tuple(LevelCell(number * BOX, state_of(number + 1, held, required)) for number in range(max(held, required))))


def state_of(level: int, held: int, required: int) -> str:
    if level > required:
        return "beyond"
    return "held" if level <= held else "missing"
