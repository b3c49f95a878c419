"""What other apps may want to hear of people. Sent inside the transaction: whoever acts on it waits for the commit."""

from django.dispatch import Signal

facts_changed = Signal()  # employee: the id of somebody whose record has changed
people_imported = Signal()  # after a feed has changed many, each of whom is marked
