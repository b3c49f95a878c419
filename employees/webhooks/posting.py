"""One request to somebody else's server: to an address that was judged, no redirect followed, over after ten seconds whatever happens.

The answer's status is all that is read of it: its body could be anything, of any length.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from employees.webhooks import targets
from employees.webhooks.targets import Address, Target, TargetRefusedError

CONNECT_SECONDS = 3
SECONDS = 10
MOST_ADDRESSES = 3


@dataclass(frozen=True)
class Answer:
    """`error` is empty when it was taken; `status` is None when there was no answer."""

    status: int | None
    error: str = ""


class Reaching:
    """What both kinds of connection have in common: they go to addresses that were judged, and can be cut off."""

    addresses: list[Address]
    port: int
    sock: socket.socket | None
    was_cut = False

    def reach(self) -> socket.socket:
        """Connect to the first of the addresses that takes us."""
        last: OSError = OSError("The name resolves to no address.")
        for address in self.addresses[:MOST_ADDRESSES]:
            try:
                reached = socket.create_connection((str(address), self.port), timeout=CONNECT_SECONDS)
            except OSError as error:
                last = error
            else:
                reached.settimeout(SECONDS)
                return reached
        raise last

    def cut(self) -> None:
        """End the connection from another thread: a socket's own timeout begins anew with every byte."""
        self.was_cut = True
        if self.sock:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class PlainConnection(Reaching, http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = self.reach()


class SecureConnection(Reaching, http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = self.reach()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post once. Whatever goes wrong is the answer's `error`, a sentence."""
    try:
        target = targets.read(url)
        connection = connection_to(target)
    except TargetRefusedError as refusal:
        return Answer(None, str(refusal))
    except OSError as error:
        return Answer(None, f"The host could not be found: {error}.")
    try:
        return judged(exchange(connection, target, body, headers))
    except (OSError, http.client.HTTPException) as error:
        return Answer(None, sentence(error, connection))


def connection_to(target: Target) -> PlainConnection | SecureConnection:
    kind = SecureConnection if target.secure else PlainConnection
    connection = kind(target.host, target.port, timeout=SECONDS)
    connection.addresses = targets.addresses_of(target)
    return connection


def exchange(connection: PlainConnection | SecureConnection, target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    """Return the status of the answer; the connection is cut when it has none after `SECONDS`."""
    deadline = threading.Timer(SECONDS, connection.cut)
    deadline.daemon = True
    deadline.start()
    try:
        connection.request("POST", target.path, body, {"Host": target.authority, **headers})
        return connection.getresponse().status
    finally:
        deadline.cancel()
        connection.close()


def judged(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer(status)
    if 300 <= status < 400:
        return Answer(
            status, f"It answered {status}, a redirect. Redirects are not followed: enter the address that takes the request itself."
        )
    return Answer(status, f"It answered {status}. Expected 200 to 299.")


def sentence(error: Exception, connection: Reaching) -> str:
    if connection.was_cut or isinstance(error, TimeoutError):
        return f"There was no answer within {SECONDS} seconds."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Its certificate is not valid: {error.verify_message}."
    return f"The request did not get through: {type(error).__name__}."
