"""A SAML provider for tests: its key, its metadata, and answers signed with python3-saml, true ones and others."""

import base64
import datetime as dt
import zlib
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

ENTITY = "https://idp.example/saml"
OURS = "http://testserver/sign-in/saml/metadata/"
ACS = "http://testserver/sign-in/saml/acs/"
NAMES = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"


def key_pair() -> tuple[str, str]:
    """Return a private key and a certificate of it, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")]), dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    certificate = made.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


def at(minutes: float = 0) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class SamlProvider:
    key: str
    certificate: str
    mail: str = "robin@example.org"
    subject: str = "robin-at-the-idp"
    attributes: dict[str, str] = field(default_factory=dict)

    def metadata(self) -> str:
        bare = "".join(self.certificate.splitlines()[1:-1])
        return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">
<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
</md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""

    def answer(
        self,
        asked: str,
        *,
        signer: tuple[str, str] | None = None,
        signed: bool = True,
        audience: str = OURS,
        recipient: str = ACS,
        issuer: str = ENTITY,
        until: float = 5,
        proved: float = 0,
        unasked: bool = False,
    ) -> str:
        """Return an answer to the question `asked`, as the browser posts it; with `unasked` its assertion names none. Times in minutes
        from now."""
        named = "" if unasked else f'InResponseTo="{asked}" '
        told = "".join(
            f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>'
            for name, value in {"urn:oid:0.9.2342.19200300.100.1.3": self.mail, **self.attributes}.items()
        )
        assertion = f"""<saml:Assertion {NAMES} ID="_a1" Version="2.0" IssueInstant="{at()}"><saml:Issuer>{issuer}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{self.subject}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData {named}NotOnOrAfter="{at(until)}" Recipient="{recipient}"/>
</saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{at(-10)}" NotOnOrAfter="{at(until)}">
<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{at(proved)}" SessionIndex="_s1"><saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement>{told}</saml:AttributeStatement></saml:Assertion>"""
        if signed:
            assertion = OneLogin_Saml2_Utils.add_sign(assertion, *(signer or (self.key, self.certificate))).decode()
        response = f"""<samlp:Response {NAMES} ID="_r1" Version="2.0" IssueInstant="{at()}" Destination="{ACS}" InResponseTo="{asked}">
<saml:Issuer>{issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="{SUCCESS}"/></samlp:Status>{assertion}</samlp:Response>"""
        return base64.b64encode(response.encode()).decode()


def question_of(address: str) -> tuple[str, bool]:
    """Return the id of the question in an address to the provider, and whether it asks to prove again who one is."""
    packed = base64.b64decode(parse_qs(urlsplit(address).query)["SAMLRequest"][0])
    document = OneLogin_Saml2_XML.to_etree(zlib.decompress(packed, -15))
    return document.get("ID"), document.get("ForceAuthn") == "true"
