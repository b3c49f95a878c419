"""The written rules hang together: every word used is defined, ranks rise, every shape is there."""

from promotions.demo import blueprint, catalogue, names, organisation

ROLES = {role.code: role for role in blueprint.roles()}


def test_all_five_shapes_are_there():
    assert {family.shape for family in blueprint.families()} == {"ladder", "dual-ladder", "lattice", "skills", "projects"}


def test_every_skill_asked_for_has_five_written_levels():
    asked = {ask.skill for role in ROLES.values() for ask in role.asks}
    texts = {text.code: text for text in catalogue.skill_texts()}
    assert asked == texts.keys()
    assert {code for code, text in texts.items() if len(text.levels) != 5 or not all(text.levels)} == set()


def test_every_credential_and_learning_outcome_names_something_known():
    credentials = {text.code for text in catalogue.credential_texts()}
    skills = {text.code for text in catalogue.skill_texts()}
    assert {code for role in ROLES.values() for code in role.credentials} <= credentials
    assert {code for text in catalogue.resource_texts() for code in text.brings} <= skills
    assert {code for text in catalogue.credential_texts() for code in text.skills} - skills == {"wiring-rules"} - skills


def test_a_role_asks_six_to_thirteen_skills_some_of_them_core():
    for role in ROLES.values():
        assert 6 <= len(role.asks) <= 13, role.code
        assert any(ask.core for ask in role.asks), role.code


def test_promotions_rise_and_laterals_do_not():
    for move in blueprint.moves():
        step = ROLES[move.target].rank - ROLES[move.source].rank
        assert {"promotion": step > 0, "lateral": step == 0, "crossing": step == 0, "diagonal": step > 0, "step-down": step < 0}[
            move.kind
        ], move


def test_the_dual_ladder_forks_and_crosses():
    ways = {(move.source, move.target): move.kind for move in blueprint.moves()}
    assert ways["senior-engineer", "lead-engineer"] == "promotion"
    assert ways["senior-engineer", "team-lead"] == "promotion"
    assert ways["staff-engineer", "engineering-manager"] == "crossing"


def test_every_role_but_the_last_leads_somewhere_and_every_role_can_be_reached():
    sources = {move.source for move in blueprint.moves()}
    targets = {move.target for move in blueprint.moves()}
    entries = {
        role.code for role in ROLES.values() if role.rank == min(other.rank for other in ROLES.values() if other.family == role.family)
    }
    assert ROLES.keys() - targets <= entries
    assert ROLES.keys() - sources == {"chief-executive", "senior-product-owner"}


def test_names_go_into_addresses():
    assert all(plain.isascii() and plain.isalpha() for plain in names.PLAIN.values())
    assert len({*names.WOMEN, *names.MEN}) > 180
    assert len(names.LAST) > 180


def test_the_shares_of_a_kind_of_team_add_up():
    assert abs(organisation.mix().sum(axis=1) - 1).max() < 1e-9
