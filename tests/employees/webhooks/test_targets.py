"""Where requests may go: the public internet by HTTPS, and what the operator names. Names are judged by what they resolve to."""

from ipaddress import ip_address, ip_network

import pytest

from employees.webhooks import posting, targets
from employees.webhooks.targets import TargetRefusedError


def resolving(monkeypatch, *answers: list[str]) -> list[str]:
    """Let each look-up bring the next of `answers`; return the names that were looked up."""
    asked: list[str] = []
    told = iter(answers)

    def look_up(host: str, port: int):
        asked.append(host)
        return [(None, None, None, "", (address, port)) for address in next(told)]

    monkeypatch.setattr(targets, "look_up", look_up)
    return asked


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1 240.0.0.1 255.255.255.255
    192.0.2.1 198.18.0.1 ::1 :: fe80::1 fc00::1 fd12:3456::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1
    64:ff9b:1::1 2002:7f00:1:: 2001::1 2001:db8::1""".split(),
)
def test_private_loopback_link_local_and_wrapped_addresses_are_closed(address: str):
    with pytest.raises(TargetRefusedError, match="not an address of the public internet"):
        targets.judge(ip_address(address), secure=True)
    bracketed = f"[{address}]" if ":" in address else address
    with pytest.raises(TargetRefusedError):
        targets.read(f"https://{bracketed}/hook")


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111"])
def test_public_addresses_are_open_by_https_alone(address: str):
    targets.judge(ip_address(address), secure=True)
    with pytest.raises(TargetRefusedError, match="https://"):
        targets.judge(ip_address(address), secure=False)


def test_a_network_that_the_operator_names_is_open_also_unencrypted(settings):
    settings.WEBHOOK_NETWORKS = (ip_network("10.20.0.0/16"), ip_network("fd12::/16"))
    for address in ("10.20.3.4", "fd12::7"):
        targets.judge(ip_address(address), secure=False)
    with pytest.raises(TargetRefusedError):
        targets.judge(ip_address("10.21.0.1"), secure=True)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://hooks.example.com/",
        "hooks.example.com/x",
        "https://",
        "https:///x",
        "file:///etc/passwd",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com/#part",
        "https://hooks.example.com:port/",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/\r\nHost: other",
        "https://höoks.example.com/",
        "https://[::1",
        f"https://{'a' * 300}.example.com/",
    ],
)
def test_what_is_no_address_of_ours_is_refused_with_a_sentence(url: str):
    with pytest.raises(TargetRefusedError, match=r"(Expected|no address)"):
        targets.read(url)


def test_an_address_is_taken_apart():
    target = targets.read("https://Hooks.Example.com:8443/a/b?c=d")
    assert target == targets.Target(True, "hooks.example.com", 8443, "/a/b?c=d", "Hooks.Example.com:8443")
    assert targets.read("http://hooks.example.com").port == 80
    assert targets.read("https://hooks.example.com").path == "/"


def test_one_closed_address_among_those_of_a_name_closes_the_name(monkeypatch):
    resolving(monkeypatch, ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(TargetRefusedError, match=r"127\.0\.0\.1"):
        targets.addresses_of(targets.read("https://hooks.example.com/"))


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f.0.0.1", "2130706433"])
def test_other_ways_to_write_this_machine_are_judged_by_what_they_resolve_to(monkeypatch, host: str):
    resolving(monkeypatch, ["127.0.0.1"])
    assert "not an address of the public internet" in posting.post(f"https://{host}/", b"{}", {}).error


def test_a_name_that_answers_otherwise_a_moment_later_reaches_nothing(monkeypatch):
    """DNS rebinding: the name is looked up once, and the connection goes to the address that was judged."""
    asked = resolving(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    reached: list[tuple[str, int]] = []

    def create_connection(address, timeout):
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(posting.socket, "create_connection", create_connection)
    answer = posting.post("https://rebinding.example.com/", b"{}", {})
    assert (asked, reached) == (["rebinding.example.com"], [("93.184.216.34", 443)])
    assert answer.error == "The request did not get through: ConnectionRefusedError."


def test_a_name_that_does_not_exist_is_a_failure_with_a_sentence(monkeypatch):
    def look_up(host: str, port: int):
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr(targets, "look_up", look_up)
    assert "could not be found" in posting.post("https://nowhere.example.com/", b"{}", {}).error
