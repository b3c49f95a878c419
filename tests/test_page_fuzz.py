"""Every page, asked oddly by everybody: odd ids, odd questions, odd bodies. No answer is a fault of ours.

Few requests here, the same on every run; `PAGE_FUZZ=1000` makes as many a persona, differently each time.
"""

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client

from tests.company import Company, found_company
from tests.test_access_matrix import ADMIN, OWN, PERSONAS, SHUT_OUT, as_path, values_of

REQUESTS = int(os.environ.get("PAGE_FUZZ", "0")) or 60  # a persona
SEED = None if "PAGE_FUZZ" in os.environ else 5
NUMBERS = ("0", "00", "1", "2147483648", "9223372036854775808", "9" * 60)
TEXTS = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1e9",
        "None",
        "null",
        "[]",
        "true",
        "*",
        "%",
        "_",
        "'",
        '"',
        "\\",
        "<b>",
        "=1+1",
        "@x",
        "..",
        "../../etc/passwd",
        ".",
    ),
    *(
        "\0",
        "a\0b",
        "\ud83d",
        "\N{RIGHT-TO-LEFT OVERRIDE}x",
        "٣",
        "é" * 400,
        "x" * 5000,
        "2026-02-30",
        "9999-12-31",
        "0001-01-01",
        "2026-11-23",
    ),
    *(
        "-9223372036854775809",
        "9" * 400,
        "1/0",
        "' OR 1=1 --",
        "{{ 7 }}",
        "20261123T010101.000000-1",
        "99991231T235959.999999-9",
        "inf",
        "nan",
    ),
)
SLUGS = ("x", "-", "_", "0", "nowhere", "share", "close", "grant", "a" * 300)
FIELDS = (
    *(
        "q",
        "page",
        "before",
        "show",
        "reach",
        "sort",
        "order",
        "ordering",
        "unit",
        "family",
        "level",
        "role",
        "from",
        "to",
        "around",
        "moves",
    ),
    *(
        "since",
        "until",
        "who",
        "whom",
        "verb",
        "window",
        "months",
        "years",
        "down",
        "managers",
        "route",
        "a",
        "b",
        "roles",
        "next",
        "cursor",
    ),
    *(
        "wrong",
        "wanted",
        "text",
        "goal",
        "within_months",
        "open_to_move",
        "colleague",
        "manager",
        "start",
        "end",
        "why",
        "name",
        "url",
        "events",
    ),
    *(
        "days",
        "scopes",
        "duty",
        "email",
        "number",
        "grant",
        "code",
        "carried",
        "password",
        "username",
        "session",
        "outcome",
        "version",
        "agree",
    ),
    *(
        "attribute",
        "crossed_with",
        "first_cycle",
        "last_cycle",
        "purpose",
        "stage",
        "strata",
        "reference",
        "skill",
        "level",
        "due_on",
        "hours",
    ),
)
BODIES = (b"", b"\0", b"\xff\xfe\xfa", b"{", b'{"a": 1}', b"a=1&a=2&=&&&%zz", b"--x\r\nContent-Disposition: form-data; name=", b"[" * 2000)
KINDS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json",
    "text/plain",
    "",
    "multipart/form-data",
)


@dataclass(frozen=True)
class Odd:
    method: str
    path: str
    body: dict[str, Any]  # Any: as the test client takes it


class Oddities:
    """Requests drawn from one seed, each to a page there is."""

    def __init__(self, company: Company, draw: random.Random) -> None:
        self.real, self.draw = values_of(company), draw
        self.slugs = (company.target.role.slug, company.role.family.slug)
        self.routes = [*OWN.values(), *map(as_path, ADMIN)]

    def requests(self, count: int) -> Iterator[Odd]:
        for _ in range(count):
            path = re.sub(r"<(?:(\w+):)?(\w+)>", self.part, self.draw.choice(self.routes))
            query = "&".join(f"{name}={self.text()}" for name in self.draw.sample(FIELDS, self.draw.randrange(4)))
            yield Odd(self.draw.choice(("get", "get", "post")), f"{path}?{query}", self.body())

    def part(self, found: re.Match[str]) -> str:
        """Return what stands in an address: mostly what leads somewhere, so that more is reached than the first refusal."""
        kind, name = found[1], found[2]
        if self.draw.random() < 0.6:
            return self.draw.choice(self.slugs) if name == "slug" else self.real.get(name, "1")
        odd = {"int": NUMBERS, "slug": SLUGS}.get(kind or "")
        return self.draw.choice(odd) if odd else quote(self.draw.choice(TEXTS).encode("utf-8", "replace"), safe="") or "x"

    def text(self) -> str:
        return quote(self.draw.choice((*TEXTS, *NUMBERS)).encode("utf-8", "replace"))

    def body(self) -> dict[str, Any]:  # Any: as above
        if self.draw.random() < 0.2:
            return {"data": self.draw.choice(BODIES), "content_type": self.draw.choice(KINDS)}
        texts = [text for text in TEXTS if text.isprintable() or "\0" in text]
        return {"data": {name: self.draw.choice((*texts, *self.real.values())) for name in self.draw.sample(FIELDS, 6)}}


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield found_company()
        transaction.set_rollback(True)


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_page_breaks(founded: Company, db: None, persona: str):
    draw = random.Random(SEED and f"{SEED} {persona}")  # noqa: S311  # chooses what to ask, guards nothing
    oddities = Oddities(founded, draw)
    client = Client(raise_request_exception=False)
    for odd in oddities.requests(REQUESTS):
        if persona not in SHUT_OUT and "_auth_user_id" not in client.session:
            client.force_login(founded.users[persona])
        sent = odd.body if odd.method == "post" else {}
        answer = getattr(client, odd.method)(odd.path, **sent)
        content = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code < 500, f"{persona}: {odd.method} {odd.path} {str(sent)[:400]}"
        assert content is not None
