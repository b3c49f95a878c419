"""The catalogue is whole, everything people read is in it, and pages in German hold no English of ours."""

import ast
import gettext
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.template.base import Lexer, TokenType
from django.test import Client
from django.utils import translation

from employees.models import User
from tests.company import Company, found_company
from tests.test_access_matrix import OWN, ROWS, path_of, reading_status

ROOT = Path(__file__).resolve().parent.parent
TRANSLATED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]

# --- The catalogue ------------------------------------------------------------------------------


def file_of(language: str, ending: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


def entries(language: str) -> Iterator[dict[str, str]]:
    """Yield the entries of a .po file: what stands behind msgctxt, msgid, msgid_plural, msgstr …, and its flags."""
    for block in re.split(r"\n\n+", file_of(language, "po").read_text(encoding="utf-8").strip())[1:]:
        entry = {"flags": "".join(re.findall(r"^#, (.*)$", block, re.MULTILINE))}
        for name, text in re.findall(r'^(msg[\w\[\]]+) ((?:"(?:[^"\\]|\\.)*"\n?)+)', block, re.MULTILINE):
            entry[name] = "".join(ast.literal_eval(line) for line in text.splitlines())
        yield entry


def forms(entry: dict[str, str]) -> list[tuple[str, str]]:
    """Return each translation beside what it translates."""
    if "msgid_plural" not in entry:
        return [(entry["msgid"], entry["msgstr"])]
    return [(entry["msgid"], entry["msgstr[0]"]), (entry["msgid_plural"], entry["msgstr[1]"])]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sr]", text))


@pytest.mark.parametrize("language", TRANSLATED)
class TestCatalogue:
    def test_nothing_is_untranslated_or_guessed(self, language: str):
        found = list(entries(language))
        assert len(found) > 1500
        assert [entry["msgid"] for entry in found if "fuzzy" in entry["flags"] or not all(said for _, said in forms(entry))] == []

    def test_translations_have_the_same_placeholders_and_marks(self, language: str):
        pairs = [pair for entry in entries(language) for pair in forms(entry)]
        assert [meant for meant, said in pairs if placeholders(meant) != placeholders(said)] == []
        marks = re.compile(r"</?\w+|^\s|\s$")
        assert [meant for meant, said in pairs if sorted(marks.findall(meant)) != sorted(marks.findall(said))] == []

    def test_what_is_compiled_is_what_is_written(self, language: str):
        with file_of(language, "mo").open("rb") as compiled:
            catalogue = gettext.GNUTranslations(compiled)
        for entry in entries(language):
            context, one = entry.get("msgctxt"), entry["msgid"]
            told = forms(entry)
            if "msgid_plural" not in entry:
                assert (catalogue.pgettext(context, one) if context else catalogue.gettext(one)) == told[0][1]
            else:
                assert [catalogue.ngettext(one, entry["msgid_plural"], count) for count in (1, 2)] == [said for _, said in told]

    @pytest.mark.skipif(not shutil.which("xgettext"), reason="needs GNU gettext, which `./dev translate` uses as well")
    def test_it_holds_what_the_sources_say(self, language: str, tmp_path: Path):
        copied = shutil.copytree(
            ROOT, tmp_path / "copy", ignore=shutil.ignore_patterns(".venv", ".git", "var", "tests", "static", "docs", "*.mo", ".*_cache")
        )
        command = ["makemessages", "--locale", language, "--extension", "html,txt,py", "--no-location", "--no-wrap", "--no-obsolete"]
        python = Path(shutil.which("python3", path=str(ROOT / ".venv/bin")) or "python3")
        result = subprocess.run([python, "manage.py", *command], cwd=copied, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        made = (copied / "locale" / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
        ids = [set(re.findall(r'^msgid ("(?:[^"\\]|\\.)*")$', text, re.MULTILINE)) for text in (made, file_of(language, "po").read_text())]
        assert ids[0] - ids[1] == set(), "run ./dev translate, and translate what is new"


# --- Everything people read is marked -------------------------------------------------------------

NOT_FOR_READERS = {
    "templates/api": "the documentation of the API is in English, as the API is",
    "templates/styleguide.html": "for those who build pages",
}
PROPER_NAMES = {"Pathways", "CSV", "SCIM", "PDF"}
READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "data-label"}
SHOWN_BY_PARTS = re.compile(r'\b(heading|lead|text|action|eyebrow|caption|label|words|yes|no|none)="[^"]*[A-Za-z]{2}')
DEFAULTS = re.compile(r'default(_if_none)?:"[^"]*[A-Za-z]{2}')


class Words(HTMLParser):
    """Collects what a page shows or reads aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in READ_ALOUD]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def bare_words(text: str) -> list[str]:
    """Return the words of a template that stand outside translate tags."""
    kept, found, inside = [], [], False
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.BLOCK:
            tag = token.contents.split()[0]
            inside = tag in ("blocktranslate", "comment") or (inside and tag not in ("endblocktranslate", "endcomment"))
            found += [match[0] for match in SHOWN_BY_PARTS.finditer(token.contents) if tag in ("include", "with")]
        if token.token_type == TokenType.TEXT and not inside:
            kept.append(token.contents)
        elif token.token_type != TokenType.TEXT:
            kept.append(" ")
            found += [match[0] for match in DEFAULTS.finditer(token.contents)]
    page = Words()
    page.feed("".join(kept))
    return found + [word for words in page.found for word in re.findall(r"[A-Za-z]{2,}", words) if word not in PROPER_NAMES]


def pages() -> list[Path]:
    found = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))
    return [path for path in found if not any(path.relative_to(ROOT).as_posix().startswith(prefix) for prefix in NOT_FOR_READERS)]


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_word_of_a_template_is_marked(path: Path):
    assert bare_words(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ('<p>{% translate "Roles" %} · {{ count }}</p>', []),
        ("<p>Roles</p>", ["Roles"]),
        ('<p title="All roles">{{ count }}</p>', ["All", "roles"]),
        ("{% blocktranslate %}All {{ count }} roles{% endblocktranslate %}", []),
        ('{% include "a.html" with heading="Roles" %}', ['heading="Roles']),
        ('{{ name|default:"none" }}', ['default:"none']),
    ],
)
def test_a_bare_word_is_seen(template: str, words: list[str]):
    assert bare_words(template) == words


SAID = {"label", "help_text", "label_suffix"}


def unmarked_sentences(tree: ast.AST) -> Iterator[int]:
    """Yield the lines of messages, labels and help texts that are given as they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("messages.") and len(node.args) > 1:
            said = [node.args[1]]
        elif isinstance(node, ast.Call):
            said = [keyword.value for keyword in node.keywords if keyword.arg in SAID]
        else:
            continue
        yield from (one.lineno for one in said if isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and one.value))


def test_messages_and_fields_are_marked():
    roofs = [path for app in ("pathways", "employees", "promotions") for path in (ROOT / app).rglob("*.py")]
    read = [
        path
        for path in roofs
        if {"views", "presenters", "forms.py", "form.py"} & {*path.parts, path.name} or path.name.endswith("forms.py")
    ]
    found = [
        f"{path.relative_to(ROOT)}:{line}" for path in read for line in unmarked_sentences(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


# --- Pages in German ------------------------------------------------------------------------------

READERS = ("self", "manager", "HR partner inside", "auditor", "framework editor", "administrator")
NOT_IN_GERMAN = {
    "styleguide": "for those who build pages",
    "api-docs": "the API is in English",
    "api-schema": "as above",
    "healthz": "for machines",
    "readyz": "as above",
    "hr-finding": "its evidence is frozen in the words in which it was found",
}


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield found_company()
        transaction.set_rollback(True)


@pytest.fixture
def company(founded: Company, db: None) -> Company:
    return founded


def english_of_ours(language: str) -> dict[str, str]:
    """Return each whole sentence of the catalogue that the language says otherwise."""
    with translation.override(language):
        plain = [entry["msgid"] for entry in entries(language) if "msgid_plural" not in entry and "msgctxt" not in entry]
        return {text: told for text in plain if "%(" not in text and len(text) > 3 and (told := translation.gettext(text)) != text}


def shown(page: str) -> list[str]:
    words = Words()
    words.feed(re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL))
    return [" ".join(text.split()) for text in words.found if text.strip()]


@pytest.mark.parametrize("persona", READERS)
def test_a_page_in_german_holds_no_english_of_ours(company: Company, persona: str):
    User.objects.filter(pk=company.users[persona].pk).update(language="de")
    client, english = Client(headers={"Accept-Language": "en"}), english_of_ours("de")
    client.force_login(company.users[persona])
    data = {company.subject.name, company.role.name, company.target.name, company.role.family.name, company.role.track.name, *company.users}
    left: dict[str, str] = {}
    for name in sorted(OWN.keys() - NOT_IN_GERMAN.keys()):
        if reading_status(ROWS[name], persona) != 200:
            continue
        response = client.get(path_of(name, company))
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html") and not response.streaming:
            assert '<html lang="de" dir="ltr">' in response.text or "<html" not in response.text, name
            assert re.findall(r'\b(?:c?[xy][12]?|r|width|height|d)="[^"]*\d,\d[^"]*"', response.text) == [], (
                f"{name}: no browser draws 12,5"
            )
            left |= {text: name for text in shown(response.text) if text in english and text not in data}
    assert left == {}
