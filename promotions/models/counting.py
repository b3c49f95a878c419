"""What the stored figures on mobility were counted from, and of whom they are to be counted again.

Nothing here points at a person or a seat by a foreign key: what was counted of somebody is needed to take it back when they are gone.
"""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from pathways.models import Role


class Counted(models.Model):
    """What was counted of one subject, packed as `promotions.metrics.copies` says, and when the calendar changes what it comes to."""

    subject = models.BigIntegerField(primary_key=True)
    next_on = models.DateField(null=True, db_index=True, help_text="First day on which it counts otherwise though nothing is changed.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.subject} until {self.next_on}"


class CountedPerson(Counted):
    positions = models.BinaryField()
    leave = models.BinaryField()


class CountedSeat(Counted):
    record = models.BinaryField()


class Uncounted(models.Model):
    """A mark that a subject has changed since it was counted. Append-only, without uniqueness, so that no writer waits for the count."""

    subject = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.subject}"


class UncountedPerson(Uncounted):
    pass


class UncountedSeat(Uncounted):
    pass


class LastCount(models.Model):
    """The day that all counts stand for, and the cut of roles into families and levels that day. One row."""

    on = models.DateField()
    roles = models.BinaryField(help_text="Role, family and level of each described role, packed as copies are.")
    people = models.PositiveIntegerField(help_text="How many were counted when last everybody was.")

    class Meta:
        constraints = [CheckConstraint(condition=Q(id=1), name="last_count_once")]

    def __str__(self) -> str:
        return f"{self.on}"


class ToldChoice(models.Model):
    """Which parts were found fit to be told of in one quarter, packed as `promotions.metrics.choices` says.

    `made_from` is a digest of all that it was chosen from: while that is the same, so is the choice. Nothing in it counts anybody.
    """

    first = models.SmallIntegerField(
        primary_key=True, help_text="First month of the quarter, since January 1970; 16384 for time in position."
    )
    made_from = models.BinaryField()
    groups = models.BinaryField(help_text="Each different cut of the cells into groups.")
    places = models.BinaryField(help_text="Which unit, with all below it or itself, is told of by which of these.")

    def __str__(self) -> str:
        return f"{self.first}"


class MoveStay(models.Model):
    """How long people had been in a role when they went straight into another: `moves` after so many full months.

    `people` made the move; somebody who made it twice is counted with their shortest stay. `RoleMove` is what this adds up to.
    """

    source = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+", db_index=False)
    months = models.PositiveSmallIntegerField()
    moves = models.PositiveIntegerField()
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["source", "target", "months"], name="move_stay_once")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id} after {self.months} months: {self.moves}"
