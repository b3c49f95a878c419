"""Job families: all of them, the map of one, and its moves as a file."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from employees import access, trail
from employees.access import Access
from pathways.models import JobFamily, RoleProfile, Transition
from pathways.presenters.family_page import family_page
from pathways.presenters.files import level_columns, level_rows
from pathways.presenters.lattice_page import lattice_page, reach_in
from pathways.presenters.lattice_question import LatticeQuestion, asked_of_lattice
from pathways.presenters.level_rows import by_level
from pathways.presenters.moves_table import MovesTable, moves_table
from pathways.prose import opening
from pathways.rulebook import rulebook
from pathways.words import search_text
from skills.listing import csv_file


@require_safe
def families(request: HttpRequest) -> HttpResponse:
    text = search_text(request.GET.get("q", ""))
    found = JobFamily.objects.in_force(timezone.localdate()).matching(text).select_related("group", "framework")
    ordered = found.order_by("framework__name", "group__order", "group__name", "order", "name")
    return render(request, "pathways/families.html", {"families": list(ordered), "q": text})


@require_safe
def family(request: HttpRequest, slug: str) -> HttpResponse:
    reader = access.of(request.user)
    found = family_in_force(slug, reader)
    question = asked_of_lattice(request.GET.dict())
    shown = {"family": found, "lead": opening(found.description), "as_list": request.GET.get("view") == "list"}
    if found.shape == JobFamily.Shape.LATTICE:
        page = lattice_page(found, reader, question)
        moves = moves_of(page.reach, question, request, reader)
        return render(request, "pathways/lattice.html", {**shown, "page": page, "moves": moves})
    moves = moves_of(Q(source__track__family=found), question, request, reader)
    return render(request, "pathways/family.html", {**shown, "page": family_page(found, reader), "moves": moves})


@require_safe
def family_moves_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return the moves that the family's page tells of, by the same address."""
    reader = access.of(request.user)
    found = family_in_force(slug, reader)
    question = asked_of_lattice(request.GET.dict())
    is_lattice = found.shape == JobFamily.Shape.LATTICE
    reach = reach_in(found, reader, question) if is_lattice else Q(source__track__family=found)
    listing = moves_of(reach, question, request, reader).listing
    trail.exported(Transition, by=request.user, name=f"moves-{found.slug}", count=listing.rows.count(), asked=request.GET.dict())
    return listing.file(f"moves-{found.slug}")


@require_safe
def family_roles_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return the roles of the family, highest level first."""
    reader = access.of(request.user)
    family_in_force(slug, reader)
    profiles = [profile for profile in rulebook(reader.today).profiles.values() if profile.family.slug == slug]
    rows = level_rows(by_level(profiles))
    trail.exported(RoleProfile, by=request.user, name=f"roles-{slug}", count=len(rows))
    return csv_file(f"roles-{slug}", level_columns(), rows)


def family_in_force(slug: str, reader: Access) -> JobFamily:
    return get_object_or_404(JobFamily.objects.in_force(reader.today).select_related("group", "framework"), slug=slug)


def moves_of(reach: Q, question: LatticeQuestion, request: HttpRequest, reader: Access) -> MovesTable:
    return moves_table(Transition.objects.in_force(reader.today).filter(reach), question, request.GET.dict())
