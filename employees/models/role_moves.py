"""How people have really moved between roles, added up: a figure of the company, in which nobody is named."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from pathways.models import Role


class RoleMove(models.Model):
    """All moves straight from one role into another, as of the last nightly run."""

    source = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+", db_index=False)
    target = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+")
    people = models.PositiveIntegerField()
    months = models.PositiveSmallIntegerField(help_text="Median of the full months in the source role, less leave.")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["source", "target"], name="role_move_once"),
            CheckConstraint(condition=~Q(source=F("target")), name="role_move_goes_somewhere"),
            CheckConstraint(condition=Q(people__gt=0), name="role_move_made_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}: {self.people}"
