"""The former employee numbers of people who were erased: sealed, and opened only to keep a feed from bringing them back."""

from employees.demographics.sealing import keyring
from employees.models import Erasure


def number_place(employee_id: int) -> str:
    """Return the name of the one place where a former number opens."""
    return f"erasure/number/{employee_id}"


def sealed_number(employee_id: int, number: str) -> bytes:
    return keyring().seal(number, number_place(employee_id))


def former_numbers() -> dict[int, str]:
    """Return employee id → the number before the erasure. Raises SealError when a key is missing."""
    unseal = keyring().open
    return {pk: unseal(bytes(sealed), number_place(pk)) for pk, sealed in Erasure.objects.values_list("pk", "sealed_number")}
