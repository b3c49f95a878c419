import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employees.demographics.sealing import BLOCK, Keyring, SealError, read_keys

OLD, NEW = secrets.token_bytes(32), secrets.token_bytes(32)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=80)
PLACES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(value=TEXTS, place=PLACES)
def test_what_was_sealed_opens_at_its_place(value, place):
    sealed = Keyring([NEW]).seal(value, place)
    assert Keyring([NEW]).open(sealed, place) == value


@given(value=TEXTS, here=PLACES, there=PLACES)
def test_nothing_opens_at_another_place(value, here, there):
    if here == there:
        return
    ring = Keyring([NEW])
    with pytest.raises(SealError, match="moved or damaged"):
        ring.open(ring.seal(value, here), there)


@given(at=st.integers(0, 60), bit=st.integers(0, 7))
def test_no_bit_can_be_turned(at, bit):
    ring = Keyring([NEW])
    sealed = bytearray(ring.seal("woman", "here"))
    sealed[at] ^= 1 << bit
    with pytest.raises(SealError):
        ring.open(bytes(sealed), "here")


def test_the_length_tells_nothing_of_an_answer():
    ring = Keyring([NEW])
    assert len({len(ring.seal(value, "here")) for value in ("yes", "no", "x" * BLOCK)}) == 1


def test_the_same_answer_looks_different_each_time():
    ring = Keyring([NEW])
    assert ring.seal("yes", "here") != ring.seal("yes", "here")


def test_older_keys_open_and_the_newest_seals():
    before = Keyring([OLD]).seal("woman", "here")
    ring = Keyring([NEW, OLD])
    assert ring.open(before, "here") == "woman"
    assert not ring.is_newest(before)
    assert ring.is_newest(ring.seal("woman", "here"))


def test_a_missing_key_is_named_by_its_fingerprint():
    before = Keyring([OLD]).seal("woman", "here")
    with pytest.raises(SealError, match=rf"sealed with key {before[1:5].hex()}, which DEMOGRAPHICS_KEYS does not hold"):
        Keyring([NEW]).open(before, "here")


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [([], "holds no key"), (["short"], "Key 1"), (["A" * 43 + "=", "A" * 43 + "="], "twice"), (["é" * 43 + "="], "Key 1")],
)
def test_what_is_no_key_is_refused_without_being_shown(texts, sentence):
    with pytest.raises(ValueError, match=sentence) as refusal:
        read_keys(texts)
    assert not any(text in str(refusal.value) for text in texts)
