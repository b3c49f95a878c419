"""Idempotency keys: a write that is sent twice is done once, and answered the same both times.

The key's row is inserted in the transaction of the write. A second request with the same key, however close behind, waits at the
unique index until the first has ended: then it finds the answer, or, when the first came to nothing, does the work itself.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest.problems import KeyReused
from employees.models import KeptAnswer, User

HEADER = "Idempotency-Key"
SECRET = "secret"  # noqa: S105  # the name of the field in which an answer tells one
KEPT_FOR = dt.timedelta(hours=24)
WELL_FORMED = re.compile(r"[\x21-\x7e]{1,255}")


def key_of(request: Request) -> str:
    """Return the key that was sent; empty for none."""
    key: str = request.headers.get(HEADER, "")
    if HEADER in request.headers and not WELL_FORMED.fullmatch(key):
        raise exceptions.ParseError(f"{HEADER} is not as expected: 1 to 255 visible ASCII characters, such as a UUID.")
    return key


def fingerprint_of(request: Request, body: bytes) -> str:
    return hashlib.sha256(b"\0".join([(request.method or "").encode(), request.get_full_path().encode(), body])).hexdigest()


def once(
    request: Request, account: User, body: bytes, work: Callable[[], Response], *, anew: Callable[[], Any] | None = None
) -> Response | HttpResponse:  # Any: JSON
    """Do the work under the request's key, or return what it was answered before. Raises `KeyReused` for another request's key.

    With `anew` no word of the answer is kept, as it may lie nowhere in clear: whoever asks again is told how it stands by then.
    """
    key = key_of(request)
    if not key:
        return work()
    KeptAnswer.objects.filter(expires_at__lte=timezone.now()).delete()
    with transaction.atomic():
        fingerprint = fingerprint_of(request, body)
        asked = {"fingerprint": fingerprint, "expires_at": timezone.now() + KEPT_FOR}
        kept, is_new = KeptAnswer.objects.get_or_create(account=account, key=key, defaults=asked)
        if kept.fingerprint != fingerprint:
            raise KeyReused
        return keep(kept, work(), in_words=anew is None) if is_new else again(kept, anew)


def keep(kept: KeptAnswer, answer: Response, *, in_words: bool) -> Response:
    """Keep what was done; a refusal is not kept, so that the same key serves for another try."""
    if answer.status_code >= 400:
        kept.delete()
        return answer
    kept.status, kept.location = answer.status_code, answer.headers.get("Location", "")
    if in_words and answer.data is not None:
        kept.body = JSONRenderer().render(without_secret(answer.data)).decode()
    kept.save(update_fields=["status", "body", "location"])
    return answer


def without_secret(told: Any) -> Any:  # Any: JSON
    """Return what is kept of an answer: a secret is told once and lies nowhere in the open, so whoever asks again is told none."""
    return {**told, SECRET: None} if isinstance(told, Mapping) and SECRET in told else told


def again(kept: KeptAnswer, anew: Callable[[], Any] | None) -> HttpResponse:  # Any: JSON
    body = JSONRenderer().render(anew()) if anew and kept.status == 200 else kept.body
    headers = {"Idempotency-Replayed": "true"} | ({"Location": kept.location} if kept.location else {})
    return HttpResponse(body, status=kept.status, content_type="application/json", headers=headers)
