"""One person's answers, opened and sealed; and the same for many rows of one attribute."""

from collections.abc import Iterable, Iterator, Mapping

from employees.demographics.sealing import Keyring, keyring
from employees.models.demographics import ATTRIBUTES, Demographics
from employees.models.people import Employee

Sealed = bytes | memoryview | None


def place(attribute: str, employee_id: int) -> str:
    """Return the name of the one place where a value opens."""
    return f"demographics/{attribute}/{employee_id}"


def column(attribute: str) -> str:
    return f"sealed_{attribute}"


def seal(attribute: str, employee_id: int, value: object, ring: Keyring | None = None) -> bytes | None:
    """Return a value sealed for its place; None for no answer."""
    return (ring or keyring()).seal(str(value), place(attribute, employee_id)) if value not in (None, "") else None


def sealed_fields(employee_id: int, answers: Mapping[str, object]) -> dict[str, bytes | None]:
    """Return column → sealed value of the attributes that `answers` speak of."""
    return {column(attribute): seal(attribute, employee_id, value) for attribute, value in answers.items()}


def opened(attribute: str, rows: Iterable[tuple[int, Sealed]]) -> Iterator[tuple[int, str]]:
    """Yield employee id and answer of rows of one attribute; rows without an answer are left out. Raises SealError."""
    unseal = keyring().open
    for employee_id, sealed in rows:
        if sealed is not None:
            yield employee_id, unseal(bytes(sealed), place(attribute, employee_id))


def said_by(employee: Employee) -> Demographics | None:
    """Return the person's row, for their own page."""
    return Demographics.objects.filter(employee=employee).first()


def answers_of(said: Demographics | None) -> dict[str, str]:
    """Return a person's answers by attribute, those that there are. For the person's own eyes, and for their export."""
    if said is None:
        return {}
    return {attribute: value for attribute in ATTRIBUTES for _, value in opened(attribute, [(said.pk, getattr(said, column(attribute)))])}
