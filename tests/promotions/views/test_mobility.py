"""The mobility page: what it shows, to whom, and what it answers to anything else."""

import csv
import datetime as dt
import io
import re

import pytest
from django.urls import reverse

from promotions import metrics
from promotions.metrics.measures import UNTOLD
from promotions.models.readiness import Status
from tests.factories.employees import EmployeeFactory, GrantFactory, UnitFactory, UserFactory
from tests.promotions.metrics.company import PROMOTION, finished_run, hospital, leave, person, readiness, seat

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 3, 31)


@pytest.fixture
def company():
    """24 nurses in ward A since 2024, twelve of them promoted in May 2025; 13 clerks in ward B, Cleo and Dan among them, who left.

    Four seats filled, one from outside.
    """
    it = hospital()
    for number in range(24):
        moves = [("2025-05-01", it.senior, it.ward_a, PROMOTION)] if number < 12 else []
        person(("2024-01-01", it.nurse, it.ward_a, "hire"), *moves)
    it.cleo, *_ = [person(("2024-01-01", it.clerk, it.ward_b, "hire")) for _ in range(12)]
    it.dan = person(("2024-01-01", it.clerk, it.ward_b, "hire"), left="2025-06-01")
    for _ in range(3):
        seat(it.senior, it.ward_a, "2025-04-11", filled="2025-05-01", inside=True)
    seat(it.clerk, it.ward_b, "2025-05-01", external="2025-05-01", filled="2025-06-30", inside=False)
    seat(it.nurse, it.ward_b, "2026-03-01")
    run = finished_run(ON)
    readiness(it.dan, it.senior, status=Status.NEAR, run=run)
    metrics.refresh(ON)
    return it


def auditor():
    user = UserFactory()
    GrantFactory(user=user, duty="hr-auditor")
    return user


def partner(unit):
    user = UserFactory()
    GrantFactory(user=user, duty="hr-partner", unit=unit)
    return user


@pytest.fixture
def as_auditor(client, company):
    client.force_login(auditor())
    return client


def text_of(response):
    """Return what a reader reads: without tags, blanks folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def shown(response):
    """Return {measure: (value, change, basis)} of the cards."""
    return {card.definition.name: (card.value, card.change, card.figure.basis) for card in cards(response)}


def cards(response):
    return [item.card for group in response.context["page"].groups.values() for item in group]


def table(response):
    page = response.context["page"].table
    return [page.columns, *([row.label, *row.cells] for row in [*page.rows, page.total])]


# --- Works ------------------------------------------------------------------------------------


def test_every_measure_stands_with_its_numbers_and_definition(as_auditor):
    response = as_auditor.get(reverse("hr-mobility"))

    # April 2025 to March 2026, 365 days: 36 people all of it, Dan 61 days (April, May): 36 + 61/365 = 36.2.
    assert shown(response) == {
        "Internal fill rate": ("75.0%", "", "3 of 4 seats filled"),
        "Internal-first share": ("80.0%", "", "4 of 5 seats opened"),
        "Promotion rate": ("33.2%", "up 33.2 points from 0.0%", "12 promotions, average headcount 36.2"),
        "Lateral rate": ("0.0%", "as before: 0.0%", "0 lateral moves, average headcount 36.2"),
        "Downward rate": ("0.0%", "as before: 0.0%", "0 steps down, average headcount 36.2"),
        "Hire rate": ("0.0%", "as before: 0.0%", "0 hires, average headcount 36.2"),
        "Retention": ("97.2%", "down 2.8 points from 100.0%", "1 leaver, average headcount 36.2"),
        "Talent export": ("0.0%", "as before: 0.0%", "0 transfers out, average headcount 36.2"),
        # 49 runs: twelve ended by promotion after 16 full months, when 37 were at risk; all others are or were in their role.
        "Time in position": ("not reached", "", "49 times somebody held a role, 12 ended by a move inside"),
        "Growth satisfaction": ("no pulse is over yet", "", ""),
        # 20, 20, 20 and 60 days.
        "Time to fill": ("20 days", "", "4 seats filled; 1 seat still open, the oldest for 30 days"),
        # Senior nurse is the one critical role; Dan is near, and nobody ready.
        "Bench coverage": ("0.0%", "", "0 of 1 critical roles"),
    }
    text = text_of(response)
    assert "Apr 2025 – Mar 2026. Compared with Apr 2024 – Mar 2025" in text
    assert all(str(card.definition.text) in text for card in cards(response))


def test_the_table_goes_down_by_unit(as_auditor):
    rows = table(as_auditor.get(reverse("hr-mobility")))

    assert rows[0][:5] == ["Unit", "Average headcount", "Internal fill rate", "Internal-first share", "Promotion rate"]
    assert rows[1] == ["Ward A", "24.0", "100.0%", "100.0%", "50.0%", "0.0%", "0.0%", "0.0%", "100.0%", "0.0%", "16"]
    assert rows[2] == ["Ward B", "12.2", "0.0%", "50.0%", "0.0%", "0.0%", "0.0%", "0.0%", "91.8%", "0.0%", "not reached"]
    assert rows[3][:2] == ["All of these", "36.2"]


def test_a_small_unit_is_hidden_with_the_next_smallest_that_would_give_it_away(as_auditor, company):
    ward = UnitFactory(code="ward-c", name="Ward C", parent=company.top)
    for _ in range(2):
        person(("2024-01-01", company.clerk, ward, "hire"))
    metrics.refresh(ON, full=True)

    rows = table(as_auditor.get(reverse("hr-mobility")))
    chosen = as_auditor.get(reverse("hr-mobility"), {"unit": "ward-c"})

    assert [(row[0], row[1], row[4]) for row in rows[1:]] == [
        ("Ward A", "24.0", "50.0%"),
        ("Ward B", "hidden", "hidden"),  # twelve people, and the hospital's without these and ward A's are ward C's
        ("Ward C", "hidden", "hidden"),
        ("All of these", "38.2", "31.4%"),
    ]
    assert rows[2][2:4] == ["0.0%", "50.0%"]  # seats are no secret
    assert shown(chosen)["Retention"] == (UNTOLD, "", "")
    assert shown(chosen)["Time in position"][0] == shown(chosen)["Bench coverage"][0] == UNTOLD
    assert "hidden: fewer than 10 people" in text_of(chosen).lower()
    assert not any(figure.value for card in cards(chosen) if card.definition.key == "retention" for figure in card.points)


def test_a_row_leads_down_and_the_crumbs_lead_back_up(as_auditor):
    top = as_auditor.get(reverse("hr-mobility"))
    ward = as_auditor.get(top.context["page"].table.rows[0].url)  # no units below: its families
    family = as_auditor.get(ward.context["page"].table.rows[0].url)
    level = as_auditor.get(family.context["page"].table.rows[0].url)

    assert [row[0] for row in table(ward)] == ["Family", "Nursing", "All of these"]
    assert [row[0] for row in table(family)] == ["Level", "Level 1", "Level 2", "All of these"]
    assert [(crumb.label, bool(crumb.url)) for crumb in level.context["page"].crumbs] == [
        ("Mobility", True),
        ("Hospital", True),
        ("Ward A", True),
        ("Nursing", True),
        ("Level 1", False),
    ]
    back = as_auditor.get(level.context["page"].crumbs[2].url)
    assert back.context["page"].heading == "Ward A"


def test_a_window_of_ones_own_is_measured_and_compared_with_the_one_before(as_auditor):
    response = as_auditor.get(reverse("hr-mobility"), {"from": "2025-05", "to": "2025-05"})

    # 24 + 12 + Dan = 37 all month.
    assert shown(response)["Promotion rate"] == ("32.4%", "up 32.4 points from 0.0%", "12 promotions, average headcount 37.0")
    assert response.context["form"].cleaned_data["window"].months == 1


def test_the_trend_has_a_point_a_month_and_none_where_history_is_too_short(as_auditor):
    trend = as_auditor.get(reverse("hr-mobility")).context["page"].trend
    rows, promotion = trend.rows, trend.columns.index("Promotion rate") - 1

    assert len(rows) == 24
    assert rows[0].label == "Apr 2025 – Mar 2026"
    assert rows[0].cells[promotion] == "33.2%"
    assert rows[-1].cells[promotion] == "–"  # May 2023 – Apr 2024: the company began in January 2024


def test_each_figure_stands_beside_the_company_s_and_says_how_sure_a_change_is(as_auditor):
    def told(**query):
        return {card.definition.key: card for card in cards(as_auditor.get(reverse("hr-mobility"), query))}

    whole, ward = told(), told(unit="ward-a")

    assert {card.company for card in whole.values()} == {None}
    assert {key: ward[key].company_text for key in ("promotion", "retention", "internal_fill", "fill", "position", "bench")} == {
        "promotion": "33.2%",
        "retention": "97.2%",
        "internal_fill": "75.0%",
        "fill": "20 days",
        "position": "",  # not reached
        "bench": "0.0%",
    }
    low, high = whole["promotion"].likely
    # Byar: 12 events lie between 6.19 and 20.96, of 36.2 people; none below 3.67, of 37: 0.332 − √(0.161² + 0.099²), 0.332 + 0.248.
    assert (round(low, 3), round(high, 3)) == (0.143, 0.58)
    assert whole["promotion"].sureness == "more than chance: the change is likely 14.3 to 58.0 points"
    assert whole["retention"].sureness.startswith("chance alone could explain it: the change may be -")


def test_people_without_a_family_are_a_row_and_a_choice(as_auditor, company):
    person(("2024-01-01", None, company.ward_b, "hire"))
    metrics.refresh(ON, full=True)

    rows = table(as_auditor.get(reverse("hr-mobility"), {"by": "family"}))
    chosen = as_auditor.get(reverse("hr-mobility"), {"family": "none", "level": "none"})

    assert [row[0] for row in rows] == ["Family", "Nursing", "Other families together", "All of these"]
    assert chosen.context["page"].heading.endswith("No family known · No level known")
    assert shown(chosen)["Promotion rate"][0] == UNTOLD
    assert shown(chosen)["Internal fill rate"][0] == "no seats were filled"


def test_a_choice_of_roles_narrows_seats_as_well(as_auditor):
    response = as_auditor.get(reverse("hr-mobility"), {"family": "nursing"})

    assert shown(response)["Time to fill"][2].startswith("3 seats filled")


def test_before_the_first_night_the_page_says_so(client):
    client.force_login(auditor())

    assert "No figures yet" in text_of(client.get(reverse("hr-mobility")))
    assert client.get(reverse("hr-mobility-table")).status_code == 400


# --- Exports ----------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [{}, {"by": "level"}, {"unit": "ward-a", "by": "family"}, {"from": "2025-05", "to": "2025-06"}])
def test_the_export_is_the_table(as_auditor, query):
    page = as_auditor.get(reverse("hr-mobility"), query)
    export = as_auditor.get(page.context["page"].table_url)

    assert export.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(export.getvalue().decode()))) == table(page)


def test_the_export_of_the_trend_is_the_trend(as_auditor):
    page = as_auditor.get(reverse("hr-mobility"))
    trend = page.context["page"].trend

    export = as_auditor.get(page.context["page"].trend_url)

    assert list(csv.reader(io.StringIO(export.getvalue().decode()))) == [trend.columns, *([row.label, *row.cells] for row in trend.rows)]


def test_a_unit_named_like_a_formula_is_exported_as_text(as_auditor, company):
    UnitFactory(code="evil", name="=1+1", parent=company.top)

    export = as_auditor.get(reverse("hr-mobility-table"))

    assert "\n'=1+1," in export.getvalue().decode()


# --- Not mine ---------------------------------------------------------------------------------

ADDRESSES = ["hr-mobility", "hr-mobility-table", "hr-mobility-trend"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_partner_reads_their_units_and_no_others(client, company, name):
    client.force_login(partner(company.ward_a))

    assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse(name), {"unit": "ward-a"}).status_code == 200
    for out_of_reach in ("ward-b", "hospital", "no-such-unit"):
        response = client.get(reverse(name), {"unit": out_of_reach})
        assert response.status_code == 404
        assert "Ward B" not in response.content.decode()


def test_a_partner_of_two_units_sees_their_sum_and_nothing_else(client, company):
    other = UnitFactory(code="ward-c", name="Ward C", parent=company.top)
    person(("2024-01-01", company.clerk, other, "hire"))
    seat(company.clerk, other, "2025-05-01", filled="2025-06-01", inside=True)
    metrics.refresh(ON, full=True)
    user = partner(company.ward_a)
    GrantFactory(user=user, duty="hr-partner", unit=other)
    client.force_login(user)

    response = client.get(reverse("hr-mobility"))

    assert [row[0] for row in table(response)] == ["Unit", "Ward A", "Ward C", "All of these"]
    assert shown(response)["Internal fill rate"][2] == "4 of 4 seats filled"
    assert shown(response)["Time to fill"][2] == "4 seats filled"


@pytest.mark.parametrize("duty", [None, "framework-editor", "administrator"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_others_than_hr_are_refused(client, company, duty, name):
    user = EmployeeFactory(with_user=True).user
    if duty:
        GrantFactory(user=user, duty=duty)
    client.force_login(user)

    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["hr", *ADDRESSES])
def test_who_has_not_signed_in_is_sent_to_sign_in(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert response.url.startswith(reverse("sign-in"))


@pytest.mark.parametrize("name", ["hr", *ADDRESSES])
def test_nothing_can_be_posted(as_auditor, name):
    assert as_auditor.post(reverse(name)).status_code == 405


@pytest.mark.parametrize(("duty", "leads_to"), [("hr-auditor", "hr-mobility"), ("administrator", "hr-nightly"), ("framework-editor", None)])
def test_hr_leads_everybody_to_what_they_may_read(client, duty, leads_to):
    user = UserFactory()
    GrantFactory(user=user, duty=duty)
    client.force_login(user)

    response = client.get(reverse("hr"))

    if leads_to:
        assert response.url == reverse(leads_to)
    else:
        assert response.status_code == 403


# --- Bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"from": "2026-13"}, "“2026-13” is not a month; expected year and month, such as 2026-03."),
        ({"to": "yesterday"}, "“yesterday” is not a month; expected year and month, such as 2026-03."),
        ({"from": "0000-01"}, "“0000-01” is not a month; expected year and month, such as 2026-03."),
        ({"from": "1850-01", "to": "1850-02"}, "Figures begin in Jan 1970 at the earliest. Choose that month or a later one."),
        ({"to": "2026-04"}, "There are no figures after Mar 2026 yet. Choose that month or an earlier one."),
        ({"from": "2026-02", "to": "2026-01"}, "Feb 2026 comes after Jan 2026. Choose a month that does not."),
        ({"from": "2020-01", "to": "2026-01"}, "A window has at most 60 months. Choose Feb 2021 or later."),
        ({"family": "witchcraft"}, "“witchcraft” is not a family here. Choose one from the list."),
        ({"level": "99999"}, "“99999” is not a level here. Choose one from the list."),
        ({"by": "manager"}, "“manager” is not a table here. Choose one from the list."),
    ],
)
def test_bad_input_is_answered_with_a_sentence(as_auditor, query, sentence):
    page = as_auditor.get(reverse("hr-mobility"), query)
    export = as_auditor.get(reverse("hr-mobility-table"), query)

    assert page.status_code == export.status_code == 400
    assert sentence in text_of(page)
    assert "page" not in page.context  # no figures that nobody asked for
    assert export.getvalue().decode() == sentence + "\n"


# --- One and many -----------------------------------------------------------------------------


def test_queries_stay_the_same_however_large_the_company(client, company, django_assert_max_num_queries):
    user = partner(company.top)
    EmployeeFactory(user=user)
    client.force_login(user)
    for name in ADDRESSES:
        with django_assert_max_num_queries(15) as few:
            client.get(reverse(name))
        for number in range(30):
            unit = UnitFactory(parent=company.top)
            person(("2024-01-01", company.nurse, unit, "hire"), (f"2025-06-{number % 28 + 1:02}", company.clerk, unit, "lateral"))
            seat(company.nurse, unit, "2025-05-01", filled="2025-06-01", inside=True)
        metrics.refresh(ON, full=True)
        with django_assert_max_num_queries(15) as many:
            client.get(reverse(name))
        assert len(few) == len(many)


def test_a_person_on_leave_is_still_headcount(as_auditor, company):
    leave(company.cleo, "2025-04-01", "2026-03-01")
    metrics.refresh(ON, full=True)

    assert shown(as_auditor.get(reverse("hr-mobility")))["Promotion rate"][2] == "12 promotions, average headcount 36.2"
