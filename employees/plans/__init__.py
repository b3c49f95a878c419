"""Development plans: goals, what is done for them, whether the time suffices, and practice in cycles."""
