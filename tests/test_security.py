"""What SECURITY.md promises: each of its tests is there, nothing is uploaded, and what is downloaded is an attachment."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import FileField

from tests.test_house import OWN_CODE, modules, pages, short

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PROMISED = sorted(set(NAMED.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))))


def test_every_threat_and_every_impossibility_names_a_test():
    rows = [line for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    bare = [row for row in rows if not NAMED.search(row) and row.split(" | ")[0] not in ("| threat", "| there")]
    assert bare == []
    assert len(PROMISED) >= 40


@pytest.mark.parametrize(("file", "name"), PROMISED)
def test_the_test_is_there(file: str, name: str):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, f"{file} has no {name}"


def test_nothing_is_uploaded():
    fields = [str(field) for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, FileField)]
    assert fields == []
    takes = re.compile(r"request\.FILES|forms\.(File|Image)Field|FileUploadParser|MultiPartParser|serializers\.(File|Image)Field")
    assert [short(path) for path in modules(*OWN_CODE) if takes.search(path.read_text(encoding="utf-8"))] == []
    forms = re.compile(r"multipart/form-data|type=.file.")
    assert [short(path) for path in pages() if forms.search(path.read_text(encoding="utf-8"))] == []


def test_tables_are_written_by_one_writer():
    """What is not written by `skills.tables.written_line` is not guarded against formulae."""
    own = re.compile(r"csv\.(writer|DictWriter)|text/csv")
    assert {short(path) for path in modules(*OWN_CODE) if own.search(path.read_text(encoding="utf-8"))} <= {
        "skills/listing.py",
        "skills/tables.py",
    }


def test_what_is_downloaded_is_an_attachment():
    for path in modules(*OWN_CODE):
        text = path.read_text(encoding="utf-8")
        if re.search(r"StreamingHttpResponse\(|FileResponse\(", text):
            assert "attachment; filename=" in text, f"{short(path)} sends a file that a browser would open in our name"
