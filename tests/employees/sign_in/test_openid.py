"""Coming in by a real OpenID provider, over HTTP: what opens an account, and everything that does not."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from config import identity_providers
from employees.models import AuditEvent, User
from tests.employees.sign_in.conftest import PASSWORD
from tests.factories.employees import GrantFactory, UserFactory
from tests.oidc_provider import CLIENT, SECRET, Provider, serve

SUBJECT = "8f14e45f"


@pytest.fixture
def provider(settings: Any, person: User) -> Iterator[Provider]:
    with serve({"sub": SUBJECT, "email": "Robin@Example.org", "email_verified": True, "name": "Robin"}) as served:
        settings.IDENTITY_PROVIDERS = [app_of(served)]
        yield served


def app_of(served: Provider, domains: tuple[str, ...] = ()) -> dict[str, Any]:
    told = {"server_url": served.issuer, "oauth_pkce_enabled": True, "verified_email": list(domains)}
    return identity_providers.app("openid_connect", served.issuer, "Example", client_id=CLIENT, secret=SECRET, settings=told)


def walk(client: Client, start: str = "/sign-in/oidc/", tamper: Callable[[str], str] = str) -> Any:
    """Go to the provider and come back as a browser does; return our answer. `tamper` may change the address of the way back."""
    away = client.get(start)
    assert away.status_code == 302, away.content.decode()
    back = requests.get(away["Location"], allow_redirects=False, timeout=5)
    return client.get(tamper(back.headers["Location"].removeprefix("http://testserver")))


def is_in(client: Client) -> bool:
    return client.get("/me/sign-in/").status_code == 200


def refused(response: Any, words: str) -> bool:
    return response.status_code == 403 and words in response.content.decode()


# --- In -----------------------------------------------------------------------------------------


def test_a_verified_mail_links_the_account_once_and_then_the_subject_opens_it(provider: Provider, person: User):
    client = Client()
    response = walk(client, "/sign-in/oidc/?next=/families/")
    assert (response.status_code, response["Location"]) == (302, "/families/")
    assert is_in(client)
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.uid, linked.extra_data) == (person, SUBJECT, {})
    provider.person |= {"email": "another@example.org"}  # renamed at the provider: still the same person
    again = Client()
    assert walk(again).status_code == 302
    assert is_in(again)
    assert SocialAccount.objects.count() == 1
    assert set(AuditEvent.objects.values_list("verb", flat=True)) >= {"added", "signed-in"}


def test_the_question_has_state_nonce_and_pkce_and_asks_for_no_more_than_the_mail(provider: Provider):
    address = urlsplit(Client().get("/sign-in/oidc/?scope=offline_access&auth_params=prompt%3Dnone&process=connect")["Location"])
    asked = dict(parse_qsl(address.query))
    assert set(asked) == {
        "client_id",
        "redirect_uri",
        "scope",
        "response_type",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
    }
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["redirect_uri"] == "http://testserver/sign-in/oidc/callback/"


def test_a_domain_whose_addresses_the_provider_alone_hands_out_needs_no_claim(provider: Provider, settings: Any):
    del provider.person["email_verified"]
    settings.IDENTITY_PROVIDERS = [app_of(provider, ("example.org",))]
    client = Client()
    assert walk(client).status_code == 302
    assert is_in(client)


def test_it_never_leads_to_another_site(provider: Provider):
    assert walk(Client(), "/sign-in/oidc/?next=https://elsewhere.example/")["Location"] == "/"


def test_the_sign_in_page_offers_it(provider: Provider):
    assert "Sign in with Example" in Client().get("/sign-in/").content.decode()


def test_the_provider_asks_for_the_second_factor_unless_we_are_to(provider: Provider, settings: Any, person: User):
    GrantFactory(user=person, duty="hr-auditor")
    settings.SECOND_FACTOR_DUTIES = ("hr-auditor",)
    client = Client()
    walk(client)
    assert client.get("/families/").status_code == 200
    settings.SECOND_FACTOR_AT_PROVIDER = False
    client = Client()
    walk(client)
    assert client.get("/families/")["Location"] == "/me/sign-in/second-factor/"


# --- Not in: who it is --------------------------------------------------------------------------


@pytest.mark.parametrize("verified", [False, None, "false", 0, "yes"])
def test_an_unverified_mail_opens_nothing(provider: Provider, verified: object):
    provider.person |= {"email_verified": verified}
    client = Client()
    assert refused(walk(client), "did not say that your e-mail address is verified")
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_an_unknown_mail_opens_nothing_and_makes_no_account(provider: Provider):
    provider.person |= {"email": "stranger@example.org"}
    before = User.objects.count()
    assert refused(walk(Client()), "No account here has your address")
    assert User.objects.count() == before


@pytest.mark.parametrize("linked", [False, True])
def test_a_closed_account_stays_closed(provider: Provider, person: User, linked: bool):
    if linked:
        walk(Client())
    User.objects.filter(pk=person.pk).update(is_active=False)
    client = Client()
    assert refused(walk(client), "This account is closed")
    assert not is_in(client)


def test_another_subject_with_the_same_mail_opens_nothing(provider: Provider):
    walk(Client())
    provider.person |= {"sub": "somebody who got the address later"}
    client = Client()
    assert refused(walk(client), "linked to another identity")
    assert not is_in(client)


def test_another_provider_with_the_same_mail_and_subject_opens_nothing(provider: Provider, settings: Any):
    walk(Client())
    with serve(dict(provider.person)) as other:
        settings.IDENTITY_PROVIDERS = [app_of(other)]
        client = Client()
        assert refused(walk(client), "linked to another identity")
        assert not is_in(client)


def test_a_provider_written_into_the_database_is_none(settings: Any, person: User):
    with serve({"sub": "1", "email": person.email, "email_verified": True}) as rogue:
        SocialApp.objects.create(**app_of(rogue))
        assert Client().get("/sign-in/oidc/").status_code == 404


# --- Not in: what the provider's answer says ------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "another party"},
        {"aud": [CLIENT, "another party"], "azp": "another party"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"exp": None},
        {"sub": "another person than the user info"},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_does_not_fit_opens_nothing(provider: Provider, claims: dict[str, Any]):
    provider.claims = claims
    client = Client()
    assert refused(walk(client), "could not be trusted")
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_a_token_signed_by_another_key_opens_nothing(provider: Provider):
    provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert refused(walk(Client()), "could not be trusted")


def test_a_made_up_state_opens_nothing(provider: Provider):
    client = Client()
    assert refused(walk(client, tamper=lambda address: address.replace("state=", "state=x")), "could not be trusted")
    assert not is_in(client)


def test_the_answer_to_another_browser_opens_nothing(provider: Provider):
    theirs, victim = Client(), Client()
    away = theirs.get("/sign-in/oidc/")
    back = requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"]
    assert refused(victim.get(back.removeprefix("http://testserver")), "could not be trusted")
    assert not is_in(victim)


def test_an_answer_is_taken_once(provider: Provider):
    client, seen = Client(), list[str]()

    def remember(address: str) -> str:
        seen.append(address)
        return address

    walk(client, tamper=remember)
    client.post("/sign-out/")
    assert refused(client.get(seen[0]), "could not be trusted")
    assert not is_in(client)


def test_who_cancels_is_told_so(provider: Provider):
    client = Client()
    state = dict(parse_qsl(urlsplit(client.get("/sign-in/oidc/")["Location"]).query))["state"]
    assert refused(client.get(f"/sign-in/oidc/callback/?error=access_denied&state={state}"), "You cancelled")


def test_a_provider_that_calls_itself_otherwise_is_not_gone_to(provider: Provider, settings: Any):
    settings.IDENTITY_PROVIDERS[0]["settings"]["server_url"] = provider.issuer + "/"
    response = Client().get("/sign-in/oidc/")
    assert response.status_code == 503
    assert "does not answer" in response.content.decode()


# --- Proving again ------------------------------------------------------------------------------


def test_the_provider_proves_again_who_one_is(provider: Provider, person: User):
    client = Client()
    walk(client)
    alter_confirmed(client)
    assert client.get("/people/people.csv").status_code == 302
    assert "Go on with Example" in client.get("/confirm/?next=/people/people.csv").content.decode()
    response = walk(client, "/sign-in/oidc/?confirm=1&next=/people/people.csv")
    assert response["Location"] == "/people/people.csv"
    assert client.get("/people/people.csv").status_code == 200


@pytest.mark.parametrize("claims", [{"auth_time": None}, {"auth_time": int(time.time()) - 3600}], ids=["unsaid", "stale"])
def test_a_provider_that_did_not_ask_again_proves_nothing(provider: Provider, claims: dict[str, Any]):
    client = Client()
    walk(client)
    alter_confirmed(client)
    provider.claims = claims
    assert refused(walk(client, "/sign-in/oidc/?confirm=1"), "did not ask again who you are")
    assert client.get("/people/people.csv").status_code == 302


def test_somebody_else_at_the_provider_proves_nothing_for_me(provider: Provider):
    client = Client()
    walk(client)
    alter_confirmed(client)
    UserFactory(email="other@example.org", password=PASSWORD)
    provider.person |= {"sub": "other", "email": "other@example.org"}
    assert refused(walk(client, "/sign-in/oidc/?confirm=1"), "Expected the one that you are signed in by")
    assert client.get("/people/people.csv").status_code == 302
    assert SocialAccount.objects.count() == 1


def alter_confirmed(client: Client) -> None:
    """Make the last proof an hour old."""
    session = client.session
    session["sign_in"] |= {"confirmed": time.time() - 3600}
    session["sign_in"] = session["sign_in"]
    session.save()
