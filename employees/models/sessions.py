"""Where somebody is signed in: a browser's session, with what its owner recognises it by."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class BrowserSession(AbstractBaseSession):
    """A session as Django keeps it, with its account beside it, so that all of one account's are found and ended at once.

    Rows without an account belong to visitors on their way through the door.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        verbose_name = "session"

    def __str__(self) -> str:
        return f"session of {self.account_id or 'a visitor'}"
