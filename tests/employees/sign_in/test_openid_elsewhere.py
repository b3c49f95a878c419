"""Coming in by an OpenID provider that somebody else wrote, over HTTP: that we keep to the standard, and not to our own idea of it.

What a hostile provider may try is in `test_openid.py`, whose provider lies when it is told to; this one cannot.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from config import identity_providers
from employees.models import User

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider's own libraries, in its thread

SUBJECT = "248289761001"


@pytest.fixture
def issuer(settings: Any, person: User) -> Iterator[str]:
    known = oidc_provider_mock.User(sub=SUBJECT, claims={"email": person.email, "email_verified": True})
    with oidc_provider_mock.run_server_in_thread(require_nonce=True, user_claims=(known,)) as server:
        address = f"http://localhost:{server.server_port}"
        told = {"server_url": address, "oauth_pkce_enabled": True, "verified_email": []}
        app = identity_providers.app("openid_connect", address, "Elsewhere", client_id="pathways", secret="any", settings=told)
        settings.IDENTITY_PROVIDERS = [app]
        yield address


def walk(client: Client, subject: str) -> Any:
    """Go to the provider, say there who one is, and come back as a browser does."""
    away = client.get("/sign-in/oidc/?next=/families/")
    assert away.status_code == 302, away.content.decode()
    back = requests.post(away["Location"], data={"sub": subject}, allow_redirects=False, timeout=10)
    assert back.status_code == 302, back.text
    return client.get(back.headers["Location"].removeprefix("http://testserver"))


def test_a_verified_mail_opens_its_account(issuer: str, person: User):
    client = Client()
    answer = walk(client, SUBJECT)
    assert (answer.status_code, answer["Location"]) == (302, "/families/"), answer.content.decode()
    assert client.get("/me/sign-in/").status_code == 200
    assert SocialAccount.objects.get().uid == SUBJECT
    assert urlsplit(issuer).hostname == "localhost"


def test_an_unverified_mail_and_one_that_nobody_has_open_nothing(issuer: str, person: User):
    for subject, email, verified in (("1", person.email, False), ("2", "x@example.org", True)):
        claims: dict[str, Any] = {"email": email, "email_verified": verified}
        assert requests.put(f"{issuer}/users/{subject}", json=claims, timeout=10).ok
        client = Client()
        assert walk(client, subject).status_code == 403
        assert client.get("/me/sign-in/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_who_cancels_there_is_not_let_in_here(issuer: str, person: User):
    client = Client()
    away = client.get("/sign-in/oidc/")
    back = requests.post(away["Location"], data={"action": "deny", "sub": SUBJECT}, allow_redirects=False, timeout=10)
    assert client.get(back.headers["Location"].removeprefix("http://testserver")).status_code == 403
    assert client.get("/me/sign-in/").status_code == 302
