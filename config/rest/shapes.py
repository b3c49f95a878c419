"""What serializers are made of: shapes that are only ever written, from objects that a presenter has made."""

from typing import Any

from rest_framework import serializers


class Shape(serializers.Serializer[Any]):
    """One object of an answer. Fields name attributes of what a presenter returns; nothing is worked out here."""


class Id(serializers.IntegerField):
    """The number of a row, within what a database can hold: one beyond would not be looked up but break the question."""

    def __init__(self, **kwargs: Any) -> None:  # Any: as the field takes them
        super().__init__(**({"min_value": 1, "max_value": 2**63 - 1} | kwargs))


class Words(serializers.CharField):
    """A text that somebody wrote, at most so long; what a form would refuse is refused."""

    def __init__(self, **kwargs: Any) -> None:  # Any: as the field takes them
        super().__init__(**({"max_length": 2000} | kwargs))
