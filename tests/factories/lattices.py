"""Whole lattices, made in a few statements: families × levels, with every promotion written and moves between families beside them."""

from itertools import chain, islice

from employees.models import RoleMove
from pathways.models import JobFamily, RoleProfile, Transition
from tests.factories.pathways import FrameworkVersionFactory, JobFamilyFactory, LevelFactory, RoleFactory, RoleProfileFactory, TrackFactory

FIELDS = """
Care, Theatre, Pharmacy, Imaging, Laboratory, Catering, Portering, Estates, Records, Admissions, Discharge, Transport, Security, Supplies,
Finance, Payroll, Procurement, Legal, Research, Teaching, Library, Chaplaincy, Volunteers, Dietetics, Podiatry, Audiology, Optometry,
Dental, Midwifery, Paediatrics, Oncology, Cardiology, Renal, Surgery, Recovery, Emergency, Ambulance, Outpatients, Community, Rehabilitation
"""
GRADES = ["Trainee", "Assistant", "Practitioner", "Senior practitioner", "Team leader", "Manager", "Head", "Director"]


def lattice_of(*, families: int = 40, levels: int = 8, moves: int = 400) -> list[RoleProfile]:
    """Return the profiles family by family, each from the lowest level up. Nobody made every third move, up to 140 people the others."""
    version = FrameworkVersionFactory()
    grades = [LevelFactory(framework=version.framework, rank=rank, name=GRADES[rank - 1]) for rank in range(1, levels + 1)]
    fields = [field.strip() for field in FIELDS.split(",")]
    tracks = [
        TrackFactory(family=JobFamilyFactory(framework=version.framework, name=fields[number], shape=JobFamily.Shape.LATTICE))
        for number in range(families)
    ]
    places = [(track, level) for track in tracks for level in grades]
    roles = RoleFactory._meta.model.objects.bulk_create(RoleFactory.build(framework=version.framework) for _ in places)
    profiles = RoleProfile.objects.bulk_create(
        RoleProfileFactory.build(version=version, role=role, track=track, level=level, name=f"{track.family.name} {level.name.lower()}")
        for role, (track, level) in zip(roles, places, strict=True)
    )
    written = written_moves(families, levels, moves)
    Transition.objects.bulk_create(Transition(source=profiles[a], target=profiles[b], kind=kind) for a, b, kind in written)
    RoleMove.objects.bulk_create(
        RoleMove(source=profiles[a].role, target=profiles[b].role, people=1 + 7 * number % 140, months=24)
        for number, (a, b, _) in enumerate(written)
        if number % 3
    )
    return profiles


def written_moves(families: int, levels: int, moves: int) -> list[tuple[int, int, str]]:
    """Return the promotions of every family, then moves between families, spread evenly: source, target and kind."""
    rises = [(level, level + 1) for level in range(levels - 1)]
    up = [(family * levels + low, family * levels + high, "promotion") for family in range(families) for low, high in rises]
    kinds = [("lateral", 0), ("diagonal", 1), ("step-down", -1)]
    beside = (
        (family * levels + level, (family + apart) % families * levels + level + step, kind)
        for apart in range(1, families)
        for level in range(1, levels - 1)
        for kind, step in kinds
        for family in range((level + apart) % 4, families, 4)
    )
    return list(islice(chain(up, beside), moves))
