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


class Truth(forms.Field):
    """True or false, and nothing that is only taken for one of them; nothing at all is no filter."""

    def to_python(self, value: Any) -> bool | None:  # Any: as Django's own
        if value not in (None, "", "true", "false"):
            raise forms.ValidationError("Expected true or false.")
        return {"true": True, "false": False}.get(value or "")


class TruthFilter(filters.BooleanFilter):
    field_class = Truth

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as the filter takes them
        super().__init__(*args, **{"widget": forms.TextInput} | kwargs)  # its own one takes whatever it does not know for nothing


def matching(rows: Any, name: str, text: str) -> Any:  # Any: a queryset with `matching`
    return rows.matching(search_text(text))


class ListEndpoint(Endpoint, generics.ListAPIView[Any]):
    """`orders` by name: fields or expressions without null, the last unique. The first is the list's own."""

    orders: Orders
    pagination_class = CursorPagination
    filter_backends = [filters.DjangoFilterBackend]

    def paginate_queryset(self, queryset: Any) -> Any:  # Any: rows, or what a list makes of them
        return super().paginate_queryset(queryset)
