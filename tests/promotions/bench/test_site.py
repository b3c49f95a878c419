"""Pages are asked for as people ask: over HTTP, signed in, and an answer that is not the page counts for nothing."""

from contextlib import closing
from http.client import HTTPConnection
from itertools import cycle
from urllib.parse import urlsplit

import pytest

from employees.models import Employee
from promotions.bench.line import leader_of_many
from promotions.bench.pages import _asked, _for, _summed
from promotions.bench.site import EMPTY, milliseconds, signed_in, site


@pytest.fixture
def door(live_server):
    address = urlsplit(live_server.url)
    with closing(HTTPConnection(address.hostname, address.port, timeout=30)) as connected:
        yield connected


def test_a_cookie_opens_my_path_and_nothing_else_does(bench, door):
    _, cookie = signed_in(Employee.objects.get(pk=7))
    assert milliseconds(door, "/", cookie) > 0
    with pytest.raises(RuntimeError, match="/ answered 302; expected 200"):
        milliseconds(door, "/")


def test_pages_are_asked_for_in_turn_until_it_is_over(bench, door):
    own = cycle([("/", signed_in(leader_of_many())[1])])
    times = _asked(door, {"empty": cycle([(EMPTY, "")]), "path": own}, _for(0.1))
    assert len(times["empty"]) == len(times["path"]) > 0
    median, slowest = _summed((times,))["path"]
    assert 0 < median[0] <= slowest[0]


def test_the_leader_asked_about_leads_at_least_a_tenth(bench):
    leader = leader_of_many()
    assert leader.line.right - leader.line.left >= bench.people // 10


@pytest.mark.django_db
def test_the_site_is_served_by_processes_of_its_own_and_goes_with_the_block():
    with site() as served:
        assert milliseconds(served, EMPTY) > 0
        address = (served.host, served.port)
    with closing(HTTPConnection(*address)) as gone, pytest.raises(ConnectionError):
        gone.request("GET", EMPTY)
