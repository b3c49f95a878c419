"""Nothing about a person is forgotten: every model and every link that leads to one is in the register, or fails here."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from employees.models import Employee, User
from promotions.personal_data.kinds import Blanked, Gone, Kind, Stays
from promotions.personal_data.register import KINDS

PEOPLE = (Employee, User)
HERE = [kind for kind in KINDS if kind.is_there]
BY_TABLE = {kind.table: kind for kind in HERE}
EACH = [pytest.param(kind, id=kind.model) for kind in HERE]


def links(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]  # a one-to-one is one, too


def leading_to_people() -> set[type[Model]]:
    """Every model from which links lead to a person, over however many others."""
    found: set[type[Model]] = set(PEOPLE)
    models = apps.get_models(include_auto_created=True)
    while more := {model for model in models if model not in found and any(link.related_model in found for link in links(model))}:
        found |= more
    return found


def is_join_of_a_registered_one(model: type[Model]) -> bool:
    """A many-to-many field is handed out and deleted with the model that has it."""
    return bool(model._meta.auto_created) and any(link.related_model in BY_TABLE for link in links(model))


def test_every_table_that_leads_to_a_person_is_in_the_register():
    missing = {model._meta.label for model in leading_to_people() if model not in BY_TABLE and not is_join_of_a_registered_one(model)}
    assert missing == set(), "say in promotions/personal_data/register.py what is handed out of them and what an erasure does"


def test_the_register_names_each_table_once():
    assert len(BY_TABLE) == len(HERE)


def direct() -> Iterator:
    for kind in HERE:
        for link in links(kind.table):
            if link.related_model in PEOPLE and not kind.kept_back:
                yield pytest.param(kind, link, id=f"{kind.model}.{link.name}")


@pytest.mark.parametrize(("kind", "link"), list(direct()))
def test_every_link_to_a_person_is_followed_or_says_why_not(kind: Kind, link: Field):
    followed = kind.mine if link.related_model is Employee else kind.account
    assert (link.name in followed) != bool(kind.others.get(link.name)), "in mine or account, or in others with a reason"


@pytest.mark.parametrize("kind", EACH)
def test_a_kind_is_handed_out_or_kept_back_with_a_reason(kind: Kind):
    assert bool(kind.mine or kind.account) != bool(kind.kept_back)
    names = {field.name for field in kind.table._meta.get_fields()}
    assert {*kind.hidden, *kind.others} <= names
    assert all([*kind.hidden.values(), *kind.others.values()])


@pytest.mark.parametrize("kind", EACH)
def test_every_lookup_leads_to_a_person(db, kind: Kind):
    assert list(kind.rows([-1], [-1])) == []
    for lookup in (*kind.mine, *kind.account):
        field, model = None, kind.table
        for part in lookup.split("__"):
            field = model._meta.pk if part == "pk" else model._meta.get_field(part)
            model = field.related_model or model
        assert model is (Employee if lookup in kind.mine else User)


@pytest.mark.parametrize("kind", EACH)
def test_what_stays_says_why_and_what_is_blanked_is_there(kind: Kind):
    rule = kind.erase
    assert isinstance(rule, Gone) or rule.why
    if isinstance(rule, Blanked):
        assert {*rule.texts, *rule.values} <= {field.name for field in kind.table._meta.concrete_fields}
    assert not isinstance(rule, Stays) or not kind.hidden
