"""Fixtures that tests of more than one part of `employees` use."""

from tests.employees.webhooks.receiver import receiver

__all__ = ["receiver"]
