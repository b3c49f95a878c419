"""The guide to the API: its examples run as they stand, each with the status that it tells."""

import json
import re
import shlex
from pathlib import Path
from string import Template

import pytest
from django.test import Client

from employees.models import Notice
from employees.scopes import WORDS
from tests.asking import asker
from tests.company import found_company

GUIDE = (Path(__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
CALL = re.compile(r"^(curl .+?)  # (\d{3})$", re.MULTILINE)
SITE = "https://pathways.example"


def sent(command: str, client: Client):
    """Send what a command of curl would send."""
    words = iter(shlex.split(command)[1:])
    method, headers, body, address = "GET", {}, None, ""
    for word in words:
        match word:
            case "--request":
                method = next(words)
            case "--header":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "--data":
                method, body = "POST" if method == "GET" else method, next(words)
            case _:
                address = word.removeprefix(SITE)
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    return client.generic(method, address, body or "", content_type=kind, headers=headers)


@pytest.fixture
def values(db: None) -> dict[str, object]:
    company = found_company()
    person = company.subject
    notice = Notice.objects.create(to_person=person, about=person, kind="credential", on="2026-01-01", subject="Told", text="It ends.")
    secret = asker(company.users["self"]).secret
    return {"SITE": SITE, "TOKEN": secret, "ROLE": company.target.role.slug, "NOTICE": notice.pk}


def test_every_example_is_answered_as_the_guide_says(values):
    calls = CALL.findall(GUIDE)
    assert len(calls) == GUIDE.count("\ncurl ") >= 10
    for command, status in calls:
        answer = sent(Template(command).substitute(values), Client())
        assert answer.status_code == int(status), f"{command}: {answer.content!r}"


def test_the_refusal_in_the_guide_is_the_one_that_is_given(values):
    told = json.loads(re.search(r"```json\n(.+?)```", GUIDE, re.DOTALL)[1])
    given = sent(Template(CALL.findall(GUIDE.partition("## Refusals")[2])[0][0]).substitute(values), Client())
    assert given.json() == told


def test_the_guide_names_every_scope():
    assert set(re.findall(r"^\| `([\w:]+)` \|", GUIDE, re.MULTILINE)) == set(WORDS)
