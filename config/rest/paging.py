"""Pages of a list, each found by the last row of the one before it: as quick at the end as at the start, and no row is told twice.

The order is total (it ends in the row's id) and knows no null. The cursor holds the last row's place in it, signed: it is an address
to be followed, not to be made.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

USUAL, MOST = 50, 200
SALT = "api-cursor"
Place = Sequence[Any]  # Any: a row's values of its order, as JSON writes them
Orders = Mapping[str, Sequence[str | Combinable]]


@dataclass(frozen=True)
class Order:
    """A list's order by name; `keys` are fields or expressions without null, the last of them unique."""

    name: str
    keys: Sequence[str | Combinable]

    @property
    def descends(self) -> bool:
        return self.name.startswith("-")

    def sort(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        named = rows.annotate(**{f"place_{n}": F(key) if isinstance(key, str) else key for n, key in enumerate(self.keys)})
        sign = "-" if self.descends else ""
        return named.order_by(*(f"{sign}place_{n}" for n in range(len(self.keys))))

    def after(self, place: Place) -> Q:
        """Filter on what follows the place: further at its first key, or level there and further at the next, and so on."""
        further = "lt" if self.descends else "gt"
        follows, level = Q(pk__in=[]), Q()
        for number, value in enumerate(place):
            follows |= level & Q(**{f"place_{number}__{further}": value})
            level &= Q(**{f"place_{number}": value})
        bound = "lte" if self.descends else "gte"  # said for itself, so that an index on the first key is entered at the place
        return follows & Q(**{f"place_0__{bound}": place[0]})

    def place_of(self, row: Any) -> Place:  # Any: a row of any list
        return [plain(getattr(row, f"place_{number}")) for number in range(len(self.keys))]


def plain(value: Any) -> Any:  # Any: a column's value
    return value.isoformat() if isinstance(value, dt.date) else value


class CursorPagination(BasePagination):
    """`?cursor=…&ordering=name&page_size=50`. A view names its `orders`; the first is its own."""

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:  # Any: a queryset of any rows
        orders: Orders = view.orders  # type: ignore[union-attr]  # every list of ours has them
        self.request, self.size = request, size_of(request.query_params.get("page_size", ""))
        order = order_of(request.query_params.get("ordering", ""), orders)
        rows = order.sort(queryset)
        if cursor := request.query_params.get("cursor", ""):
            rows = rows.filter(order.after(place_in(cursor, request.path, order)))
        found = list(rows[: self.size + 1])
        self.next = self.address_after(found[self.size - 1], order) if len(found) > self.size else None
        return found[: self.size]

    def address_after(self, row: Any, order: Order) -> str:  # Any: a row of any list
        query = self.request.query_params.copy()
        query["cursor"] = signing.dumps([self.request.path, order.name, order.place_of(row)], salt=SALT)
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def get_paginated_response(self, data: Any) -> Response:  # Any: JSON
        return Response({"next": self.next, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
        address = {"type": ["string", "null"], "format": "uri", "description": "The address of the next page; null on the last."}
        return {"type": "object", "required": ["next", "results"], "properties": {"next": address, "results": schema}}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:  # Any: JSON
        orders = list(view.orders)  # type: ignore[attr-defined]  # every list of ours has them
        return [
            parameter("cursor", "Where the page begins: taken from `next`, not made.", {"type": "string"}),
            parameter("page_size", f"Rows a page, {USUAL} unless told.", {"type": "integer", "minimum": 1, "maximum": MOST}),
            parameter(
                "ordering",
                f"What the list is sorted by; with a minus the other way round. Unless told: {orders[0]}.",
                {"type": "string", "enum": [name for order in orders for name in (order, opposite(order))]},
            ),
        ]


def parameter(name: str, words: str, schema: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


def opposite(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def size_of(text: str) -> int:
    if not text:
        return USUAL
    if text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MOST:
        return int(text)
    raise exceptions.ValidationError({"page_size": [f"Expected a number from 1 to {MOST}."]})


def order_of(name: str, orders: Orders) -> Order:
    name = name or next(iter(orders))
    keys = orders.get(name) or orders.get(opposite(name))
    if keys is None:
        known = ", ".join(sorted(orders))
        raise exceptions.ValidationError({"ordering": [f"It cannot be sorted so. Expected one of {known}, with a minus or without."]})
    return Order(name, keys)


def place_in(cursor: str, path: str, order: Order) -> Place:
    """Return the place that a cursor of ours names; one of another list, of another order or made by hand is refused."""
    try:
        told_path, told_order, place = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError) as fault:
        raise exceptions.ValidationError({"cursor": ["This is no cursor of ours. Follow `next` as it was given."]}) from fault
    if (told_path, told_order) != (path, order.name):
        raise exceptions.ValidationError({"cursor": ["This cursor belongs to another list or order. Begin again without it."]})
    found: Place = place
    return found
