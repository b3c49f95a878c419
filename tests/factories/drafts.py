"""A small framework in memory that uses every kind of entry, and drafts made at random for properties."""

from decimal import Decimal

from hypothesis import strategies as st

from pathways.frameworks.draft import (
    CredentialRequirementEntry,
    Draft,
    FamilyEntry,
    FamilyGroupEntry,
    FrameworkEntry,
    Labels,
    LevelEntry,
    ProjectRequirementEntry,
    RequirementEntry,
    RoleEntry,
    Rules,
    TrackEntry,
    TransitionEntry,
)
from skills.catalogue import (
    Catalogue,
    CredentialEntry,
    CredentialSkillEntry,
    ProficiencyLevelEntry,
    ScaleEntry,
    SkillDescriptorEntry,
    SkillEntry,
)


def nursing() -> Draft:
    return Draft(
        framework=FrameworkEntry("nursing", "Nursing", "Made up."),
        catalogue=Catalogue(
            scales=(ScaleEntry("benner", "Novice to expert"),),
            proficiency_levels=tuple(
                ProficiencyLevelEntry("benner", level, name) for level, name in enumerate(("novice", "competent", "expert"), start=1)
            ),
            skills=(
                SkillEntry("triage", "Triage", "benner", description='Says "who first?", and why.'),
                SkillEntry("listening", "Listening", "benner", kind="soft", category="Communication", external_code="L-1"),
            ),
            skill_descriptors=(SkillDescriptorEntry("triage", 1, "- with help\n- on quiet days"),),
            credentials=(CredentialEntry("rn", "Registered nurse", "licence", "Board of nursing", 24, "Renewed every other year."),),
            credential_skills=(CredentialSkillEntry("rn", "triage"),),
        ),
        labels=Labels(
            family_groups=(FamilyGroupEntry("care", "Care", 1),),
            families=(FamilyEntry("nurse", "Nurse", "care", "dual-ladder", "Looks after people.", 1),),
            tracks=(TrackEntry("nurse", "bedside", "Bedside", "specialist", 1), TrackEntry("nurse", "ward", "Ward", "management", 2)),
            levels=(LevelEntry(1, "Staff"), LevelEntry(2, "Charge", "Runs a shift.")),
        ),
        rules=Rules(
            roles=(
                RoleEntry("staff-nurse", "Staff nurse", "nurse", "bedside", 1, "Cares.", 24, Decimal(30000), Decimal("40000.50"), "GBP"),
                RoleEntry("charge-nurse", "Charge nurse", "nurse", "ward", 2, critical=True),
                RoleEntry("agency-nurse", "Agency nurse", "nurse", "bedside"),
            ),
            requirements=(
                RequirementEntry("staff-nurse", "triage", 1),
                RequirementEntry("charge-nurse", "triage", 3, 5, core=True),
                RequirementEntry("charge-nurse", "listening", 2),
            ),
            credential_requirements=(CredentialRequirementEntry("charge-nurse", "rn"),),
            project_requirements=(ProjectRequirementEntry("charge-nurse", 2, 1, as_lead=True),),
            transitions=(
                TransitionEntry("staff-nurse", "charge-nurse", "promotion", 18),
                TransitionEntry("agency-nurse", "staff-nurse", "lateral"),
            ),
        ),
    )


codes = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
names = texts.filter(str.strip)
amounts = st.decimals(min_value=0, max_value=99_999, places=2)
small = st.integers(0, 32_767)


def some(entries: st.SearchStrategy, *, key, least: int = 0) -> st.SearchStrategy:
    return st.lists(entries, min_size=least, max_size=4, unique_by=key).map(tuple)


@st.composite
def drafts(draw) -> Draft:
    """Return any draft that the plain format can hold: odd texts, odd codes, empty sections."""
    scales = draw(some(st.builds(ScaleEntry, codes, names), key=lambda entry: entry.code, least=1))
    scale = st.sampled_from([entry.code for entry in scales])
    skill_entry = st.builds(SkillEntry, codes, names, scale, st.sampled_from(["technical", "soft"]), texts, texts, texts)
    skills = draw(some(skill_entry, key=lambda entry: entry.code, least=1))
    skill = st.sampled_from([entry.code for entry in skills])
    kinds = st.sampled_from(["certificate", "licence", "degree", "micro-credential"])
    credential_entry = st.builds(CredentialEntry, codes, names, kinds, texts, st.none() | st.integers(1, 120), texts)
    credentials = draw(some(credential_entry, key=lambda entry: entry.code, least=1))
    credential = st.sampled_from([entry.code for entry in credentials])
    evidence = draw(some(st.builds(CredentialSkillEntry, credential, skill), key=lambda entry: entry))
    catalogue = Catalogue(
        scales=scales,
        proficiency_levels=tuple(
            ProficiencyLevelEntry(entry.code, level, draw(names), draw(texts)) for entry in scales for level in range(1, 6)
        ),
        skills=skills,
        skill_descriptors=draw(
            some(st.builds(SkillDescriptorEntry, skill, st.integers(1, 5), texts), key=lambda entry: (entry.skill, entry.level))
        ),
        credentials=credentials,
        credential_skills=evidence,
    )
    labels = draw(labels_of())
    return Draft(draw(st.builds(FrameworkEntry, codes, names, texts)), catalogue, labels, draw(rules_of(labels, skill, credential)))


@st.composite
def labels_of(draw) -> Labels:
    groups = draw(some(st.builds(FamilyGroupEntry, codes, names, small), key=lambda entry: entry.code))
    group = st.sampled_from(["", *(entry.code for entry in groups)])
    shape = st.sampled_from(["ladder", "dual-ladder", "lattice", "skills", "projects"])
    families = draw(some(st.builds(FamilyEntry, codes, names, group, shape, texts, small), key=lambda entry: entry.code, least=1))
    family = st.sampled_from([entry.code for entry in families])
    kind = st.sampled_from(["specialist", "management"])
    tracks = draw(some(st.builds(TrackEntry, family, codes, names, kind, small), key=lambda entry: (entry.family, entry.code), least=1))
    levels = draw(some(st.builds(LevelEntry, small, names, texts), key=lambda entry: entry.rank))
    return Labels(groups, families, tracks, levels)


@st.composite
def role_entries(draw, labels: Labels) -> RoleEntry:
    track = draw(st.sampled_from(labels.tracks))
    low, high = sorted(draw(st.tuples(amounts, amounts)))
    pay = draw(st.sampled_from([(None, None, ""), (low, high, "EUR")]))
    return RoleEntry(
        draw(codes),
        draw(names),
        track.family,
        track.code,
        draw(st.sampled_from([None, *(entry.rank for entry in labels.levels)])),
        draw(texts),
        draw(st.none() | st.integers(1, 99)),
        pay[0],
        pay[1],
        pay[2],
        draw(st.booleans()),
    )


@st.composite
def rules_of(draw, labels: Labels, skill: st.SearchStrategy[str], credential: st.SearchStrategy[str]) -> Rules:
    roles = draw(some(role_entries(labels), key=lambda entry: entry.code, least=2))
    role = st.sampled_from([entry.code for entry in roles])
    kind = st.sampled_from(["promotion", "lateral", "crossing", "diagonal", "step-down"])
    requirement = st.builds(RequirementEntry, role, skill, st.integers(1, 5), st.integers(1, 100), st.booleans())
    project = st.builds(ProjectRequirementEntry, role, st.integers(1, 5), st.integers(1, 9), st.booleans())
    transition = st.builds(TransitionEntry, role, role, kind, st.none() | small).filter(lambda entry: entry.source != entry.target)
    return Rules(
        roles,
        draw(some(requirement, key=lambda entry: (entry.role, entry.skill))),
        draw(some(st.builds(CredentialRequirementEntry, role, credential), key=lambda entry: entry)),
        draw(some(project, key=lambda entry: (entry.role, entry.complexity, entry.as_lead))),
        draw(some(transition, key=lambda entry: (entry.source, entry.target))),
    )
