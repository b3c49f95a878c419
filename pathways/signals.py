"""What other apps may want to hear of the written rules. Sent inside the transaction: whoever acts on it waits for the commit."""

from django.dispatch import Signal

framework_changed = Signal()  # sender: the version; verb: added or published; by: the account. For the audit trail
# effective_from: the day from which what is written holds; version: the id of the framework version or policy, when it was put in force
rules_published = Signal()
