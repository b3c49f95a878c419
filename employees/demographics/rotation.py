"""Sealing everything anew with the newest key, in small transactions: may be stopped, repeated, and run while people answer."""

from collections.abc import Iterator

from django.db import transaction

from employees.demographics.answers import column, place
from employees.demographics.sealing import Keyring, keyring
from employees.models.demographics import ATTRIBUTES, Demographics

BATCH = 2_000  # rows locked at a time


def reseal() -> Iterator[tuple[int, int]]:
    """Seal what an older key sealed with the newest; yield (rows looked at, rows sealed anew) after each batch."""
    ring, after, looked, anew = keyring(), 0, 0, 0
    while batch := _batch(after):
        after = batch[-1]
        looked += len(batch)
        anew += _reseal(ring, batch)
        yield looked, anew


def _batch(after: int) -> list[int]:
    return list(Demographics.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _reseal(ring: Keyring, batch: list[int]) -> int:
    rows = Demographics.objects.select_for_update().filter(pk__in=batch).order_by("pk")
    old = [row for row in rows if _seal_anew(ring, row)]
    Demographics.objects.bulk_update(old, [column(attribute) for attribute in ATTRIBUTES])
    return len(old)


def _seal_anew(ring: Keyring, row: Demographics) -> bool:
    """Seal the row's values that the newest key did not seal; return whether there were any."""
    changed = False
    for attribute in ATTRIBUTES:
        sealed = getattr(row, column(attribute))
        if sealed is not None and not ring.is_newest(bytes(sealed)):
            at = place(attribute, row.pk)
            setattr(row, column(attribute), ring.seal(ring.open(bytes(sealed), at), at))
            changed = True
    return changed
