"""Notes: no text is ever lost or overwritten unseen, drafts and private notes are nobody else's, private ones lie sealed."""

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from employees.conversations import ending, notes
from employees.conversations.errors import ConversationError, SavedElsewhereError, SharedMeanwhileError
from employees.conversations.private import opened
from employees.models import AuditEvent, Conversation, ConversationNote, User
from tests.employees.ward import Ward, open_ward
from tests.factories.employees import ConversationFactory

SECRET = "Zanzibar"


def save(talk: Conversation, text: str, by: User, version: int = 0, kind: str = "draft", base: int = 0) -> int:
    return notes.save(conversation=talk, kind=kind, text=text, version=version, base=base, by=by).version


def test_a_draft_is_hidden_until_it_is_shared(ward: Ward, talk: Conversation):
    version = save(talk, SECRET, ward.lead)
    assert notes.notes_of(talk, ward.own).text == ""
    assert notes.notes_of(talk, ward.lead).text == SECRET
    notes.share(conversation=talk, text=SECRET, version=version, base=0, by=ward.lead)
    assert notes.notes_of(talk, ward.own).text == SECRET
    assert AuditEvent.objects.filter(verb="shared", kind="employees.conversation", whom=ward.nurse.pk).count() == 1


def test_a_second_window_is_told_what_the_first_saved_and_overwrites_nothing(ward: Ward, talk: Conversation):
    save(talk, "First window", ward.own)
    with pytest.raises(SavedElsewhereError) as refused:
        save(talk, "Second window", ward.own)
    assert (refused.value.text, refused.value.version) == ("First window", 1)
    assert notes.notes_of(talk, ward.own).text == "First window"


def test_a_window_from_before_the_draft_was_shared_never_passes_for_a_new_one(ward: Ward, talk: Conversation):
    """Versions only count up: a draft that begins anew is not the one that an old window has read."""
    version = save(talk, "One", ward.own)
    notes.share(conversation=talk, text="One", version=version, base=0, by=ward.own)
    save(talk, "Another draft", ward.own, version=version + 1, base=1)
    for old in (0, version, version + 1):
        with pytest.raises(SavedElsewhereError):
            save(talk, "An old window", ward.own, version=old)
    assert notes.notes_of(talk, ward.own).text == "Another draft"


def test_sharing_over_what_the_other_side_has_shared_meanwhile_is_refused_with_their_words(ward: Ward, talk: Conversation):
    own, lead = save(talk, "Mine", ward.own), save(talk, "Hers", ward.lead)
    notes.share(conversation=talk, text="Hers", version=lead, base=0, by=ward.lead)
    with pytest.raises(SharedMeanwhileError) as refused:
        notes.share(conversation=talk, text="Mine", version=own, base=0, by=ward.own)
    assert (refused.value.text, refused.value.version) == ("Hers", 1)
    seen = notes.notes_of(talk, ward.own)
    assert (seen.shared.text, seen.text, seen.overtaken) == ("Hers", "Mine", True)
    notes.share(conversation=talk, text="Hers\n\nMine", version=own, base=1, by=ward.own)
    assert notes.notes_of(talk, ward.lead).text == "Hers\n\nMine"


def test_a_draft_given_up_is_gone_and_what_is_shared_stays(ward: Ward, talk: Conversation):
    version = save(talk, "Shared", ward.own)
    shared = notes.share(conversation=talk, text="Shared", version=version, base=0, by=ward.own)
    again = save(talk, "No", ward.own, version=shared.version, base=1)
    with pytest.raises(SavedElsewhereError):
        notes.discard(conversation=talk, version=again - 1, by=ward.own)
    notes.discard(conversation=talk, version=again, by=ward.own)
    seen = notes.notes_of(talk, ward.own)
    assert (seen.text, seen.draft.pending, seen.draft.text) == ("Shared", False, "")


def test_nothing_shared_changes_under_a_signature_and_private_notes_still_do(ward: Ward, talk: Conversation):
    ending.finish(conversation=talk, held_on=talk.planned_for.date().replace(year=2026, month=1, day=2), by=ward.lead)
    ending.sign(conversation=talk, by=ward.lead)
    with pytest.raises(ConversationError, match="takes the signature back first"):
        save(talk, "Late", ward.own)
    assert save(talk, "For me", ward.own, kind="private") == 1


class TestPrivate:
    def test_it_lies_sealed_and_bound_to_its_row(self, ward: Ward, talk: Conversation):
        save(talk, SECRET, ward.lead, kind="private")
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM employees_conversationnote")
            assert SECRET not in str([[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in cursor.fetchall()])
        note = ConversationNote.objects.get(kind="private")
        assert notes.notes_of(talk, ward.lead).private_text == SECRET
        note.pk += 1
        with pytest.raises(Exception, match="moved or damaged"):
            opened(note)

    def test_nobody_but_the_author_is_given_the_row(self, ward: Ward, talk: Conversation):
        save(talk, SECRET, ward.lead, kind="private")
        assert ward.matron.user is not None
        for other in (ward.own, ward.matron.user):
            assert not ConversationNote.objects.visible_to(other).filter(kind="private").exists()
            assert notes.notes_of(talk, other).private_text == ""

    def test_it_is_sealed_anew_with_a_new_key(self, ward: Ward, talk: Conversation, settings, capsys):
        save(talk, SECRET, ward.lead, kind="private")
        before = bytes(ConversationNote.objects.get(kind="private").sealed or b"")
        new = "A" * 43 + "="
        settings.DEMOGRAPHICS_KEYS = [new, *settings.DEMOGRAPHICS_KEYS]
        call_command("reseal_demographics")
        assert bytes(ConversationNote.objects.get(kind="private").sealed or b"") != before
        settings.DEMOGRAPHICS_KEYS = [new]
        assert notes.notes_of(talk, ward.lead).private_text == SECRET

    def test_no_event_is_left_of_what_one_writes_for_oneself(self, ward: Ward, talk: Conversation):
        before = AuditEvent.objects.count()
        save(talk, SECRET, ward.lead, kind="private")
        save(talk, SECRET, ward.lead)
        assert AuditEvent.objects.count() == before


class Window:
    """One tab, as the script behaves: it writes on what it has read, and shown two texts it puts both together."""

    def __init__(self, text: str, version: int) -> None:
        self.text, self.version = text, version

    def save(self, talk: Conversation, by: User) -> None:
        try:
            self.version = save(talk, self.text, by, self.version)
        except SavedElsewhereError as clash:
            self.text = "\n".join(filter(None, (clash.text, self.text)))
            self.version = clash.version


class TestAnyInterleaving(TestCase):
    """The law of saving: whatever the order in which two windows write, save and are opened anew, no word is lost."""

    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from([0, 1]), st.sampled_from(["write", "save", "open", "share"])), max_size=14))
    def test_no_word_is_lost(self, steps: list[tuple[int, str]]):
        ward = open_ward()
        talk = ConversationFactory(employee=ward.nurse, manager=ward.manager)
        windows = [Window("", 0), Window("", 0)]
        words: list[str] = []
        for number, step in steps:
            window = windows[number]
            if step == "write":
                words.append(f"word{len(words)}")
                window.text += f" {words[-1]}"
            elif step == "save":
                window.save(talk, ward.own)
            elif step == "share":
                share(window, talk, ward.own)
            else:
                window.save(talk, ward.own)  # a window that closes has saved, or its text waits in the browser for the next one
                window.save(talk, ward.own)
                seen = notes.notes_of(talk, ward.own)
                windows[number] = Window(seen.text, seen.draft.version)
            kept = " ".join((notes.notes_of(talk, ward.own).text, notes.notes_of(talk, ward.own).shared.text, *(w.text for w in windows)))
            assert [word for word in words if word not in kept.split()] == []


def share(window: Window, talk: Conversation, by: User) -> None:
    base = notes.notes_of(talk, by).shared.version
    try:
        window.version = notes.share(conversation=talk, text=window.text, version=window.version, base=base, by=by).version
    except SavedElsewhereError as clash:
        window.text = "\n".join(filter(None, (clash.text, window.text)))
        window.version = clash.version
