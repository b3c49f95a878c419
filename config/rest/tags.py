"""Entity tags: the SHA-256 of the very bytes of an answer, so they are strong."""

import hashlib
from typing import Any

from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer


def tag_of_bytes(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def tag_of(shown: Any) -> str:  # Any: JSON
    return tag_of_bytes(JSONRenderer().render(shown))


def matches(header: str, tag: str) -> bool:
    """Return whether the header names this tag, or is `*`. A proxy that packs answers marks tags as weak; they still match."""
    named = [one.removeprefix("W/") for one in parse_etags(header)]
    return "*" in named or tag in named
