"""Ending everything by which an account is let in: where it is signed in, and the tokens that act for it."""

from employees import tokens
from employees.models import User
from employees.sign_in import sessions


def end_everything(*, users: list[int], by: User | None, but: str | None = None) -> None:
    """End every session of these accounts but the one with the key `but`, and revoke every token: nothing made before lets anybody in."""
    sessions.end_all(users=users, but=but)
    tokens.revoke_all(users=users, by=by)
