"""Lists: filtered by named parameters, sorted by named orders, a page at a time."""

from typing import Any

from django import forms
from django_filters import rest_framework as filters
from rest_framework import generics

from config.rest.endpoint import Endpoint
from config.rest.paging import CursorPagination, Orders
from pathways.words import search_text


class SearchFilter(filters.CharFilter):
    """Words that all must occur, as in the search field of the page; a queryset's `matching` says where."""

    def __init__(self, words: str) -> None:
        super().__init__(method=matching, label=words, max_length=100)


class Truth(forms.NullBooleanField):
    """True or false, and nothing that is only taken for one of them."""

    def to_python(self, value: Any) -> bool | None:  # Any: as Django's own
        if value not in (None, "", "true", "false"):
            raise forms.ValidationError("Expected true or false.")
        return {"true": True, "false": False}.get(value or "")

    def validate(self, value: Any) -> None:  # Any: as Django's own
        """Nothing at all is no filter."""


class TruthFilter(filters.BooleanFilter):
    field_class = Truth

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as the filter takes them
        super().__init__(*args, **{"widget": forms.TextInput} | kwargs)


def matching(rows: Any, name: str, text: str) -> Any:  # Any: a queryset with `matching`
    return rows.matching(search_text(text))


class ListEndpoint(Endpoint, generics.ListAPIView[Any]):
    """`orders` by name: fields or expressions without null, the last unique. The first is the list's own."""

    orders: Orders
    pagination_class = CursorPagination
    filter_backends = [filters.DjangoFilterBackend]
