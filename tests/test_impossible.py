"""What public HR systems let happen, each tried here: SECURITY.md names the tests of this file one by one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from employees import access, accounts
from employees.models import Aspiration, Dispute, Employee, Grant, ReportingLine, RoleComment, Unit, User
from employees.sign_in import invitations
from tests.company import Company, found_company
from tests.factories.employees import EmployeeFactory, UserFactory
from tests.test_access_matrix import OWN, PERSONAS, ROWS, SHUT_OUT, SIGNED_IN, client_of, path_of, text_of
from tests.test_house import APPS, modules, roofs, short

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield found_company()
        transaction.set_rollback(True)


@pytest.fixture
def company(founded: Company, db: None) -> Company:
    return founded


def test_no_setup_step_is_open_to_strangers(company: Company):
    """There is none: the first account comes from a command. What strangers may open makes no account, duty or password."""
    before = list(User.objects.order_by("pk").values_list("pk", "password")), Grant.objects.count()
    new = {"email": "evil@example.org", "username": "evil@example.org", "password": "a long password", "duty": "administrator"}
    both = {"password1": "a long password", "password2": "a long password", "new_password1": "a long password"}
    for name, row in ROWS.items():
        if row.public:
            Client().post(path_of(name, company), new | both | {"new_password2": "a long password"})
    for path in ("/setup/", "/install/", "/register/", "/signup/", "/accounts/signup/", "/admin/setup/", "/api/v1/setup/"):
        assert Client().get(path).status_code in (302, 401, 404), path
        assert Client().post(path, new | both).status_code in (302, 401, 404), path
    assert (list(User.objects.order_by("pk").values_list("pk", "password")), Grant.objects.count()) == before


FORGED = {
    "X-Forwarded-User": "administrator@example.org",
    "X-Remote-User": "administrator@example.org",
    "Remote-User": "administrator@example.org",
    "X-Original-URL": "/healthz",
    "X-Rewrite-URL": "/healthz",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "localhost",
    "X-Accel-Redirect": "/people/people.csv",
    "X-Sendfile": "/etc/passwd",
    "X-HTTP-Method-Override": "GET",
    "Referer": "http://testserver/",
}


def test_no_header_opens_a_file(company: Company):
    for name in sorted(name for name in OWN if name.endswith(("-file", "-table", "-trend", "-download"))):
        path = path_of(name, company)
        for call in (Client().get, Client().post):
            assert call(path, headers=FORGED).status_code == 302, path
        plain = client_of(company, "stranger").get(path)
        forged = client_of(company, "stranger").get(path, headers=FORGED)
        assert forged.status_code == plain.status_code, path
        assert "X-Accel-Redirect" not in forged.headers
    assert Client().get("/media/secret.pdf", headers=FORGED).status_code in (302, 404)


def test_leading_one_person_opens_no_others_record(company: Company):
    for persona in ("sideways manager", "former manager"):
        client = client_of(company, persona)
        assert access.of(client_user(company, persona)).leads
        for name in ("person", "person-gap", "person-gaps", "dispute"):
            assert client.get(path_of(name, company)).status_code == 404, f"{persona}: {name}"
        assert company.subject.last_name not in text_of(client.get("/people/")) + text_of(client.get("/people/people.csv"))


def client_user(company: Company, persona: str) -> User:
    user = company.user(persona)
    assert user is not None
    return user


LISTS = ("/people/", "/team/", "/disputes/", "/hr/trail/")
ASKED = ("", "?q=nurse", "?q=Named-nurse", "?unit=ward", "?q=nobody-at-all", "?show=own", "?reach=line", "?whom=nurse", "?sort=-name")


@pytest.mark.parametrize("persona", ["manager", "skip-level manager", "sideways manager", "HR partner inside", "auditor", "mentor"])
def test_a_file_holds_what_its_list_shows(company: Company, persona: str):
    client = client_of(company, persona)
    for path in LISTS:
        for asked in ASKED:
            page = client.get(f"{path}{asked}")
            file = client.get(f"{path}{path.strip('/').rpartition('/')[2]}.csv{asked}")
            assert file.status_code == page.status_code, f"{path}{asked}"
            if file.status_code != 200:
                continue
            main = text_of(page).partition("<main")[2]
            in_file = {found for line in text_of(file).splitlines()[1:] for found in re.findall(r"Named-[\w-]+", line)}
            assert in_file <= set(re.findall(r"Named-[\w-]+", main)), f"{persona}: {path}{asked}"


def test_a_filter_narrows_the_file_too(company: Company):
    client = client_of(company, "HR partner inside")
    everybody, one = (text_of(client.get(f"/people/people.csv{asked}")) for asked in ("", "?q=Named-nurse"))
    assert len(one.splitlines()) == 2 < len(everybody.splitlines())


def test_nobody_writes_for_somebody_else_by_naming_them(company: Company):
    """A body that names another person, account or author is not asked who writes."""
    victim, writer = company.subject, client_user(company, "stranger")
    client = client_of(company, "stranger")
    other: dict[str, str] = {}
    for name in ("employee", "employee_id", "person", "user", "user_id", "account", "author", "owner", "by", "mentee", "manager", "for"):
        other |= {name: str(victim.pk)}
    role, about = company.target.role.slug, {"goal": "promotion", "text": "Less would do.", "role": company.target.role.slug}
    key = f"skill-{company.target.requirements.latest('pk').skill_id}"
    before = Aspiration.objects.filter(employee=victim).count(), Dispute.objects.filter(employee=victim).count()
    assert client.post(f"/roles/{role}/aspire/", about | other).status_code == 302
    assert client.post(f"/roles/{role}/comments/", about | other).status_code == 302
    client.post(f"/roles/{role}/gap/{key}/dispute/", {"wrong": "I can do it.", "wanted": "3"} | other)
    client.post("/me/tokens/", {"name": "x", "scopes": ["read:me"], "days": "7"} | other)
    for path, body in (("aspirations", about), ("disputes", {"role": role, "key": key, "wrong": "I can.", "wanted_level": 3})):
        client.post(f"/api/v1/me/{path}/", body | other, "application/json")
    client.post(f"/api/v1/roles/{role}/comments/", about | other, "application/json")
    assert (Aspiration.objects.filter(employee=victim).count(), Dispute.objects.filter(employee=victim).count()) == before
    assert Aspiration.objects.filter(employee__user=writer).count() == 1
    assert set(RoleComment.objects.exclude(author=None).values_list("author", flat=True)) <= {writer.pk}
    assert not User.objects.get(employee=victim).tokens.exists()


def test_reading_changes_nothing(company: Company):
    """The matrix holds each page's writes; here every address that does something is asked by GET, as a link or an image would."""
    doing = [name for name, row in ROWS.items() if row.refused == 405 and not row.readers]
    assert len(doing) >= 15
    for persona in ("self", "manager", "administrator"):
        client = client_of(company, persona)
        for name in doing:
            assert client.get(path_of(name, company)).status_code == 405, name


def test_a_refusal_is_never_200(company: Company):
    for persona in PERSONAS:
        client = client_of(company, persona)
        for name, row in ROWS.items():
            if not row.public and (persona in SHUT_OUT or (row.readers and persona not in row.readers)):
                refusals = {302, 403, 404, 405} if persona in SHUT_OUT else {403, 404, 405}
                assert client.get(path_of(name, company)).status_code in refusals, f"{persona}: {name}"


@pytest.mark.parametrize("persona", ["manager", "HR partner inside", "auditor", "administrator", "self"])
def test_no_page_lists_the_directory_as_options(company: Company, persona: str):
    """A hundred people more make no page longer by an option, and no option names a person."""
    client, pages = client_of(company, persona), sorted(name for name, row in ROWS.items() if not row.public)
    offered: list[dict[str, int]] = []
    for more in (0, 100):
        EmployeeFactory.create_batch(more)
        UserFactory.create_batch(more)
        counted = {}
        for name in pages:
            answer = client.get(path_of(name, company))
            text = answer.content.decode() if answer.headers.get("Content-Type", "").startswith("text/html") else ""
            counted[name] = len(re.findall(r"<option\b", text))
            assert not re.search(r"<option[^>]*>[^<]*(Named-|@example)", text), name
        offered.append(counted)
    assert offered[0] == offered[1]


def test_nobody_gets_a_password_that_can_be_guessed(company: Company):
    """Whoever is invited has none until they set one; the command's own is random; what is short or common is refused."""
    administrator = client_user(company, "administrator")
    made = invitations.invite(email="new@example.org", number="", by=administrator)
    assert not made.account.has_usable_password()
    for guess in ("", "password", "pathways", "new@example.org", "changeme", "career-path-demo", "nurse", "12345678"):
        assert not made.account.check_password(guess)
    passwords = {accounts.open_account(email=f"by-command-{n}@example.org", employee=None, by=None)[1] for n in range(5)}
    assert len(passwords) == 5
    assert all(len(password) >= 16 for password in passwords)


def test_what_is_missing_opens_nothing(company: Company):
    """Without a place in the line, a position, a record, a unit or a duty, less is seen and never more."""
    seen = {persona: Employee.objects.visible_to(client_user(company, persona)).count() for persona in sorted(SIGNED_IN)}
    ReportingLine.objects.all().delete()
    for persona in ("manager", "skip-level manager", "sideways manager", "delegate during"):
        user = client_user(company, persona)
        assert list(Employee.objects.visible_to(user)) == [user.employee], persona
    company.subject.positions.all().delete()
    assert company.subject not in Employee.objects.visible_to(client_user(company, "HR partner inside"))
    Unit.objects.filter(grants__isnull=False).update(parent=None)
    Grant.objects.all().delete()
    Employee.objects.filter(number="clerk").update(user=None)
    for persona in sorted(SIGNED_IN):
        user = client_user(company, persona)
        assert Employee.objects.visible_to(user).count() <= min(seen[persona], 1), persona
        client = client_of(company, persona)
        for name, row in ROWS.items():
            if not row.public and row.readers != SIGNED_IN and row.readers:
                assert client.get(path_of(name, company)).status_code != 500, f"{persona}: {name}"


FETCHES = re.compile(r"\b(objects|_default_manager|_base_manager|get_object_or_404|get_queryset|filter|all)\b")


def handlers_that_fetch(tree: ast.AST) -> Iterator[int]:
    """Yield the line of every `except` whose body asks for rows: the filter of the block above it would be lost there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and any(FETCHES.search(ast.unparse(statement)) for statement in node.body):
            yield node.lineno


def test_no_except_asks_for_rows_anew():
    found = [
        f"{short(path)}:{line}"
        for path in {*roofs(), *(path for path in modules(*APPS) if "models" in path.parts), ROOT / "employees" / "access.py"}
        for line in handlers_that_fetch(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("try:\n    rows.visible_to(user)\nexcept ValueError:\n    rows = Employee.objects.all()", [3]),
        ("try:\n    rows.visible_to(user)\nexcept ValueError:\n    rows = rows.none()", []),
    ],
)
def test_such_an_except_is_seen(code: str, lines: list[int]):
    assert list(handlers_that_fetch(ast.parse(code))) == lines


def test_access_itself_catches_nothing():
    tree = ast.parse((ROOT / "employees" / "access.py").read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Try)]
