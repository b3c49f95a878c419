"""Verdicts as sentences."""

from dataclasses import replace

from hypothesis import given

from promotions.disparity import capped, compare_strata, compare_two
from promotions.disparity.verdicts import Finding
from promotions.disparity.words import counts_sentence, strata_sentence, verdict_sentence
from tests.promotions.disparity.cases import EXAMPLES, law, tables

NAMES = {"focal": "Women", "reference": "men"}
FORBIDDEN = ("discrimination", "safe", "passed", "proven", "compliant", "unlawful")


def said(*counts):
    return verdict_sentence(compare_two(*counts, small_pool_tests=False), **NAMES)


def test_a_likely_disparity():
    assert said(26, 48, 206, 259) == (
        "Women were promoted at 68% of men’s rate. A gap this large would rarely arise by chance. "
        "About 10 fewer promotions than an equal share. This does not show why."
    )


def test_a_result_that_one_decision_would_change_says_so():
    assert said(14, 24, 21, 24).endswith("This does not show why. One different decision would change this result.")


def test_watch_gives_its_reason():
    assert said(35, 259, 11, 48) == (
        "There may be a gap: the rate is below four-fifths of the other group’s, though chance may explain it. "
        "Look at the cases and re-check next cycle."
    )


def test_no_evidence_does_not_rule_out_small_gaps():
    assert said(498, 2500, 1015, 5000) == "A gap of one-fifth or more is unlikely on this data. Smaller gaps are not ruled out."


def test_we_cannot_tell_says_what_would_have_shown_up():
    assert said(17, 100, 40, 200) == (
        "We cannot tell. With these numbers only a ratio below about 0.41 would usually have shown up. "
        "This is not a finding of no disparity."
    )
    assert "not even zero promotions would usually have shown up" in said(1, 4, 3, 5)


def test_strata_that_differ_are_named_and_read_apart():
    tables = EXAMPLES["E13_ucb_stratified"]["inputs"]["tables"]
    assert strata_sentence(compare_strata(tables), **NAMES) == "The picture differs between A, B, C, D, E and F: read each one separately."


def test_a_gap_within_strata():
    found = compare_strata([[[8, 52], [18, 42]]] * 4)
    assert strata_sentence(found, **NAMES).startswith("Women were promoted at 44% of men’s rate.")


def test_hidden_says_nothing_else():
    assert verdict_sentence(compare_two(1, 4, 3, 5).hidden(), **NAMES) == "Hidden to protect individuals."


def test_a_capped_verdict_names_the_coverage():
    found = compare_two(26, 48, 206, 259)
    watch, nothing = (capped(Finding(found.verdict, found.reason), share) for share in (0.7, 0.4))
    assert "too few people have given the answer" in verdict_sentence(_with(found, watch), **NAMES)
    assert "Too few people have given the answer" in verdict_sentence(_with(found, nothing), **NAMES)


def _with(found, finding):
    return replace(found, verdict=finding.verdict, reason=finding.reason)


def test_the_counts_are_said_beside_it():
    found = compare_two(1026, 4048, 206, 259)
    assert counts_sentence(found, **NAMES) == "Women: 1,026 of 4,048 promoted (25%). men: 206 of 259 promoted (80%)."
    assert counts_sentence(compare_two(0, 0, 1, 2), **NAMES).startswith("Women: 0 of 0 promoted.")


@law
@given(tables(most=80, least=0))
def test_no_sentence_claims_more_than_numbers_can(counts):
    sentence = said(*counts).lower()
    assert not [word for word in FORBIDDEN if word in sentence]
    assert sentence.endswith(".")
