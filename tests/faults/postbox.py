"""The mail server of the fault tests: every mail that leaves a process is a line in a file, the Message-ID."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from tests.faults import points

POSTED = "posted"


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            with (points.control / POSTED).open("a") as file:
                file.write(f"{message.extra_headers['Message-ID']}\n")
            points.reach("mailed")
        return len(email_messages)
