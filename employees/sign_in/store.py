"""The session engine: Django's own, on our table. `SESSION_ENGINE` names this module."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

if TYPE_CHECKING:
    from employees.models import BrowserSession

SIGNED_IN = "sign_in"  # the session's facts about its sign-in: see `sessions.Facts`


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> "type[BrowserSession]":
        from employees.models import BrowserSession  # noqa: PLC0415  # engines are loaded before models are, as Django's manual does

        return BrowserSession

    def create_model_instance(self, data: dict[str, Any]) -> "BrowserSession":  # Any: whatever a session holds
        row = super().create_model_instance(data)
        assert isinstance(row, self.get_model_class())  # noqa: S101  # for mypy: the stubs know Django's own class alone
        facts = data.get(SIGNED_IN)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        if facts and row.account_id:
            row.began_at, row.seen_at = moment(facts["began"]), moment(facts["seen"])
            row.address, row.agent = facts["address"], facts["agent"]
        return row


def moment(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
