from hypothesis import given
from hypothesis import strategies as st

from pathways.frameworks.codes import code_from, codes_within, distinct_codes


def test_a_code_is_the_name_in_plain_letters():
    assert code_from("Head of (Agile) délivery – management") == "head-of-agile-delivery-management"


def test_a_name_without_plain_letters_still_has_a_code():
    assert code_from("数据分析师") == code_from("数据分析师") != code_from("数据工程师")


def test_names_that_would_share_a_code_both_carry_a_checksum():
    codes = distinct_codes(["C++ developer", "C# developer", "Java developer"])
    assert codes["Java developer"] == "java-developer"
    assert len(set(codes.values())) == 3
    assert codes == distinct_codes(["Java developer", "C# developer", "C++ developer"])


def test_a_name_used_in_two_families_takes_their_names():
    codes = codes_within([("Designer", "Lead"), ("Writer", "Lead"), ("Writer", "Senior writer")])
    assert codes == {("Designer", "Lead"): "lead-designer", ("Writer", "Lead"): "lead-writer", ("Writer", "Senior writer"): "senior-writer"}


@given(st.lists(st.text(), unique=True), st.integers(20, 60))
def test_codes_are_short_distinct_and_well_formed(names, longest):
    codes = distinct_codes(names, longest=longest)
    assert len(set(codes.values())) == len(names)
    assert all(0 < len(code) <= longest and code.isascii() for code in codes.values())
