"""Finding a role among thousands by what somebody types: the one search, and the one field, of every page that asks for a role."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from pathways.models import RoleProfile
from pathways.words import search_text

MOST_FOUND = 12


@dataclass(frozen=True)
class Found:
    """The best matches for a text; `more` when there are others, which a longer text would reach."""

    text: str = ""
    profiles: Sequence[RoleProfile] = ()
    more: bool = False

    @property
    def only(self) -> RoleProfile | None:
        """The role that is meant beyond doubt: the single one of exactly this name, or the single match."""
        named = [profile for profile in self.profiles if profile.name.lower() == self.text.lower()]
        return next((meant[0] for meant in (named, self.profiles) if len(meant) == 1), None)


NOTHING_TYPED = Found()


def find_roles(typed: str, on: dt.date) -> Found:
    """Return the roles in force that fit best, at most `MOST_FOUND`; none for an empty text. One query."""
    text = search_text(typed)
    if not text:
        return NOTHING_TYPED
    best = RoleProfile.objects.in_force(on).matching(text).best_first(text).with_place().defer("summary")
    profiles = list(best[: MOST_FOUND + 1])
    return Found(text, profiles[:MOST_FOUND], more=len(profiles) > MOST_FOUND)


@dataclass(frozen=True)
class RoleField:
    """A field of a form that is sent by GET and asks for a role, under the parameter `name`.

    It holds the role that is `chosen`; else it can be typed into, and offers what was found for the text. `change` in the address
    names a field whose role is to be chosen anew.
    """

    name: str
    label: str
    query: QueryDict
    chosen: RoleProfile | None = None
    found: Found = NOTHING_TYPED

    @property
    def open(self) -> bool:
        return self.chosen is None or self.query.get("change") == self.name

    @property
    def change_url(self) -> str:
        return with_parameters(self.query, change=self.name)

    @property
    def options(self) -> list[tuple[RoleProfile, str]]:
        """Each role found, with the address of this page once it is chosen."""
        return [(profile, with_parameters(self.query, **{self.name: profile.role.slug})) for profile in self.found.profiles]


PASSING = ("change", "route")  # what an address asks of one look at a page, not of the next


def with_parameters(query: QueryDict, **changed: str) -> str:
    """Return the address of the same page with these parameters changed."""
    kept = query.copy()
    for name in PASSING:
        kept.pop(name, None)
    for name, value in changed.items():
        kept[name] = value
    return f"?{kept.urlencode()}"
