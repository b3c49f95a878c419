"""What a user and a group are made of (RFC 7643 §4, §7): the one list from which documents are read, shown and described.

Less than the standard's: what Pathways has a use for, and what directories compare with what they sent. The rest is left aside.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
RESOURCE_TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"

MOST_RESULTS = 200
Document = dict[str, Any]  # Any: what JSON holds


@dataclass(frozen=True)
class Attribute:
    """`unique`: none | server. `refers`: the resource types that a reference names."""

    name: str
    words: str
    kind: str = "string"
    many: bool = False
    required: bool = False
    writable: bool = True
    exact: bool = False
    unique: str = "none"
    canonical: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    parts: tuple["Attribute", ...] = ()

    def part(self, name: str) -> "Attribute | None":
        return find(self.parts, name)

    def described(self) -> Document:
        told: Document = {
            "name": self.name,
            "type": self.kind,
            "multiValued": self.many,
            "description": self.words,
            "required": self.required,
            "mutability": "readWrite" if self.writable else "readOnly",
            "returned": "default",
            "uniqueness": self.unique,
        }
        if self.kind in ("string", "reference"):
            told["caseExact"] = self.exact
        if self.canonical:
            told["canonicalValues"] = list(self.canonical)
        if self.refers:
            told["referenceTypes"] = list(self.refers)
        if self.parts:
            told["subAttributes"] = [part.described() for part in self.parts]
        return told


def find(attributes: tuple[Attribute, ...], name: str) -> Attribute | None:
    """Return the attribute of that name; names mind no capitals (RFC 7643 §2.1)."""
    return next((one for one in attributes if one.name.lower() == name.lower()), None)


@dataclass(frozen=True)
class Schema:
    urn: str
    name: str
    words: str
    attributes: tuple[Attribute, ...]

    def described(self, base: str) -> Document:
        return {
            "schemas": [SCHEMA],
            "id": self.urn,
            "name": self.name,
            "description": self.words,
            "attributes": [attribute.described() for attribute in self.attributes],
            "meta": {"resourceType": "Schema", "location": f"{base}/Schemas/{self.urn}"},
        }


# Of every resource, and so in no schema (RFC 7643 §3.1)
COMMON = (
    Attribute("schemas", "What the document is made of", many=True, exact=True, writable=False),
    Attribute("id", "Our name for it", exact=True, writable=False),
    Attribute("externalId", "The directory's name for it", exact=True),
    Attribute(
        "meta",
        "Of the record itself",
        kind="complex",
        writable=False,
        parts=(
            Attribute("resourceType", "User or Group", exact=True, writable=False),
            Attribute("created", "When it was made", kind="dateTime", writable=False),
            Attribute("lastModified", "When it was changed", kind="dateTime", writable=False),
            Attribute("location", "Its address", kind="reference", exact=True, writable=False, refers=("uri",)),
            Attribute("version", "Its tag", exact=True, writable=False),
        ),
    ),
)

USER_SCHEMA = Schema(
    USER,
    "User",
    "An account",
    (
        Attribute("userName", "What the directory calls the account, once in the company", required=True, unique="server"),
        Attribute(
            "name",
            "The holder's name as the directory has it",
            kind="complex",
            parts=(Attribute("familyName", "Family name"), Attribute("givenName", "Given name")),
        ),
        Attribute("displayName", "Name to be shown"),
        Attribute("title", "Job title, as the directory has it"),
        Attribute(
            "emails",
            "The account's address: one, by which its holder is known here",
            kind="complex",
            many=True,
            required=True,
            parts=(
                Attribute("value", "The address", required=True, unique="server"),
                Attribute("type", "Always work", canonical=("work",)),
                Attribute("primary", "Whether the directory calls it so", kind="boolean"),
            ),
        ),
        Attribute(
            "active", "Whether the account is open. One that is closed signs in no more, from that moment on", kind="boolean", required=True
        ),
        Attribute(
            "groups",
            "The groups that it is a member of",
            kind="complex",
            many=True,
            writable=False,
            parts=(
                Attribute("value", "Id of the group", exact=True, writable=False),
                Attribute("$ref", "Address of the group", kind="reference", exact=True, writable=False, refers=("Group",)),
                Attribute("display", "Name of the group", writable=False),
            ),
        ),
    ),
)
ENTERPRISE_SCHEMA = Schema(
    ENTERPRISE,
    "EnterpriseUser",
    "What joins an account to an employee's record",
    (
        Attribute("employeeNumber", "The HR system's employee number: the account is joined to the record of that number", exact=True),
        Attribute("department", "Department, as the directory has it; units come from the HR system"),
        Attribute(
            "manager",
            "Manager, as the directory has it; the reporting line comes from the HR system",
            kind="complex",
            parts=(Attribute("value", "The manager's id, as the directory sends it", exact=True),),
        ),
    ),
)
GROUP_SCHEMA = Schema(
    GROUP,
    "Group",
    "A group of the directory. Administrators say which duties it entrusts to its members",
    (
        Attribute("displayName", "Its name, once in the company", required=True, unique="server"),
        Attribute(
            "members",
            "The accounts in it; groups in groups are not taken",
            kind="complex",
            many=True,
            parts=(
                Attribute("value", "Id of the account", exact=True),
                Attribute("$ref", "Address of the account", kind="reference", exact=True, refers=("User",)),
                Attribute("type", "Always User", canonical=("User",)),
            ),
        ),
    ),
)
SCHEMAS = (USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_SCHEMA)


@dataclass(frozen=True)
class ResourceType:
    """`extensions`: schemas whose attributes stand under their name in the document."""

    name: str
    endpoint: str
    schema: Schema
    extensions: tuple[Schema, ...] = ()

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """Return all that stands at the top of a document; an extension is a complex attribute named by its schema."""
        extended = (Attribute(one.urn, one.words, kind="complex", parts=one.attributes) for one in self.extensions)
        return (*COMMON, *self.schema.attributes, *extended)

    @property
    def urns(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each schema's name and where its attributes stand, extensions first: theirs ends like ours."""
        yield from ((one.urn, (one.urn,)) for one in self.extensions)
        yield self.schema.urn, ()

    def described(self, base: str) -> Document:
        told: Document = {
            "schemas": [RESOURCE_TYPE],
            "id": self.name,
            "name": self.name,
            "description": self.schema.words,
            "endpoint": self.endpoint,
            "schema": self.schema.urn,
            "meta": {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/{self.name}"},
        }
        if self.extensions:
            told["schemaExtensions"] = [{"schema": one.urn, "required": False} for one in self.extensions]
        return told


USERS = ResourceType("User", "/Users", USER_SCHEMA, (ENTERPRISE_SCHEMA,))
GROUPS = ResourceType("Group", "/Groups", GROUP_SCHEMA)
RESOURCE_TYPES = (USERS, GROUPS)


def config(base: str) -> Document:
    """Return what this server can do (RFC 7643 §5)."""
    no: Mapping[str, bool] = {"supported": False}
    return {
        "schemas": [CONFIG],
        "patch": {"supported": True},
        "bulk": {**no, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MOST_RESULTS},
        "changePassword": dict(no),
        "sort": {"supported": True},
        "etag": {"supported": True},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "A token with the scope provision:accounts, made by an administrator",
                "primary": True,
            }
        ],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}/ServiceProviderConfig"},
    }
