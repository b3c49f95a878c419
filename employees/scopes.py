"""What a token may be made for: a closed list. A scope narrows what its owner may do and never widens it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from employees.access import Access, Permission


class Scope(StrEnum):
    READ_ME = "read:me"
    WRITE_ME = "write:me"
    READ_PEOPLE = "read:people"
    WRITE_PEOPLE = "write:people"
    READ_FRAMEWORK = "read:framework"
    WRITE_FRAMEWORK = "write:framework"
    READ_MOBILITY = "read:mobility"
    READ_NIGHTLY = "read:nightly"
    RUN_NIGHTLY = "run:nightly"
    PROVISION = "provision:accounts"


WORDS: Mapping[Scope, str] = {
    Scope.READ_ME: "read your own record: path, gaps, credentials, notices, disputes",
    Scope.WRITE_ME: "write in your own name: disputes, comments on roles, notices read",
    Scope.READ_PEOPLE: "read the records of the people you may see, and their disputes",
    Scope.WRITE_PEOPLE: "answer disputes of the people you answer for",
    Scope.READ_FRAMEWORK: "read families, roles, routes, comparisons, comments and policy",
    Scope.WRITE_FRAMEWORK: "answer comments on roles",
    Scope.READ_MOBILITY: "read mobility figures",
    Scope.READ_NIGHTLY: "read the nightly runs",
    Scope.RUN_NIGHTLY: "start and cancel nightly runs",
    Scope.PROVISION: "open and close accounts for the company's directory (SCIM), at /scim/v2/ alone",
}
NEEDED: Mapping[Scope, Permission] = {
    Scope.WRITE_FRAMEWORK: Permission.EDIT_FRAMEWORK,
    Scope.READ_MOBILITY: Permission.READ_MOBILITY,
    Scope.READ_NIGHTLY: Permission.READ_NIGHTLY,
    Scope.RUN_NIGHTLY: Permission.RUN_NIGHTLY,
    Scope.PROVISION: Permission.MANAGE_ACCOUNTS,
}


def offered(reader: Access) -> list[Scope]:
    """Return the scopes that are of any use to this owner today."""
    return [scope for scope in Scope if scope not in NEEDED or reader.may(NEEDED[scope])]


def written(scopes: Iterable[str]) -> str:
    """Return scopes as they are kept: in the order of the list, a space between two. Raises ValueError for an unknown one."""
    asked = {Scope(scope) for scope in scopes}
    return " ".join(scope for scope in Scope if scope in asked)
