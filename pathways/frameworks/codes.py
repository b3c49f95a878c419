"""Codes made from names: readable, stable from one import to the next, and distinct."""

import zlib
from collections import Counter
from collections.abc import Iterable

from django.utils.text import slugify


def code_from(name: str, *, longest: int = 120) -> str:
    """Return the name as a code of ASCII letters, digits and hyphens; a name without any gives its checksum."""
    code = slugify(name)
    return code if code and len(code) <= longest else _with_checksum(code, name, longest)


def distinct_codes(names: Iterable[str], *, longest: int = 120) -> dict[str, str]:
    """Return name → code. Names that would share a code (C++, C#) all carry a checksum of the name, whatever their order."""
    codes = {name: code_from(name, longest=longest) for name in names}
    shared = Counter(codes.values())
    return {name: code if shared[code] == 1 else _with_checksum(code, name, longest) for name, code in codes.items()}


def codes_within(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return (whole, name) → code. A name that several wholes use takes the whole's name into its code."""
    pairs = list(dict.fromkeys(names))
    shared = Counter(code_from(name) for _, name in pairs)
    full = {(whole, name): name if shared[code_from(name)] == 1 else f"{name} {whole}" for whole, name in pairs}
    codes = distinct_codes(full.values())
    return {pair: codes[text] for pair, text in full.items()}


def _with_checksum(code: str, name: str, longest: int) -> str:
    checksum = f"{zlib.crc32(name.encode()):08x}"
    return f"{code[: longest - 9]}-{checksum}".lstrip("-")
