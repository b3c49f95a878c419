"""Notes of a conversation: what is shared, what each drafts of it unseen, what somebody keeps for themselves. Each verb is one transaction.

A save names the version that its window has read, and goes through only when that is the newest (compare and swap). So of two windows
the later is told what the other saved, and nothing is ever overwritten unseen. Versions only count up: an old window can never pass for
a new one.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from employees import trail
from employees.conversations.errors import ConversationError, SavedElsewhereError, SharedMeanwhileError
from employees.conversations.private import opened, sealed
from employees.conversations.scheduling import locked
from employees.models import Conversation, ConversationNote, User
from employees.models.trail import Verb

Kind = ConversationNote.Kind
LONGEST = 20_000  # characters of a note


@dataclass(frozen=True)
class Saved:
    """How a note stands after a save; `shared` is the version of the shared text by then."""

    version: int
    shared: int


@dataclass(frozen=True)
class Notes:
    """What one reader may read and write of a conversation's notes; empty ones where nothing is written yet."""

    shared: ConversationNote
    draft: ConversationNote
    private: ConversationNote

    @property
    def text(self) -> str:
        """Return what the reader goes on writing: their draft, or what is shared while they have none."""
        return self.draft.text if self.draft.pending else self.shared.text

    @property
    def base(self) -> int:
        return self.draft.base if self.draft.pending else self.shared.version

    @property
    def overtaken(self) -> bool:
        """Whether the other side has shared notes since the reader's draft began."""
        return self.draft.pending and self.draft.base != self.shared.version

    @property
    def private_text(self) -> str:
        return opened(self.private)


def notes_of(conversation: Conversation, user: User) -> Notes:
    """Return what this reader may read of the notes. One query."""
    found = {note.kind: note for note in ConversationNote.objects.visible_to(user).filter(conversation=conversation)}
    return Notes(*(found.get(kind) or ConversationNote(conversation=conversation, author=user, kind=kind) for kind in Kind))


@transaction.atomic
def save(*, conversation: Conversation, kind: str, text: str, version: int, by: User, base: int = 0) -> Saved:
    """Keep what somebody has written so far; nobody else sees it.

    `base` is the version of the shared text that a draft began from. Raises `SavedElsewhereError` when `version` is not the newest one,
    `ConversationError` when no notes can be shared any more.
    """
    found = locked(conversation)
    if kind == Kind.DRAFT:
        refuse_closed(found)
    note = _own(found, kind, by)
    shared = _shared(found)
    if note.version != version:
        raise SavedElsewhereError(note.version, _text_of(note, shared))
    if kind == Kind.PRIVATE:
        note.sealed = sealed(note.pk, text)
    else:
        note.base = note.base if note.pending else min(base, shared.version)
        note.text, note.pending = text, text != shared.text or note.base != shared.version
    note.version += 1
    note.save(update_fields=["text", "sealed", "version", "base", "pending", "changed_at"])
    return Saved(note.version, shared.version)


@transaction.atomic
def share(*, conversation: Conversation, text: str, version: int, base: int, by: User) -> Saved:
    """Let the other side read this, as the shared notes from now on; the draft is used up.

    Raises `SavedElsewhereError` as a save does, and `SharedMeanwhileError` when what is shared is not what `base` names: the writer has
    not seen it yet. The text is kept as their draft by then.
    """
    found = locked(conversation)
    refuse_closed(found)
    note, shared = _own(found, Kind.DRAFT, by), _shared(found)
    if note.version != version:
        raise SavedElsewhereError(note.version, _text_of(note, shared))
    if shared.version != base:
        raise SharedMeanwhileError(shared.version, shared.text)
    if text != shared.text:
        shared.text, shared.author, shared.version = text, by, shared.version + 1
        shared.save()
        trail.record(Verb.SHARED, of=found, by=by, about=found.employee)
    _use_up(note, shared)
    return Saved(note.version, shared.version)


@transaction.atomic
def discard(*, conversation: Conversation, version: int, by: User) -> None:
    """Give a draft up. Raises `SavedElsewhereError` when it holds words that this window has not seen."""
    note, shared = _own(locked(conversation), Kind.DRAFT, by), _shared(conversation)
    if note.version != version:
        raise SavedElsewhereError(note.version, _text_of(note, shared))
    _use_up(note, shared)


def refuse_closed(conversation: Conversation) -> None:
    """Raise `ConversationError` where nothing shared can be changed: once somebody has signed, or after it was cancelled."""
    if conversation.cancelled_at:
        raise ConversationError(_("This conversation is cancelled. What was written stays as it is."))
    if conversation.is_closed:
        raise ConversationError(_("Both have signed. What was agreed stays as it is; your own private notes you can still change."))
    if conversation.is_signed:
        raise ConversationError(_("One side has signed what stands here. To change it, whoever signed takes the signature back first."))


def _own(conversation: Conversation, kind: str, by: User) -> ConversationNote:
    return ConversationNote.objects.get_or_create(conversation=conversation, author=by, kind=kind)[0]


def _shared(conversation: Conversation) -> ConversationNote:
    found = ConversationNote.objects.filter(conversation=conversation, kind=Kind.SHARED).first()
    return found or ConversationNote(conversation=conversation, kind=Kind.SHARED)


def _text_of(note: ConversationNote, shared: ConversationNote) -> str:
    if note.kind == Kind.PRIVATE:
        return opened(note)
    return note.text if note.pending else shared.text


def _use_up(note: ConversationNote, shared: ConversationNote) -> None:
    note.text, note.pending, note.base, note.version = "", False, shared.version, note.version + 1
    note.save(update_fields=["text", "pending", "base", "version", "changed_at"])
