"""The company's providers as the environment names them, and the sentence for each thing that is wrong."""

from pathlib import Path
from typing import Any

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config import identity_providers

OIDC = {"OIDC_ISSUER": "https://idp.example/", "OIDC_CLIENT_ID": "pathways", "OIDC_CLIENT_SECRET": "s"}
SAML = {"SAML_IDP_ENTITY_ID": "https://idp.example/saml", "SAML_IDP_METADATA": "https://idp.example/metadata"}


def read(variables: dict[str, str], *, production: bool = True) -> list[dict[str, Any]]:
    env = environ.Env()
    env.ENVIRON = variables
    return identity_providers.read(env, production=production)


def test_without_variables_there_is_none():
    assert read({}) == []


def test_both_can_be_there():
    openid, saml = read(OIDC | SAML | {"OIDC_NAME": "Example", "OIDC_MAIL_DOMAINS": "Example.org, example.com"})
    assert (openid["provider"], openid["name"], openid["settings"]["verified_email"]) == (
        "openid_connect",
        "Example",
        ["example.org", "example.com"],
    )
    assert openid["settings"]["server_url"] == "https://idp.example/"
    assert (saml["provider"], saml["client_id"]) == ("saml", "company")


def test_another_issuer_is_another_provider():
    (one,), (other,) = read(OIDC), read(OIDC | {"OIDC_ISSUER": "https://idp.example"})
    assert one["provider_id"] != other["provider_id"]


def test_metadata_may_lie_in_a_file(tmp_path: Path):
    file = tmp_path / "metadata.xml"
    file.write_text("<x/>")
    assert read(SAML | {"SAML_IDP_METADATA": str(file)})[0]["settings"]["metadata"] == str(file)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (OIDC | {"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET is missing"),
        ({"OIDC_CLIENT_ID": "x"}, "OIDC_ISSUER is missing"),
        (
            OIDC | {"OIDC_ISSUER": "http://idp.example"},
            "OIDC_ISSUER is 'http://idp.example'; expected an address that begins with https://",
        ),
        (OIDC | {"OIDC_ISSUER": "https://x.example/.well-known/openid-configuration"}, "expected the issuer alone"),
        (OIDC | {"OIDC_MAIL_DOMAINS": "@example.org"}, "OIDC_MAIL_DOMAINS has '@example.org'; expected mail domains"),
        ({"SAML_IDP_ENTITY_ID": "x"}, "SAML_IDP_METADATA is missing"),
        (SAML | {"SAML_IDP_METADATA": "/nowhere.xml"}, "where there is no file"),
        (SAML | {"SAML_IDP_METADATA": "http://idp.example/m"}, "expected an address that begins with https://"),
    ],
)
def test_what_is_wrong_stops_the_start_with_a_sentence(variables: dict[str, str], sentence: str):
    with pytest.raises(ImproperlyConfigured, match=sentence.replace(".", r"\.")):
        read(variables)


def test_a_provider_on_this_machine_may_be_tried_out_but_not_in_production():
    local = OIDC | {"OIDC_ISSUER": "http://localhost:9400"}
    assert read(local, production=False)
    with pytest.raises(ImproperlyConfigured):
        read(local)
