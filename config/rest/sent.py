"""What a client sent as JSON, laid out as a browser sends a form: the page's own form judges both."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import QueryDict

CHECKED = "on"  # what a browser sends for a ticked box; for one that is not, nothing


def as_sent(said: Any) -> QueryDict:  # Any: JSON of whatever shape
    """Return the values by name, each a text, those of a list one after another.

    What is null or false is as good as not there, as is what no form can hold; what is no object at all holds nothing.
    """
    sent = QueryDict(mutable=True)
    for name, value in said.items() if isinstance(said, Mapping) else ():
        if texts := list(_texts(value if isinstance(value, list | tuple | set) else [value])):
            sent.setlist(name, texts)
    return sent


def _texts(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if value is True:
            yield CHECKED
        elif value is not None and value is not False and not isinstance(value, Mapping | list | tuple):
            yield str(value)
