"""Views of the team board that an account keeps under a name: what its address asks, never whom it showed."""

from typing import Self
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint, Value
from django.db.models.functions import Lower

from employees.models.accounts import User


class TeamViewQuerySet(models.QuerySet["TeamView"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(account=user.pk) if user.pk else self.none()

    def called(self, name: str) -> Self:
        """Return those of that name by the measure of the constraint: to `iexact` the Kelvin sign is no K."""
        return self.alias(small=Lower("name")).filter(small=Lower(Value(name)))


class TeamView(models.Model):
    """How far down, who, which words and in what order, as the board's address has them; empty is what the board shows by itself."""

    account = models.ForeignKey(User, on_delete=models.CASCADE, related_name="team_views", db_index=False)
    name = models.CharField(max_length=60)
    reach = models.CharField(max_length=20, blank=True)
    show = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=100, blank=True)
    sort = models.CharField(max_length=40, blank=True)

    objects = TeamViewQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            UniqueConstraint("account", Lower("name"), name="team_view_once_by_name"),
            CheckConstraint(condition=~Q(name=""), name="team_view_named"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> dict[str, str]:
        """Return what the board's address asks for."""
        asked = {"reach": self.reach, "show": self.show, "q": self.text, "sort": self.sort}
        return {name: value for name, value in asked.items() if value}

    @property
    def query(self) -> str:
        return f"?{urlencode(self.asked)}" if self.asked else ""
