"""What is said of one kind of rows: whose they are, what of them is not handed out, and what becomes of them in an erasure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from employees.models import User

ERASED = "(erased)"


@dataclass(frozen=True)
class Gone:
    """The rows are deleted; `by` names the lookups that find them, by default all by which they are the person's."""

    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Blanked:
    """The rows stay, for aggregates stand on them; `texts` are replaced where there are any, `values` whatever they were."""

    why: str
    texts: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Stays:
    """Nothing of it says who the person was once name, number and account are gone, or another rule lets it go."""

    why: str


@dataclass(frozen=True)
class Kind:
    """`mine` are lookups from a row to the employee, `account` those to their account; without either nothing is exported.

    `others` says of each further link to a person why rows found by it are not handed out; `hidden` why a field is not;
    `kept_back` why nothing of the kind is. Where rows may be sealed from whom they are about, `sealed` filters those that are not; what
    the account wrote itself is handed out either way. `record` leads to whose record the row is in: one in somebody else's is handed out
    while pages show it (`seen_with`, from the row to what they show), so that an export opens to nobody what they may open no more.
    """

    model: str
    title: str
    mine: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    others: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)
    kept_back: str = ""
    sealed: Q | None = None
    record: str = ""
    seen_with: str = "pk"
    erase: Gone | Blanked | Stays = field(default_factory=Gone)

    @property
    def is_there(self) -> bool:
        """Whether the app of the model is installed: some come with a way of signing in."""
        return self.model.partition(".")[0] in apps.app_configs

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def name(self) -> str:
        """The name of its files in the export."""
        return self.model.lower().replace(".", "-")

    def rows(self, people: list[int], accounts: list[int], by: tuple[str, ...] = ()) -> QuerySet[Model]:
        """Return the rows of these employees and accounts, found by all lookups or by those named."""
        found = Q(pk__in=[])
        for lookup in by or (*self.mine, *self.account):
            found |= Q(**{f"{lookup}__in": accounts if lookup in self.account else people})
        return self.table._default_manager.filter(found)

    def told(self, people: list[int], accounts: list[int], user: User | None = None) -> QuerySet[Model]:
        """Return the rows of these employees and accounts that may be handed out to this account."""
        rows = self.rows(people, accounts)
        if self.record:
            rows = rows.filter(self._open_to(people, user))
        if self.sealed is None:
            return rows
        return rows.filter(self.sealed | Q(*[(f"{lookup}__in", accounts) for lookup in self.account], _connector=Q.OR))

    def _open_to(self, people: list[int], user: User | None) -> Q:
        own = Q(**{f"{self.record}__in": people}) | Q(**{f"{self.record}__isnull": True})
        if user is None:
            return own
        shown: Any = self.table if self.seen_with == "pk" else self.table._meta.get_field(self.seen_with).related_model
        return own | Q(**{f"{self.seen_with}__in": shown.objects.visible_to(user).order_by().values("pk")})
