"""Private notes at rest: sealed as demographics are, each bound to its row, and opened for their author alone."""

from typing import TYPE_CHECKING

from employees.demographics.sealing import keyring

if TYPE_CHECKING:
    from employees.models import ConversationNote


def note_place(note_id: int) -> str:
    """Return the name of the one place where a private note opens."""
    return f"conversation/private note/{note_id}"


def sealed(note_id: int, text: str) -> bytes | None:
    """Return the text sealed for its row; None for no text."""
    return keyring().seal(text, note_place(note_id)) if text else None


def opened(note: "ConversationNote") -> str:
    """Return what a private note says. Whoever calls has read it as its author's own. Raises SealError."""
    return keyring().open(bytes(note.sealed), note_place(note.pk)) if note.sealed else ""
