"""Whose request it is, for pages that only somebody who has signed in comes to."""

from django.http import HttpRequest

from employees.models import User


def account_of(request: HttpRequest) -> User:
    """Return the account that asks. The door is before every page that calls this: nobody else gets this far."""
    assert isinstance(request.user, User)  # noqa: S101  # as above
    return request.user
