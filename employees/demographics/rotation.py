"""Sealing everything anew with the newest key, in small transactions: may be stopped, repeated, and run while people answer."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from django.db import transaction

from employees.conversations.private import note_place
from employees.demographics.answers import column, place
from employees.demographics.sealing import keyring
from employees.erased_numbers import number_place
from employees.models import ConversationNote, Erasure
from employees.models.demographics import ATTRIBUTES, Demographics

BATCH = 2_000  # rows locked at a time
Table = type[Demographics] | type[Erasure] | type[ConversationNote]
Places = Mapping[str, Callable[[int], str]]
SEALED: tuple[tuple[Table, Places], ...] = (
    (Demographics, {column(attribute): partial(place, attribute) for attribute in ATTRIBUTES}),
    (Erasure, {"sealed_number": number_place}),
    (ConversationNote, {"sealed": note_place}),
)


def reseal() -> Iterator[tuple[int, int]]:
    """Seal what an older key sealed with the newest; yield (rows looked at, rows sealed anew) after each batch."""
    looked = anew = 0
    for table, places in SEALED:
        for batch in _batches(table):
            looked += len(batch)
            anew += _reseal(table, places, batch)
            yield looked, anew


def _batches(table: Table) -> Iterator[list[int]]:
    after = 0
    while batch := list(table.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield batch
        after = batch[-1]


@transaction.atomic
def _reseal(table: Table, places: Places, batch: list[int]) -> int:
    rows = table.objects.select_for_update().filter(pk__in=batch).order_by("pk")
    old = [row for row in rows if _seal_anew(row, places)]
    table.objects.bulk_update(old, list(places))  # type: ignore[arg-type]  # the rows are of that one table
    return len(old)


def _seal_anew(row: Demographics | Erasure | ConversationNote, places: Places) -> bool:
    """Seal the row's values that the newest key did not seal; return whether there were any."""
    ring, changed = keyring(), False
    for name, place_of in places.items():
        sealed = getattr(row, name)
        if sealed is not None and not ring.is_newest(bytes(sealed)):
            setattr(row, name, ring.seal(ring.open(bytes(sealed), place_of(row.pk)), place_of(row.pk)))
            changed = True
    return changed
