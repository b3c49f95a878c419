"""What a token may be made for: a closed list. A scope narrows what its owner may do and never widens it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy

from employees.access import Access, Permission
from skills.words import Text


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
    READ_TRAIL = "read:trail"
    MANAGE_WEBHOOKS = "manage:webhooks"
    MANAGE_ACCOUNTS = "manage:accounts"
    READ_AUDITS = "read:audits"
    ASK_AUDITS = "ask:audits"
    READ_FINDINGS = "read:findings"
    WRITE_FINDINGS = "write:findings"
    COUNT_PROMISES = "count:promises"
    OWN_DEMOGRAPHICS = "own:demographics"
    EXPORT_ME = "export:me"


WORDS: Mapping[Scope, Text] = {
    Scope.READ_ME: gettext_lazy(
        "read your own record: path, gaps, plan, learning, skills, results, credentials, aspirations, mentoring, promises on either side, "
        "your own notes of conversations, private ones too, views of the team, notices, disputes, who saw it"
    ),
    Scope.WRITE_ME: gettext_lazy(
        "write in your own name: your plan, feedback, results, endorsements, aspirations, shared goals, promises, your own notes of "
        "conversations, views of the team, standing in, disputes, comments, notices read"
    ),
    Scope.READ_PEOPLE: gettext_lazy(
        "read the records of the people you may see, their disputes, the conversations you may read, how managers rate"
    ),
    Scope.WRITE_PEOPLE: gettext_lazy(
        "plan, hold and sign conversations, rate and endorse, answer disputes of the people you answer for, propose goals to those you lead"
    ),
    Scope.READ_FRAMEWORK: gettext_lazy("read families, roles, routes, comparisons, comments and policy"),
    Scope.WRITE_FRAMEWORK: gettext_lazy("answer comments on roles"),
    Scope.READ_MOBILITY: gettext_lazy("read mobility figures"),
    Scope.READ_NIGHTLY: gettext_lazy("read the nightly runs"),
    Scope.RUN_NIGHTLY: gettext_lazy("start and cancel nightly runs"),
    Scope.PROVISION: gettext_lazy("open and close accounts for the company's directory (SCIM), at /scim/v2/ alone"),
    Scope.READ_TRAIL: gettext_lazy("search the audit trail"),
    Scope.MANAGE_WEBHOOKS: gettext_lazy("set up webhooks, and read and repeat what they sent"),
    Scope.MANAGE_ACCOUNTS: gettext_lazy("invite people, close and open accounts, entrust duties, also to groups of the directory"),
    Scope.READ_AUDITS: gettext_lazy("read audits of fairness, as masked as you see them"),
    Scope.ASK_AUDITS: gettext_lazy("ask for audits of fairness"),
    Scope.READ_FINDINGS: gettext_lazy("read reviews of decisions and moves, and findings"),
    Scope.WRITE_FINDINGS: gettext_lazy("ask for reviews, and say what became of findings"),
    Scope.COUNT_PROMISES: gettext_lazy("read how many promises are kept in your units"),
    Scope.OWN_DEMOGRAPHICS: gettext_lazy("read, change and withdraw what you say of yourself; nothing else needs it"),
    Scope.EXPORT_ME: gettext_lazy("download everything that is kept about you"),
}
NEEDED: Mapping[Scope, Permission] = {
    Scope.WRITE_FRAMEWORK: Permission.EDIT_FRAMEWORK,
    Scope.READ_MOBILITY: Permission.READ_MOBILITY,
    Scope.READ_NIGHTLY: Permission.READ_NIGHTLY,
    Scope.RUN_NIGHTLY: Permission.RUN_NIGHTLY,
    Scope.PROVISION: Permission.MANAGE_ACCOUNTS,
    Scope.READ_TRAIL: Permission.READ_TRAIL,
    Scope.MANAGE_WEBHOOKS: Permission.MANAGE_WEBHOOKS,
    Scope.MANAGE_ACCOUNTS: Permission.MANAGE_ACCOUNTS,
    Scope.READ_AUDITS: Permission.READ_AUDITS,
    Scope.ASK_AUDITS: Permission.ASK_AUDITS,
    Scope.READ_FINDINGS: Permission.READ_FINDINGS,
    Scope.WRITE_FINDINGS: Permission.READ_FINDINGS,
    Scope.COUNT_PROMISES: Permission.COUNT_PROMISES,
}
READING: Mapping[Scope, Scope] = {  # the scope that reads what another writes; scopes that are not here do both
    Scope.WRITE_ME: Scope.READ_ME,
    Scope.WRITE_PEOPLE: Scope.READ_PEOPLE,
    Scope.WRITE_FRAMEWORK: Scope.READ_FRAMEWORK,
    Scope.RUN_NIGHTLY: Scope.READ_NIGHTLY,
    Scope.ASK_AUDITS: Scope.READ_AUDITS,
    Scope.WRITE_FINDINGS: Scope.READ_FINDINGS,
}


def offered(reader: Access) -> list[Scope]:
    """Return the scopes that are of any use to this owner today."""
    return [scope for scope in Scope if scope not in NEEDED or reader.may(NEEDED[scope])]


def written(scopes: Iterable[str]) -> str:
    """Return scopes as they are kept: in the order of the list, a space between two. Raises ValueError for an unknown one."""
    asked = {Scope(scope) for scope in scopes}
    return " ".join(scope for scope in Scope if scope in asked)
