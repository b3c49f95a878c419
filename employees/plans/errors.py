"""What cannot be done with a plan."""


class PlanError(ValueError):
    """Something that the state of the plan does not allow; the message is for people."""
