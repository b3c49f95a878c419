"""All that adds up: what some people and seats come to on a day, as sums that can be taken from one another."""

from collections.abc import Sequence

from promotions.metrics import durations, facts, moves
from promotions.metrics.amounts import Amounts
from promotions.metrics.durations import DurationTally, runs_of
from promotions.metrics.facts import FactTally
from promotions.metrics.grid import Grid
from promotions.metrics.history import History
from promotions.metrics.moves import MoveTally
from promotions.metrics.seats import Seats
from promotions.metrics.tally import Tally
from promotions.models import MobilityFact, MoveStay, PositionDuration, PresentStay

CELL = ("unit_id", "family_id", "level_id")


class Counts:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.facts, self.durations, self.moves = FactTally(grid), DurationTally(grid), MoveTally()

    def add_history(self, history: History) -> None:
        """Add what these people come to. The history is as far as it had begun on its day."""
        runs = runs_of(history)
        self.facts.add_history(history)
        self.durations.add_history(history, runs)
        self.moves.add_history(history, runs)

    def add_seats(self, seats: Seats) -> None:
        """Add what these seats come to, all of them opened by their day."""
        self.facts.add_seats(seats)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        return self.facts.facts, self.durations.people, self.durations.present, self.moves.stays

    def amounts(self) -> list[Amounts]:
        return _named(self.grid, [tally.without_nothing() for tally in self.tallies])

    def less(self, other: "Counts") -> list[Amounts]:
        """Return what is to be added to the other's sums to make them these."""
        return _named(self.grid, [tally.less(before) for tally, before in zip(self.tallies, other.tallies, strict=True)])


def _named(grid: Grid, tallies: Sequence[Tally]) -> list[Amounts]:
    monthly, people, present, stays = tallies
    return [
        Amounts(MobilityFact, ("month", *CELL), facts.COUNTS, facts.rows_of(grid, monthly)),
        Amounts(PositionDuration, (*CELL, "months"), durations.COUNTS, durations.rows_of(grid, people)),
        Amounts(PresentStay, (*CELL, "since_month", "since_day"), durations.PRESENT, durations.present_rows_of(grid, present)),
        Amounts(MoveStay, ("source_id", "target_id", "months"), moves.COUNTS, moves.rows_of(stays)),
    ]
