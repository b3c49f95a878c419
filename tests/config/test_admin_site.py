"""The framework's admin as an attacker with an editor's duty tries it: no way from a table of the framework to people's rows."""

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from employees import tokens
from employees.models import Aspiration, RoleComment
from employees.scopes import Scope
from pathways.models import Role
from skills.models import Skill
from tests.company import Company, found_company
from tests.employees.sign_in.conftest import PASSWORD


@pytest.fixture
def company(db: None) -> Company:
    return found_company()


@pytest.fixture
def editor(company: Company) -> Client:
    client = Client()
    client.force_login(company.users["framework editor"])
    return client


def backwards(model) -> list[str]:
    """Return the names by which Django's lookups go from a model to the rows that point at it."""
    return [field.name for field in model._meta.get_fields() if not field.concrete and not field.name.endswith("+")]


@pytest.mark.parametrize("model", [Role, Skill])
def test_no_list_is_narrowed_by_the_rows_of_people(company: Company, editor: Client, model):
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert backwards(model)
    for name in backwards(model):
        for lookup in (name, f"{name}__isnull", f"{name}__id", f"{name}__pk__gt"):
            assert editor.get(path, {lookup: "1"}).status_code == 400, lookup


def test_no_admin_follows_a_relation_backwards():
    for model, of_model in admin.site._registry.items():
        for name in backwards(model):
            assert not of_model.lookup_allowed(f"{name}__id", "1"), f"{model.__name__}.{name}"


def test_what_stands_in_the_way_of_removing_a_role_or_skill_is_counted_and_not_named(company: Company, editor: Client):
    wish = Aspiration.objects.get()
    request = RequestFactory().get("/")
    request.user = company.users["framework editor"]
    told = admin.site._registry[Role].get_deleted_objects([wish.role], request)
    assert "Aspirations: 1" in told[3]
    assert str(wish) not in str(told)
    assert RoleComment.objects.get().text not in str(told)
    assert str(wish) not in editor.get(f"/admin/pathways/role/{wish.role_id}/delete/").content.decode()
    skill = company.subject.assessments.get().skill
    page = editor.get(f"/admin/skills/skill/{skill.pk}/delete/").content.decode()
    assert "Skill assessments: 1" in page
    for said in (str(company.subject), "Led two rounds", str(company.subject.assessments.get())):
        assert said not in page
    chosen = {"action": "delete_selected", "_selected_action": [str(wish.role_id)]}
    assert str(wish) not in editor.post("/admin/pathways/role/", chosen).content.decode()


def test_a_role_that_people_hold_or_wish_for_is_not_removed(company: Company, editor: Client):
    wish = Aspiration.objects.get()
    editor.post(f"/admin/pathways/role/{wish.role_id}/delete/", {"post": "yes"})
    assert Aspiration.objects.get() == wish
    assert Role.objects.filter(pk=wish.role_id).exists()


def test_there_is_no_address_that_tells_which_rows_there_are(editor: Client):
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])
    assert editor.get("/admin/r/1/1/").status_code == 404


def test_a_password_is_changed_on_the_page_that_ends_other_sessions_and_nowhere_else(company: Company, editor: Client):
    user = company.users["framework editor"]
    user.set_password(PASSWORD)
    user.save()
    editor.force_login(user)
    secret = tokens.create(user=user, name="x", wanted=[Scope.READ_FRAMEWORK], days=7, by=user)[1]
    said = {"old_password": PASSWORD, "new_password1": "changed by admin", "new_password2": "changed by admin"}
    for path in ("/admin/password_change/", "/admin/password_change/done/"):
        assert editor.post(path, said)["Location"] == reverse("my-password")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert tokens.find(secret) is not None
    assert editor.get("/admin/").status_code == 200, "the admin's own pages link there"
