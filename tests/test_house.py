"""The house keeps its shape: layers, sizes, scoped queries, reasons for exceptions, safe settings, pinned packages."""

import ast
import base64
import io
import os
import re
import secrets
import socket
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
APPS = ("skills", "pathways", "employees", "promotions")
OWN_CODE = ("config", *APPS)
LONGEST_MODULE = 450


def modules(*folders: str) -> list[Path]:
    """Return every Python file of `folders` but the migrations, which Django writes."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def short(path: Path) -> str:
    """Return `path` as seen from the root of the project."""
    return path.relative_to(ROOT).as_posix()


# --- Shape ------------------------------------------------------------------------------------


def test_imports_keep_to_their_layers():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("path", modules(*OWN_CODE), ids=short)
def test_a_module_stays_short(path: Path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE, f"{short(path)} has {lines} lines: split it by noun."


def test_there_is_one_table_of_routes_and_no_drawer_for_odds_and_ends():
    strays = [short(path) for path in modules(*APPS) if path.name in {"urls.py", "utils.py", "helpers.py", "common.py"}]
    assert strays == []


# --- Scoped queries -----------------------------------------------------------------------------

SCOPES = {
    "visible_to": "rows about people, filtered by who reads",
    "in_force": "framework rows of a date, which everybody signed in may read",
}
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def roofs() -> list[Path]:
    """Return the modules that answer requests, and those that say what an answer shows."""
    return [path for path in modules(*APPS) if {"views", "api", "presenters"} & {*path.relative_to(ROOT).parts, path.stem}]


def is_lookup_on_a_bare_model(node: ast.AST) -> bool:
    """Return whether `node` is get_object_or_404(Model, …) or its kin: those take every row of the model."""
    if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Name):
        return False
    return ast.unparse(node.func).endswith("_or_404") and node.args[0].id[0].isupper()


def unscoped_queries(tree: ast.AST) -> Iterator[int]:
    """Yield the line of every manager whose next call is not one of SCOPES, and of every lookup on a bare model."""
    scoped = {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SCOPES
    }
    for node in ast.walk(tree):
        bare_manager = isinstance(node, ast.Attribute) and node.attr in MANAGERS and id(node) not in scoped
        if isinstance(node, ast.expr) and (bare_manager or is_lookup_on_a_bare_model(node)):
            yield node.lineno


def test_views_and_apis_query_scoped_rows_only():
    found = [f"{short(path)}:{line}" for path in roofs() for line in unscoped_queries(ast.parse(path.read_text(encoding="utf-8")))]
    assert found == [], f"follow each manager with one of {', '.join(SCOPES)}"


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("Employee.objects.visible_to(user).active()", []),
        ("Role.objects.in_force(today)", []),
        ("Employee.objects.all()", [1]),
        ("Employee.objects.active().visible_to(user)", [1]),
        ("people = Employee.objects\npeople.visible_to(user)", [1]),
        ("Employee._default_manager.all()", [1]),
        ("get_object_or_404(Employee, pk=1)", [1]),
        ("get_object_or_404(people, pk=1)", []),
    ],
)
def test_an_unscoped_query_is_seen(code: str, lines: list[int]):
    assert list(unscoped_queries(ast.parse(code))) == lines


# --- Exceptions carry reasons -------------------------------------------------------------------

EXCEPTION = re.compile(r"#\s*(noqa|type:\s*ignore|nosec|pragma:|mypy:|ruff:)(?P<codes>[^#]*)(?P<after>.*)", re.DOTALL)
CODES = re.compile(r"^[:\s]*(\[[\w\-, ]*\]|[A-Z]+\d+(\s*,\s*[A-Z]+\d+)*|no cover|no branch)?")


def has_reason(comment: str) -> bool:
    """Return whether an exception says in words why it stands; True for a comment that makes no exception."""
    match = EXCEPTION.search(comment)
    if match is None:
        return True
    words = CODES.sub("", match["codes"]) + " " + match["after"]
    return len(re.findall(r"[A-Za-z]{2,}", words)) >= 2


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and text of every comment of a Python file."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_every_exception_says_why():
    bare = [f"{short(path)}:{line} {text}" for path in modules(*OWN_CODE, "tests") for line, text in comments(path) if not has_reason(text)]
    assert bare == []


@pytest.mark.parametrize(
    ("comment", "reasoned"),
    [
        ("# a plain comment", True),
        ("# noqa: S608", False),
        ("# noqa: S608 - fine", False),
        ("# noqa: S608, E501 - table names come from the models", True),
        ("# type: ignore[attr-defined]", False),
        ("# type: ignore[attr-defined]  # the stubs miss this method", True),
        ("# pragma: no cover", False),
        ("# pragma: no cover - runs on another database only", True),
    ],
)
def test_a_missing_reason_is_seen(comment: str, reasoned: bool):
    assert has_reason(comment) is reasoned


def test_every_relaxation_of_the_tools_says_why():
    relaxed = re.compile(r"^\s*(\"[A-Z]{1,5}\d+\",|\w+ = false\b|ignore_missing_imports|unmatched_ignore|ignore = \"|exclude = )")
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    bare = [line for line, before in zip(lines[1:], lines, strict=False) if relaxed.match(line) and "#" not in line + before]
    assert bare == []


# --- Pages ----------------------------------------------------------------------------------------

FORBIDDEN_IN_TEMPLATES = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a style in the page": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
}
FOREIGN_HOST = re.compile(r"""https?://(?!www\.w3\.org/)|(?:src|href|action)\s*=\s*["']//|url\(\s*["']?//""", re.IGNORECASE)


def pages() -> list[Path]:
    """Return the templates of the project."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def assets() -> list[Path]:
    """Return the texts served as static files."""
    return sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".svg", ".html", ".json"})


@pytest.mark.parametrize("path", pages(), ids=short)
def test_a_template_keeps_to_the_content_security_policy(path: Path):
    text = path.read_text(encoding="utf-8")
    assert [fault for fault, pattern in FORBIDDEN_IN_TEMPLATES.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", [*pages(), *assets()], ids=short)
def test_nothing_served_names_another_host(path: Path):
    assert FOREIGN_HOST.findall(path.read_text(encoding="utf-8")) == []


# --- Migrations -----------------------------------------------------------------------------------


@pytest.mark.parametrize("app", APPS)
def test_migrations_are_named_and_form_one_line(app: str):
    loader = MigrationLoader(None)
    own = {name: migration for (label, name), migration in loader.disk_migrations.items() if label == app}
    names = sorted(own)
    assert [name[:5] for name in names] == [f"{number:04}_" for number in range(1, len(names) + 1)]
    assert [name for name in names if "_auto_" in name or name.endswith("_merge")] == []
    for before, name in pairwise(names):
        assert (app, before) in own[name].dependencies, f"{app} {name} does not follow {before}"


@pytest.mark.parametrize("app", APPS)
def test_migrations_can_be_taken_back(app: str):
    folder = import_module(apps.get_app_config(app).name + ".migrations").__path__
    one_way = [
        f"{path.name}:{number}"
        for path in Path(folder[0]).glob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"Run(Python|SQL)\([^,()]*\)", line)
    ]
    assert one_way == [], "give RunPython and RunSQL their reverse"


# --- Settings -------------------------------------------------------------------------------------

PRODUCTION = {
    "PATHWAYS_ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "DEMOGRAPHICS_KEYS": ",".join(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for _ in range(2)),
    "ALLOWED_HOSTS": "pathways.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:5432/none",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://robin:secret%40@mail.pathways.example:587",
    "DEFAULT_FROM_EMAIL": "Pathways <pathways@pathways.example>",
}
SETTINGS = {*PRODUCTION, "DEMOGRAPHICS_FILE", "DEBUG", "PATHWAYS_DEMO", "SQLITE_PATH", "SECURE_SSL_REDIRECT"}


def start(settings: dict[str, str], code: str = "import config.settings") -> subprocess.CompletedProcess[str]:
    """Run `code` in a process whose environment holds `settings` and none other of ours."""
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS} | settings
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DEMOGRAPHICS_KEYS": ""}, "DEMOGRAPHICS_KEYS"),
        ({"DEMOGRAPHICS_KEYS": "short"}, "DEMOGRAPHICS_KEYS"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///pathways.sqlite3"}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"EMAIL_URL": ""}, "EMAIL_URL"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL"),
        ({"EMAIL_URL": "mail.pathways.example"}, "EMAIL_URL"),
        ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL"),
        ({"PATHWAYS_DEMO": "true"}, "PATHWAYS_DEMO"),
        ({"PATHWAYS_ENV": "prod"}, "PATHWAYS_ENV"),
    ],
    ids=lambda value: "-".join(f"{key}={text}" for key, text in value.items()) if isinstance(value, dict) else None,
)
def test_production_refuses_to_start_and_says_what_to_set(wrong: dict[str, str], named: str):
    result = start(PRODUCTION | wrong)
    assert result.returncode != 0
    last_line = result.stderr.strip().splitlines()[-1]
    assert last_line.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert named in last_line


def test_production_starts_safe():
    code = """
from config import settings as s
from csp.constants import NONE, SELF
assert not s.DEBUG and not s.CELERY_TASK_ALWAYS_EAGER
assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SECURE_SSL_REDIRECT and s.SECURE_HSTS_SECONDS >= 31536000
assert s.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
assert s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["default-src"] == [NONE]
assert s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"] == [SELF]
assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in s.MIDDLEWARE
assert (s.EMAIL_BACKEND, s.EMAIL_HOST, s.EMAIL_PORT) == ("django.core.mail.backends.smtp.EmailBackend", "mail.pathways.example", 587)
assert (s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS) == ("robin", "secret@", True)
assert s.SITE_URL == "https://pathways.example"
"""
    result = start(PRODUCTION, code)
    assert result.returncode == 0, result.stderr


def test_production_may_send_no_mail_when_it_says_so():
    result = start(PRODUCTION | {"EMAIL_URL": "dummymail://", "DEFAULT_FROM_EMAIL": ""})
    assert result.returncode == 0, result.stderr


def test_embedded_starts_with_nothing_set(tmp_path: Path):
    code = """
from config import settings as s
assert s.CELERY_TASK_ALWAYS_EAGER and not s.DEBUG
assert s.EMAIL_BACKEND == "django.core.mail.backends.dummy.EmailBackend"
assert s.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
assert "ATOMIC_REQUESTS" not in s.DATABASES["default"]  # every page would take SQLite's write lock
assert len(s.SECRET_KEY) >= 50
"""
    result = start({"SQLITE_PATH": str(tmp_path / "pathways.sqlite3")}, code)
    assert result.returncode == 0, result.stderr


def test_every_variable_is_in_the_operators_table():
    source = "".join((ROOT / "config" / name).read_text(encoding="utf-8") for name in ("settings.py", "identity_providers.py"))
    variables = set(re.findall(r"(?:env\.\w+|one_of|whole|some_of)\(\s*\"([A-Z_]+)\"", source))
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/operations.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert variables == set(table)


# --- Packages -------------------------------------------------------------------------------------

REQUIREMENT_FILES = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")


def pinned(file: str) -> dict[str, str]:
    """Return the exact version of each package of a requirements file; fail on one without a version or hashes."""
    versions: dict[str, str] = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / file).read_text(encoding="utf-8").strip()):
        requirement = Requirement(entry.split(" \\\n")[0])
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", f"{file}: {requirement.name} has no exact version"
        assert "--hash=sha256:" in entry, f"{file}: {requirement.name} has no hash"
        versions[canonicalize_name(requirement.name)] = specifier.version
    return versions


@pytest.mark.parametrize("file", REQUIREMENT_FILES)
def test_requirements_are_pinned_with_hashes_and_name_no_address(file: str):
    assert pinned(file)
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", (ROOT / file).read_text(encoding="utf-8")) == []


def test_requirements_follow_the_project_file():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    served, developed = pinned("requirements.txt"), pinned("requirements-dev.txt")
    for line in [*project["dependencies"], *project["optional-dependencies"]["pdf"]]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(served[canonicalize_name(wanted.name)]), f"{line}: run ./dev lock"
    for line in project["optional-dependencies"]["dev"]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(developed[canonicalize_name(wanted.name)]), f"{line}: run ./dev lock"
    assert served.items() <= developed.items()
    assert "psycopg" not in developed, "Django would silently prefer it to psycopg2"


# --- Commands -------------------------------------------------------------------------------------


def test_dev_lists_its_commands():
    result = subprocess.run(["./dev", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for command in ("demo", "test", "check", "manage", "translate", "lock"):
        assert f"./dev {command}" in result.stdout


def test_dev_refuses_an_unknown_command_with_a_sentence():
    result = subprocess.run(["./dev", "dance"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == "dev: there is no command 'dance'."


@pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="./dev would install packages: these tests run in another environment")
def test_dev_says_when_the_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        environment = os.environ | {"PORT": str(taken.getsockname()[1])}
        result = subprocess.run(["./dev", "demo"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 1
    assert "is taken" in result.stderr.splitlines()[-1]


# --- Deployment -----------------------------------------------------------------------------------


def compose() -> dict[str, dict[str, object]]:
    """Return the services of the compose file."""
    services: dict[str, dict[str, object]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return services


def test_exactly_one_beat_runs():
    beats = {name: service for name, service in compose().items() if "beat" in str(service.get("command", ""))}
    assert list(beats) == ["beat"]
    assert "deploy" not in beats["beat"], "a second beat would send every job twice"
    assert "/app/var" in str(beats["beat"]["volumes"]), "a fresh schedule file skips the night"


def test_redis_loses_no_task():
    command = str(compose()["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


@pytest.mark.parametrize("name", ["web", "worker", "beat", "postgres", "redis"])
def test_every_service_is_watched_and_comes_back(name: str):
    service = compose()[name]
    assert service["restart"] == "unless-stopped"
    assert "healthcheck" in service


def test_no_secret_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.findall(r"\$\{(?:SECRET_KEY|DEMOGRAPHICS_KEYS|POSTGRES_PASSWORD|ALLOWED_HOSTS)(?!:\?)[^}]*\}", text) == []
