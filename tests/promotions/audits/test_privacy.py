"""What must stay hidden."""

from hypothesis import given
from hypothesis import strategies as st

from promotions.audits.masking import masked, rounded
from promotions.audits.privacy import OTHER_FAMILIES, hidden_groups, put_together, too_few_promoted, two_figures, whole_percent
from tests.factories.promotions import NOTHING_FOUND
from tests.promotions.disparity.cases import law

sizes = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), max_size=8)
pairs = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=8)


@law
@given(sizes)
def test_no_small_group_is_shown_and_the_hidden_ones_are_many_together(people):
    hidden = hidden_groups(people, 10)
    assert all(count == 0 or count >= 10 for name, count in people.items() if name not in hidden)
    if hidden and sum(people.values()) >= 10 and len(hidden) < len(people):
        assert sum(people[name] for name in hidden) >= 10
        assert len(hidden) > 1


@law
@given(pairs)
def test_parts_put_together_are_large_enough_if_the_whole_is(parts):
    names = put_together(parts, 10)
    whole = [sum(pair[side] for pair in parts.values()) for side in (0, 1)]
    for label in set(names.values()):
        together = [sum(parts[part][side] for part, name in names.items() if name == label) for side in (0, 1)]
        assert min(together) >= 10 or min(whole) < 10
    assert names.keys() == parts.keys()


def test_large_families_stay_by_themselves():
    assert put_together({"a": (50, 60), "b": (3, 20), "c": (9, 9)}, 10) == {"a": "a", "b": OTHER_FAMILIES, "c": OTHER_FAMILIES}


def test_those_who_did_not_disclose_hide_a_small_group_so_that_the_others_can_be_compared():
    assert hidden_groups({"woman": 60, "man": 40, "non-binary": 4, "Not disclosed": 50}, 10) == {"non-binary", "Not disclosed"}
    assert hidden_groups({"woman": 60, "man": 40, "non-binary": 4}, 10) == {"non-binary", "man"}


def test_few_promotions_hide_a_breakdown_by_ethnic_group_and_not_by_sex():
    assert too_few_promoted(["ethnicity"], 4)
    assert too_few_promoted(["sex", "ethnicity"], 4)
    assert not too_few_promoted(["ethnicity"], 5)
    assert not too_few_promoted(["sex"], 4)


def test_figures_are_no_finer_than_they_need_be():
    assert [two_figures(p) for p in (0.012345, 0.9876, 1.0, 0.0)] == [0.012, 0.99, 1.0, 0.0]
    assert [whole_percent(share) for share in (0.12345, None, float("inf"))] == [0.12, None, None]


# --- As HR partners read it ------------------------------------------------------------------------


def group(name, moved, people):
    return {"name": name, "moved": moved, "people": people, "rate": round(moved / people, 2), "hidden": False, "tested": True}


def comparison(name, reference="man"):
    words = {"focal": name, "reference": reference, "verdict": "Watch", "reason": "X", "sentence": "There may be.", "detectable": 0.6}
    return {"group": name, **words, "p": 0.03, "counts": "17 of 63", "families": [1], "pooled": {"ratio": 0.8}}


ANSWER = {
    **NOTHING_FOUND,
    "people": 217,
    "reference": "man",
    "groups": [group("man", 23, 101), group("woman", 17, 63), group("non-binary", 3, 41), group("other", 10, 12)],
    "comparisons": [comparison("woman"), comparison("non-binary"), comparison("other")],
    "funnel": [{"stage": "eligible-promoted", "groups": [group("man", 23, 101), group("non-binary", 3, 41), group("other", 10, 12)]}],
}


def test_partners_read_rounded_counts_and_few_are_masked():
    shown = masked(ANSWER, "eligible-promoted")
    assert shown["people"] == 215
    assert [(one["moved"], one["people"], one["hidden"]) for one in shown["groups"]] == [
        (25, 100, False),
        (15, 65, False),
        (None, None, True),  # three promoted
        (None, None, True),  # two not promoted
    ]
    assert [one["hidden"] for one in shown["funnel"][0]["groups"]] == [False, True, True]


def test_who_moved_on_is_masked_where_who_could_move_on_next_is():
    nominated = {"stage": "eligible-nominated", "groups": [group("man", 40, 101), group("woman", 33, 63)]}
    decided = {"stage": "nominated-promoted", "groups": [group("man", 20, 40), group("woman", 3, 33)]}
    shown = masked(ANSWER | {"groups": nominated["groups"], "funnel": [nominated, decided]}, "eligible-nominated")
    for groups in (shown["groups"], *(stage["groups"] for stage in shown["funnel"])):
        assert [(one["people"], one["hidden"]) for one in groups][1] == (None, True)
    assert [one["verdict"] for one in shown["comparisons"] if one["group"] == "woman"] == ["Hidden"]


def test_partners_read_verdicts_without_figures_that_would_refine_the_counts():
    woman, non_binary, other = masked(ANSWER, "eligible-promoted")["comparisons"]
    assert woman["sentence"] == "There may be."
    assert not woman.keys() & {"p", "counts", "families", "pooled"}
    assert (non_binary["verdict"], non_binary["sentence"]) == ("Hidden", "Hidden to protect individuals.")
    assert other["verdict"] == "Hidden"


@given(st.integers(0, 10_000))
def test_rounding_is_to_the_nearest_five(count):
    assert rounded(count) % 5 == 0
    assert abs(rounded(count) - count) <= 2
