"""Coming in by SAML: a signed answer to our own question opens the account once, and nothing else does."""

import base64
import re
import time
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from config import identity_providers
from employees.models import User
from tests.oidc_provider import serve
from tests.saml_provider import ENTITY, SamlProvider, key_pair, question_of

VERIFIED = {"http://schemas.auth0.com/email_verified": "true"}


@pytest.fixture(scope="module")
def keys() -> tuple[str, str]:
    return key_pair()


@pytest.fixture
def provider(settings: Any, person: User, keys: tuple[str, str], tmp_path: Path) -> SamlProvider:
    served = SamlProvider(*keys, attributes=dict(VERIFIED))
    metadata = tmp_path / "metadata.xml"
    metadata.write_text(served.metadata())
    told = {"metadata": str(metadata), "idp_entity_id": ENTITY, "entity_id": "", "verified_email": []}
    settings.IDENTITY_PROVIDERS = [identity_providers.app("saml", ENTITY, "Example", client_id="company", secret="", settings=told)]
    return served


def ask(client: Client, start: str = "/sign-in/saml/") -> str:
    away = client.get(start)
    assert away["Location"].startswith("https://idp.example/sso?"), away.content.decode()
    return question_of(away["Location"])[0]


def come_back(client: Client, answer: str) -> Any:
    """Post the answer as the provider's page does, and follow to where it is read."""
    posted = client.post("/sign-in/saml/acs/", {"SAMLResponse": answer})
    return client.get(posted["Location"]) if posted.status_code == 302 else posted


def is_in(client: Client) -> bool:
    return client.get("/me/sign-in/").status_code == 200


def refused(response: Any, words: str = "could not be trusted") -> bool:
    return response.status_code == 403 and words in response.content.decode()


def test_a_signed_answer_links_the_account_and_leads_on(provider: SamlProvider, person: User):
    client = Client()
    response = come_back(client, provider.answer(ask(client, "/sign-in/saml/?next=/families/")))
    assert (response.status_code, response["Location"]) == (302, "/families/"), response.content.decode()
    assert is_in(client)
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.uid, linked.extra_data) == (person, "robin-at-the-idp", {})


@pytest.mark.parametrize(
    "lie",
    [
        {"signed": False},
        {"signer": key_pair()},
        {"audience": "https://elsewhere.example/"},
        {"recipient": "https://elsewhere.example/acs/"},
        {"issuer": "https://other-idp.example/"},
        {"until": -5},
    ],
    ids=["unsigned", "signed by another", "another audience", "another recipient", "another issuer", "expired"],
)
def test_an_answer_that_does_not_fit_opens_nothing(provider: SamlProvider, lie: dict[str, Any]):
    client = Client()
    assert refused(come_back(client, provider.answer(ask(client), **lie)))
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_a_changed_answer_opens_nothing(provider: SamlProvider):
    client = Client()
    answer = base64.b64decode(provider.answer(ask(client))).replace(b"robin@example.org", b"chief@example.org")
    assert refused(come_back(client, base64.b64encode(answer).decode()))


def test_an_answer_is_taken_once(provider: SamlProvider):
    client = Client()
    answer = provider.answer(ask(client))
    come_back(client, answer)
    client.post("/sign-out/")
    assert refused(come_back(client, answer))
    assert not is_in(client)


def test_the_answer_to_another_browser_opens_nothing(provider: SamlProvider):
    answer, victim = provider.answer(ask(Client())), Client()
    assert refused(come_back(victim, answer))
    assert not is_in(victim)


def test_an_answer_that_nobody_asked_for_opens_nothing(provider: SamlProvider):
    assert refused(come_back(Client(), provider.answer("")))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))  # a thousand million of the first


@pytest.mark.parametrize(
    "declared",
    [
        f'<!ENTITY l0 "x">{LAUGHS}',
        '<!ENTITY l9 SYSTEM "file:///etc/hostname">',
        '<!ENTITY % outside SYSTEM "http://127.0.0.1:9/x.dtd"> %outside;',
    ],
    ids=["laughs", "a file", "another document"],
)
def test_entities_are_never_unfolded(provider: SamlProvider, declared: str):
    client = Client()
    answer = base64.b64decode(provider.answer(ask(client))).decode()
    told = f"<!DOCTYPE r [{declared}]>" + re.sub(r"(<saml:NameID[^>]*>)[^<]*", r"\1&l9;", answer)
    assert "&l9;" in told
    began = time.monotonic()
    assert refused(come_back(client, base64.b64encode(told.encode()).decode()))
    assert time.monotonic() - began < 5
    assert not is_in(client)


@pytest.mark.parametrize("answer", ["", "???", base64.b64encode(b"<x").decode(), base64.b64encode(b"<a/>").decode(), "A" * 200_001])
def test_noise_opens_nothing_and_breaks_nothing(provider: SamlProvider, answer: str):
    assert refused(come_back(Client(), answer))


def test_where_an_answer_is_read_without_one_nothing_opens(provider: SamlProvider):
    assert refused(Client().get("/sign-in/saml/finish/"))


def test_an_unverified_mail_opens_nothing_unless_its_domain_is_the_companys(provider: SamlProvider, settings: Any):
    provider.attributes = {}
    client = Client()
    assert refused(come_back(client, provider.answer(ask(client))), "did not say that your e-mail address is verified")
    settings.IDENTITY_PROVIDERS[0]["settings"]["verified_email"] = ["example.org"]
    assert come_back(client, provider.answer(ask(client))).status_code == 302
    assert is_in(client)


def test_the_mail_of_an_account_linked_elsewhere_opens_nothing(provider: SamlProvider, person: User):
    SocialAccount.objects.create(user=person, provider="openid_connect-0123456789abcdef", uid="robin")
    client = Client()
    assert refused(come_back(client, provider.answer(ask(client))), "linked to another identity")
    assert not is_in(client)


def test_a_closed_account_stays_closed(provider: SamlProvider, person: User):
    User.objects.filter(pk=person.pk).update(is_active=False)
    client = Client()
    assert refused(come_back(client, provider.answer(ask(client))), "This account is closed")


def test_proving_again_asks_the_provider_to_ask_and_takes_no_old_proof(provider: SamlProvider):
    client = Client()
    come_back(client, provider.answer(ask(client)))
    session = client.session
    session["sign_in"] = session["sign_in"] | {"confirmed": time.time() - 3600}
    session.save()
    asked, again = question_of(client.get("/sign-in/saml/?confirm=1&next=/people/people.csv")["Location"])
    assert again
    assert refused(come_back(client, provider.answer(asked, proved=-60)), "did not ask again who you are")
    assert client.get("/people/people.csv").status_code == 302
    response = come_back(client, provider.answer(ask(client, "/sign-in/saml/?confirm=1&next=/people/people.csv")))
    assert response["Location"] == "/people/people.csv"
    assert client.get("/people/people.csv").status_code == 200


def wrapped(answer: str, old: str, new: str) -> str:
    """Change what stands round the signed assertion, and nothing of it."""
    head, assertion = base64.b64decode(answer).decode().split("<saml:Assertion", 1)
    assert old in head
    return base64.b64encode(f"{head.replace(old, new)}<saml:Assertion{assertion}".encode()).decode()


def test_a_proof_that_stands_beside_the_signed_assertion_is_none(provider: SamlProvider):
    """Whoever sits at an open screen strips the wish to be asked again from our question, and adds the proof to the provider's answer."""
    client = Client()
    come_back(client, provider.answer(ask(client)))
    session = client.session
    session["sign_in"] = session["sign_in"] | {"confirmed": time.time() - 3600}
    session.save()
    statement = provider.answer("_q").encode()
    forged = re.findall(r"<saml:AuthnStatement.*</saml:AuthnStatement>", base64.b64decode(statement).decode(), re.DOTALL)[0]
    old = provider.answer(ask(client, "/sign-in/saml/?confirm=1&next=/people/people.csv"), proved=-60)
    come_back(client, wrapped(old, "<samlp:Status>", f"<samlp:Extensions>{forged}</samlp:Extensions><samlp:Status>"))
    assert client.get("/people/people.csv").status_code == 302


@pytest.mark.parametrize("unasked", [True, False], ids=["no question", "another question"])
def test_an_assertion_that_was_not_made_for_our_question_opens_nothing(provider: SamlProvider, unasked: bool):
    """What stands round the assertion is not signed: somebody else's could be put into an answer to our question."""
    client, other = Client(), ask(Client())
    taken = provider.answer(other, unasked=unasked)
    assert refused(come_back(client, wrapped(taken, f'InResponseTo="{other}"', f'InResponseTo="{ask(client)}"')))
    assert not is_in(client)


def test_our_metadata_name_where_answers_go(provider: SamlProvider):
    response = Client().get("/sign-in/saml/metadata/")
    assert response.status_code == 200
    assert 'Location="http://testserver/sign-in/saml/acs/"' in response.content.decode()


def test_metadata_of_another_provider_are_not_used(provider: SamlProvider, settings: Any):
    settings.IDENTITY_PROVIDERS[0]["settings"]["idp_entity_id"] = "https://other-idp.example/"
    assert Client().get("/sign-in/saml/").status_code == 503


def test_both_kinds_can_be_offered_side_by_side(provider: SamlProvider, settings: Any):
    with serve({"sub": "1"}) as served:
        told = {"server_url": served.issuer, "oauth_pkce_enabled": True, "verified_email": []}
        settings.IDENTITY_PROVIDERS.append(
            identity_providers.app("openid_connect", served.issuer, "Other", client_id="c", secret="s", settings=told)
        )
        page = Client().get("/sign-in/?next=/families/").content.decode()
        assert 'href="/sign-in/saml/?next=/families/"' in page
        assert "Sign in with Other" in page
