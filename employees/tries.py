"""What leaves the house: claimed before each try, tried again after growing pauses, at last given up.

One compare-and-swap counts the try and moves the next one, so of two processes one goes on. A process that dies in between leaves
its row claimed until the pause is over; then it goes out again. So everything arrives at least once, and never by two at a time.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

WAITING, SENT, GIVEN_UP = "waiting", "sent", "given-up"

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Tries(Generic[Row]):
    """The columns of a model that say how far a row is, and `pauses`: after each try, how long until the next.

    `unended` is noted of a row whose last try did not come to its end.
    """

    model: type[Row]
    pauses: Sequence[dt.timedelta]
    unended: str
    state: str = "state"
    attempts: str = "attempts"
    next_at: str = "next_at"
    error: str = "error"

    def due(self) -> QuerySet[Row]:
        """Return what waits and may be tried now, the longest due first."""
        due = {self.state: WAITING, f"{self.next_at}__lte": timezone.now()}
        return self.model._default_manager.filter(**due).order_by(self.next_at, "pk")

    def claim(self, row: Row) -> bool:
        """Take the next try, if nobody was quicker and there is one left."""
        made: int = getattr(row, self.attempts)
        seen = self.model._default_manager.filter(pk=row.pk, **{self.state: WAITING, self.attempts: made})
        if made >= len(self.pauses):
            seen.update(**{self.state: GIVEN_UP, self.error: self.unended})
            return False
        setattr(row, self.attempts, made + 1)
        return bool(seen.update(**{self.attempts: made + 1, self.next_at: timezone.now() + self.pauses[made]}))

    def succeeded(self, row: Row, **noted: object) -> None:
        self._note(row, SENT, "", noted)

    def failed(self, row: Row, reason: str, **noted: object) -> bool:
        """Note why; return whether that was the last try."""
        was_last = getattr(row, self.attempts) >= len(self.pauses)
        self._note(row, GIVEN_UP if was_last else WAITING, reason, noted)
        return was_last

    def _note(self, row: Row, state: str, error: str, noted: dict[str, object]) -> None:
        self.model._default_manager.filter(pk=row.pk).update(**{self.state: state, self.error: error}, **noted)
