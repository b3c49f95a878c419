"""What cannot be done in a conversation."""

from django.utils.translation import gettext as _


class ConversationError(ValueError):
    """Something that the state of a conversation does not allow; the message is for people."""


class SavedElsewhereError(ConversationError):
    """A note was saved from another window since this one read it. Nothing was overwritten: `text` and `version` are what is kept."""

    def __init__(self, version: int, text: str) -> None:
        super().__init__(
            _("This was saved from another window meanwhile. Nothing is lost: both texts stand below. Put them together, then save again.")
        )
        self.version, self.text = version, text


class SharedMeanwhileError(ConversationError):
    """The other side has shared notes since this draft began. Nothing was overwritten: `text` and `version` are what is shared."""

    def __init__(self, version: int, text: str) -> None:
        super().__init__(
            _("The other side has shared notes since you began. Nothing is lost: theirs stand above yours. Put them together, then share.")
        )
        self.version, self.text = version, text
