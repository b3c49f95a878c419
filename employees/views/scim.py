"""`/scim/v2/`: what the company's directory asks and tells. Let in by a token alone, answered in SCIM's own form (RFC 7644)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from employees import access, origin, tokens
from employees.access import Permission
from employees.models import DirectoryGroup, User
from employees.scim import documents, filters, groups, lookups, patches, users
from employees.scim.errors import ScimError, missing, taken
from employees.scim.lookups import Columns
from employees.scim.schemas import ERROR, GROUPS, LIST, MOST_RESULTS, RESOURCE_TYPES, SCHEMAS, USERS, Document, ResourceType, config
from employees.scopes import Scope

DEFAULT_RESULTS = 100
Verb = Callable[..., HttpResponse]


def endpoint(**verbs: Verb) -> Callable[..., HttpResponse]:
    """Return the view of an address that takes these methods; what goes wrong is answered as SCIM answers it."""

    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, **where: str) -> HttpResponse:
        try:
            by = let_in(request)
            method = (request.method or "").lower()
            verb = verbs.get("get" if method == "head" else method)
            if verb is None:
                raise ScimError(405, f"This address takes {', '.join(sorted(name.upper() for name in verbs))}.")
            return verb(request, by, **where)
        except ScimError as error:
            return refused(error)
        except IntegrityError:  # another request was quicker between the question and the write
            return refused(taken("Another request has just taken that name or address. Ask again."))
        except RequestDataTooBig:
            return refused(ScimError(413, "The request is too large."))

    return view


def let_in(request: HttpRequest) -> User:
    """Return the account that acts: the owner of the token. Raises ScimError; a session opens nothing here."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = tokens.find(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None
    if token is None:
        raise ScimError(401, "No valid token. Expected Authorization: Bearer and a token with the scope provision:accounts.")
    if not (token.allows(Scope.PROVISION) and access.of(token.user).may(Permission.MANAGE_ACCOUNTS)):
        raise ScimError(403, "This token may not provision accounts. Expected one with that scope, of an administrator.")
    origin.use_token(token.prefix)
    tokens.note_use(token)
    return token.user


def refused(error: ScimError) -> HttpResponse:
    body: Document = {"schemas": [ERROR], "status": str(error.status), "detail": error.detail}
    if error.kind:
        body["scimType"] = error.kind
    response = answer(body, error.status)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="scim"'
    return response


def answer(body: Document, status: int = 200) -> HttpResponse:
    response = HttpResponse(json.dumps(body), status=status, content_type="application/scim+json")
    response.headers["Cache-Control"] = "no-store"
    meta = body.get("meta", {})
    if "version" in meta:
        response.headers["ETag"] = meta["version"]
    if status == 201:
        response.headers["Location"] = meta["location"]
    return response


def body_of(request: HttpRequest) -> Mapping[str, Any]:  # Any: what JSON holds
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise patches.syntax("The body is no JSON.") from None
    if not isinstance(found, dict):
        raise patches.syntax("Expected an object in JSON.")
    return found


def base_of(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("scim-nowhere", args=["x"])).removesuffix("/x")


def refuse_stale(request: HttpRequest, version: str) -> None:
    wanted = request.headers.get("If-Match", "*")
    if wanted.strip() != "*" and version not in [tag.strip() for tag in wanted.split(",")]:
        raise ScimError(412, f"It has changed: it is {version} now. Read it again.")


def one(request: HttpRequest, document: Document, kind: ResourceType) -> HttpResponse:
    """Answer a question for one resource, or that it is as the asker knows it."""
    if document["meta"]["version"] in [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304, headers={"ETag": document["meta"]["version"]})
    return said(request, document, kind)


def said(request: HttpRequest, document: Document, kind: ResourceType, status: int = 200) -> HttpResponse:
    """Answer with a resource, or with the parts of it that are asked for."""
    response = answer(document, status)
    response.content = json.dumps(documents.shown(document, kind, *parts_of(request))).encode()
    return response


def parts_of(request: HttpRequest) -> tuple[str, str]:
    return request.GET.get("attributes", ""), request.GET.get("excludedAttributes", "")


def number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, str(default))
    try:
        return int(text[:9])
    except ValueError:
        raise ScimError(400, f"{name} is {text!r}. Expected a whole number.", "invalidValue") from None


def listed(request: HttpRequest, rows: QuerySet[Any], kind: ResourceType, columns: Columns) -> tuple[int, int, list[Any]]:
    """Return how many rows the filter lets through, which is the first shown, and those shown. Any: rows carry columns of their own."""
    if asked := request.GET.get("filter", ""):
        rows = rows.filter(lookups.question(filters.read(asked), kind, columns))
    order = ["pk"]
    if by := request.GET.get("sortBy", ""):
        down = "-" if request.GET.get("sortOrder", "").lower() == "descending" else ""
        order.insert(0, down + lookups.column_of(by, kind, columns, ()).name)
    start = max(1, number(request, "startIndex", 1))
    count = min(MOST_RESULTS, max(0, number(request, "count", DEFAULT_RESULTS)))
    found = list(rows.order_by(*order)[start - 1 : start - 1 + count])
    return rows.count(), start, found


def page_of(request: HttpRequest, resources: list[Document], total: int, start: int, kind: ResourceType | None = None) -> HttpResponse:
    if kind:
        resources = [documents.shown(one, kind, *parts_of(request)) for one in resources]
    shown = {"totalResults": total, "startIndex": start, "itemsPerPage": len(resources), "Resources": resources}
    return answer({"schemas": [LIST], **shown})


# --- Users and groups -------------------------------------------------------------------------


class Rows(Protocol):
    """What the modules `users` and `groups` both are: the rows of one kind of resource, and what may be done to them."""

    COLUMNS: Columns
    known: Callable[[], QuerySet[Any]]  # Any: accounts or groups, here and below
    find: Callable[..., Any]
    create: Callable[..., Any]
    change: Callable[..., None]
    remove: Callable[..., None]


@dataclass(frozen=True)
class Resource:
    """One kind of resource as it is asked for. `documents` shows rows, with what is left out unless asked for when `whole`."""

    kind: ResourceType
    rows: Rows
    documents: Callable[..., list[Document]]

    def document(self, request: HttpRequest, row: Any, *, whole: bool = False) -> Document:
        return self.documents(request, [self.rows.find(str(row.pk))], whole=whole)[0]

    def claimed(self, request: HttpRequest, number: str) -> tuple[Any, Document]:
        """Return a row, nobody else's until the transaction ends, and its document as it stands."""
        row = self.rows.find(number, lock=True)
        document = self.document(request, row, whole=True)
        refuse_stale(request, document["meta"]["version"])
        return row, document

    def list(self, request: HttpRequest, by: User) -> HttpResponse:
        total, start, found = listed(request, self.rows.known(), self.kind, self.rows.COLUMNS)
        return page_of(request, self.documents(request, found), total, start, self.kind)

    @transaction.atomic
    def create(self, request: HttpRequest, by: User) -> HttpResponse:
        row = self.rows.create(dict(body_of(request)), by=by)
        return said(request, self.document(request, row), self.kind, 201)

    def read(self, request: HttpRequest, by: User, number: str) -> HttpResponse:
        return one(request, self.documents(request, [self.rows.find(number)])[0], self.kind)

    @transaction.atomic
    def replace(self, request: HttpRequest, by: User, number: str) -> HttpResponse:
        row, _ = self.claimed(request, number)
        self.rows.change(row, dict(body_of(request)), by=by)
        return said(request, self.document(request, row), self.kind)

    @transaction.atomic
    def patch(self, request: HttpRequest, by: User, number: str) -> HttpResponse:
        row, document = self.claimed(request, number)
        self.rows.change(row, patches.patched(document, body_of(request), self.kind), by=by)
        return said(request, self.document(request, row), self.kind)

    @transaction.atomic
    def delete(self, request: HttpRequest, by: User, number: str) -> HttpResponse:
        row, _ = self.claimed(request, number)
        self.rows.remove(row, by=by)
        return HttpResponse(status=204)


def user_documents(request: HttpRequest, found: Sequence[User], *, whole: bool = False) -> list[Document]:
    member_of, base = groups.groups_of([user.pk for user in found]), base_of(request)
    return [users.shown(user, base, member_of.get(user.pk, [])) for user in found]


def group_documents(request: HttpRequest, found: Sequence[DirectoryGroup], *, whole: bool = False) -> list[Document]:
    """Return the groups, without their members where nobody asks for them: there may be thousands."""
    asked = whole or documents.asks_for("members", GROUPS, *parts_of(request))
    members, base = groups.members_of([group.pk for group in found]) if asked else {}, base_of(request)
    return [groups.shown(group, base, members.get(group.pk, [])) for group in found]


ACCOUNTS = Resource(USERS, users, user_documents)
DIRECTORY_GROUPS = Resource(GROUPS, groups, group_documents)


# --- What there is (RFC 7644 §4) ----------------------------------------------------------------


def show_config(request: HttpRequest, by: User) -> HttpResponse:
    return answer(config(base_of(request)))


def show_all(request: HttpRequest, found: list[Document]) -> HttpResponse:
    if request.GET.get("filter"):
        raise ScimError(403, "What there is cannot be filtered.")
    return page_of(request, found, len(found), 1)


def list_schemas(request: HttpRequest, by: User) -> HttpResponse:
    return show_all(request, [schema.described(base_of(request)) for schema in SCHEMAS])


def read_schema(request: HttpRequest, by: User, urn: str) -> HttpResponse:
    return named(schema.described(base_of(request)) for schema in SCHEMAS if schema.urn.lower() == urn.lower())


def list_resource_types(request: HttpRequest, by: User) -> HttpResponse:
    return show_all(request, [kind.described(base_of(request)) for kind in RESOURCE_TYPES])


def read_resource_type(request: HttpRequest, by: User, name: str) -> HttpResponse:
    return named(kind.described(base_of(request)) for kind in RESOURCE_TYPES if kind.name == name)


def named(found: Any) -> HttpResponse:
    document = next(found, None)
    if document is None:
        raise missing()
    return answer(document)


NOT_OFFERED = ("Me", "Bulk", ".search", "Users/.search", "Groups/.search")


def nothing_there(request: HttpRequest, by: User, rest: str) -> HttpResponse:
    if rest in NOT_OFFERED:
        raise ScimError(501, f"{rest} is not offered here: see ServiceProviderConfig.")
    raise missing()


service_provider_config = endpoint(get=show_config)
schemas = endpoint(get=list_schemas)
schema = endpoint(get=read_schema)
resource_types = endpoint(get=list_resource_types)
resource_type = endpoint(get=read_resource_type)
user_list, group_list = (endpoint(get=each.list, post=each.create) for each in (ACCOUNTS, DIRECTORY_GROUPS))
user, group = (endpoint(get=each.read, put=each.replace, patch=each.patch, delete=each.delete) for each in (ACCOUNTS, DIRECTORY_GROUPS))
nowhere = endpoint(**dict.fromkeys(("get", "post", "put", "patch", "delete"), nothing_there))
