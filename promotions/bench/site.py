"""The site as it is served: gunicorn in processes of its own, and a reader who asks for pages one after the other."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from socket import AF_INET, SOCK_STREAM, socket
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from employees.models import Employee, User
from employees.sign_in import sessions
from employees.sign_in.store import SessionStore

SERVER = ["gunicorn", "config.wsgi", "--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket"]
EMPTY = "/healthz"


@contextmanager
def site() -> Iterator[HTTPConnection]:
    """Serve the present database until the block ends; give a connection to ask over."""
    with socket(AF_INET, SOCK_STREAM) as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        command = [sys.executable, "-m", *SERVER, "--bind", f"fd://{door.fileno()}"]
        server = subprocess.Popen(command, pass_fds=[door.fileno()], cwd=settings.BASE_DIR, env=os.environ | _database())  # noqa: S603  # our own words
        try:
            with closing(HTTPConnection("127.0.0.1", door.getsockname()[1], timeout=60)) as connected:
                yield connected
        finally:
            server.terminate()
            server.wait()


def _database() -> dict[str, str]:
    """Return the variables under which the settings find the present database."""
    told = connection.settings_dict
    if connection.vendor == "postgresql":
        who = quote(told["USER"]) + (f":{quote(told['PASSWORD'], safe='')}" if told["PASSWORD"] else "")
        return {"DATABASE_URL": f"postgres://{who}@{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"}
    return {"SQLITE_PATH": str(told["NAME"])}


def signed_in(person: Employee) -> tuple[User, str]:
    """Give the person an account; return it with the cookie of its session."""
    user, _ = User.objects.get_or_create(email=f"{person.number}@bench.invalid")
    Employee.objects.filter(pk=person.pk).update(user=user)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    sessions.begin(session, address="127.0.0.1", agent="bench")
    session.save()
    return user, f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def milliseconds(connected: HTTPConnection, path: str, cookie: str = "") -> float:
    """Ask for a page and return how long the answer took. Raises `RuntimeError` unless it is the page."""
    began = time.perf_counter()
    connected.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connected.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}; expected 200")
    return (time.perf_counter() - began) * 1000
