"""What a client sent as JSON, laid out as a form: whatever it was, the page's own form can judge it."""

from typing import Any

import pytest
from django import forms
from hypothesis import given, settings
from hypothesis import strategies as st

from config.rest.sent import as_sent

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


class AnyForm(forms.Form):
    words = forms.CharField()
    day = forms.DateField()
    number = forms.IntegerField()
    ticked = forms.BooleanField()
    some = forms.MultipleChoiceField(choices=[("1", "one"), ("2", "two")])


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        ({"a": "x", "b": 7}, {"a": ["x"], "b": ["7"]}),
        ({"a": None, "b": False, "c": True}, {"c": ["on"]}),
        ({"a": [1, "2", None], "b": []}, {"a": ["1", "2"]}),
        ({"a": {"b": 1}, "c": [[1], {"d": 2}]}, {}),
        ([1, 2], {}),
        (True, {}),
        (None, {}),
    ],
)
def test_it_is_laid_out_as_a_browser_sends_it(said: Any, texts: dict[str, list[str]]):
    assert dict(as_sent(said).lists()) == texts


@settings(deadline=None)
@given(said=st.fixed_dictionaries(dict.fromkeys(AnyForm.base_fields, JSON)) | JSON)
def test_a_form_judges_whatever_was_sent(said: Any):
    AnyForm(as_sent(said)).is_valid()
