"""What may be announced: a closed list. Data holds ids and kinds alone; whoever wants more asks the API, which knows who may read it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy

from skills.words import Text


class Event(StrEnum):
    PROMOTION_DECIDED = "promotion.decided"
    OPENING_OPENED = "opening.opened"
    OPENING_FILLED = "opening.filled"
    CREDENTIAL_LAPSING = "credential.lapsing"
    FRAMEWORK_PUBLISHED = "framework.published"
    NIGHTLY_ENDED = "nightly.ended"
    TEST = "webhook.test"


WORDS: Mapping[Event, Text] = {
    Event.PROMOTION_DECIDED: gettext_lazy("a promotion case is decided, either way"),
    Event.OPENING_OPENED: gettext_lazy("a requisition is opened"),
    Event.OPENING_FILLED: gettext_lazy("a requisition is filled"),
    Event.CREDENTIAL_LAPSING: gettext_lazy("somebody is reminded of a credential that lapses or has lapsed"),
    Event.FRAMEWORK_PUBLISHED: gettext_lazy("a version of a framework is published"),
    Event.NIGHTLY_ENDED: gettext_lazy("a nightly run has ended: succeeded, failed or cancelled"),
}


def written(events: Iterable[str]) -> str:
    """Return events as a hook keeps them: in the order of the list, a space between two. Raises ValueError for an unknown one."""
    asked = {Event(event) for event in events}
    return " ".join(event for event in WORDS if event in asked)
