"""Two roles beside each other, from plain values."""

from pathways.asks import RoleAsks
from pathways.comparison import Difference, compare
from pathways.gaps import Asked
from pathways.packs import Pack

NURSE = RoleAsks(
    [Asked(1, "Care", 3, 2, True), Asked(2, "Rota", 2, 1, False), Asked(3, "Notes", 2, 1, False)], {7: "Licence"}, [(2, 1, False)]
)
MATRON = RoleAsks(
    [Asked(1, "Care", 3, 2, False), Asked(2, "Rota", 4, 1, True), Asked(4, "Budget", 1, 1, False)],
    {7: "Licence", 8: "Degree"},
    [(2, 1, False), (4, 2, True)],
)


def test_each_skill_says_how_the_second_role_differs():
    found = {line.name: line.difference for line in compare(NURSE, MATRON, None).skills}
    assert found == {"Care": Difference.SAME, "Rota": Difference.MORE, "Notes": Difference.DROPPED, "Budget": Difference.ADDED}
    back = {line.name: line.difference for line in compare(MATRON, NURSE, None).skills}
    assert back == {"Care": Difference.SAME, "Rota": Difference.LESS, "Notes": Difference.ADDED, "Budget": Difference.DROPPED}


def test_what_takes_most_stands_first_and_no_group_is_empty():
    kinds = [kind for kind, _ in compare(NURSE, MATRON, None).groups]
    assert kinds == [Difference.MORE, Difference.ADDED, Difference.SAME, Difference.DROPPED]


def test_what_is_held_fills_the_boxes_of_each_side():
    line = next(line for line in compare(NURSE, MATRON, Pack({2: 3})).skills if line.name == "Rota")
    assert line.held == 3
    assert [[box.state for box in cells.boxes] for _, _, cells in line.sides] == [["held"] * 2, ["held"] * 3 + ["missing"]]
    assert [core for _, core, _ in line.sides] == [False, True]


def test_without_a_person_no_box_is_missing():
    line = next(line for line in compare(NURSE, MATRON, None).skills if line.name == "Rota")
    assert line.held is None
    assert {box.state for _, _, cells in line.sides for box in cells.boxes} == {"held"}


def test_credentials_and_projects_say_who_asks_them_and_whether_they_are_held():
    found = compare(NURSE, MATRON, Pack({}, {8}, [(4, True)]))
    assert [(line.words, line.first, line.second, line.held) for line in found.credentials] == [
        ("Degree", False, True, True),
        ("Licence", True, True, False),
    ]
    assert [(line.words, line.first, line.second, line.held) for line in found.projects] == [
        ("1 finished project of complexity 2 or more", True, True, True),
        ("2 finished projects of complexity 4 or more, as lead", False, True, False),
    ]


def test_a_pack_grows_by_what_a_role_asks_and_by_nothing_twice():
    pack = Pack({1: 5}, set(), [(2, False)])
    pack.take(NURSE)
    assert pack.skills == {1: 5, 2: 2, 3: 2}
    assert pack.credentials == {7}
    assert pack.projects == [(2, False)]
    lacking = pack.lacks(MATRON)
    assert [(gap.asked.name, gap.held) for gap in lacking.gaps] == [("Budget", 0), ("Rota", 2)]
    assert (lacking.credentials, lacking.projects) == (["Degree"], ["2 finished projects of complexity 4 or more, as lead"])
