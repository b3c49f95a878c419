"""Where a request may go: addresses of the public internet, and networks that the operator names.

A name is looked up once and what it resolves to is judged, each address of it; the connection goes to the address that was judged. So a
name that answers differently a moment later (DNS rebinding) reaches nothing.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Address = IPv4Address | IPv6Address
# Addresses in which others are wrapped: what lies behind them is judged by whoever unwraps them, not by us.
WRAPPED = tuple(IPv6Network(network) for network in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"))
LONGEST_HOST = 253


class TargetRefusedError(ValueError):
    """Why nothing is sent there, as a sentence."""


@dataclass(frozen=True)
class Target:
    """An address as it is written in a hook."""

    secure: bool
    host: str
    port: int
    path: str
    authority: str  # as the Host header has it


def read(url: str) -> Target:
    """Take an address apart. Raises TargetRefusedError for what is none of ours, and for an address of a network that is closed to us."""
    parts = split(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or len(parts.hostname) > LONGEST_HOST:
        raise TargetRefusedError(_("Expected an address that begins with https:// and names a host."))
    if "@" in parts.netloc or parts.fragment:
        raise TargetRefusedError(_("Expected an address without a user, a password or a #: requests are known by their signature."))
    secure = parts.scheme == "https"
    target = Target(secure, parts.hostname, parts.port or (443 if secure else 80), path_of(parts), parts.netloc)
    if (written := as_address(target.host)) is not None:
        judge(written, secure=secure)
    return target


def split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port = parts.port  # raises for one that is none
    except ValueError as error:
        raise TargetRefusedError(_("This is no address: %(error)s.") % {"error": error}) from None
    if any(sign.isspace() or not sign.isprintable() for sign in url) or not url.isascii():
        raise TargetRefusedError(_("Expected an address of plain letters, digits and marks, without blanks."))
    return parts


def path_of(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def addresses_of(target: Target) -> list[Address]:
    """Look the host up and return its addresses. Raises TargetRefusedError when one of them is closed to us, OSError when there is none."""
    found = list(dict.fromkeys(ip_address(str(row[4][0]).partition("%")[0]) for row in look_up(target.host, target.port)))
    for address in found:
        judge(address, secure=target.secure)
    return found


def look_up(host: str, port: int) -> list[tuple[object, object, object, str, tuple[object, ...]]]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)  # type: ignore[return-value]  # the stubs count the fields of each family


def judge(address: Address, *, secure: bool) -> None:
    """Raise TargetRefusedError unless the address is public and the way there encrypted, or its network is one that the operator named."""
    if any(address in network for network in settings.WEBHOOK_NETWORKS):
        return
    if not is_public(address):
        raise TargetRefusedError(
            _(
                "%(address)s is not an address of the public internet. Expected one, or a network named in "
                "WEBHOOK_NETWORKS by whoever runs Pathways."
            )
            % {"address": address}
        )
    if not secure:
        raise TargetRefusedError(_("Expected https://: what goes to the public internet is encrypted."))


def is_public(address: Address) -> bool:
    wrapped = isinstance(address, IPv6Address) and any(address in network for network in WRAPPED)
    return address.is_global and not (wrapped or address.is_multicast or address.is_reserved)


def as_address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
