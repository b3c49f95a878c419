"""What production does when something goes wrong, seen from outside: each case in a process with production's settings."""

import json

from tests.test_house import PRODUCTION, start

SETUP = """
import django
django.setup()
"""


def test_a_strange_host_is_refused_in_words():
    code = f"""{SETUP}
from django.test import Client
response = Client(raise_request_exception=False).get("/sign-in/", headers={{"host": "elsewhere.example"}}, secure=True)
assert response.status_code == 400, response.status_code
assert "could not be read" in response.text
"""
    result = start(PRODUCTION | {"DJANGO_SETTINGS_MODULE": "config.settings"}, without_manifest(code))
    assert result.returncode == 0, result.stderr


def test_a_failure_is_one_line_of_json_with_its_traceback():
    code = f"""{SETUP}
import logging
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("pathways").exception("Readiness stopped")
"""
    result = start(PRODUCTION | {"DJANGO_SETTINGS_MODULE": "config.settings"}, code)
    line = json.loads(result.stderr.strip())
    assert line["event"] == "Readiness stopped"
    assert line["level"] == "error"
    assert line["exception"].splitlines()[-1] == "ZeroDivisionError: division by zero"


def without_manifest(code: str) -> str:
    """Return `code` with static files as they lie: the manifest is made by collectstatic, which has not run here."""
    plain = (
        'from config import settings; settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"'
    )
    return f"{plain}\n{code}"
