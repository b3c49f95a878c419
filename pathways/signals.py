"""What other apps may want to hear of the written rules. Sent inside the transaction: whoever acts on it waits for the commit."""

from django.dispatch import Signal

rules_published = (
    Signal()
)  # effective_from: the day from which what is written holds; version: the id of the framework version or policy, when it was put in force
