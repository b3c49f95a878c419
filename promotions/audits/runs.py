"""Answering one audit: read the pool, refuse what would give people away, compare, and keep what may be shown."""

from collections.abc import Sequence
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from employees import trail
from employees.access import with_units_below
from employees.models.trail import Verb
from pathways.models import JobFamily
from promotions.audits.answers import Said, groups_of, read_answers
from promotions.audits.findings import Around, Question, Told, findings
from promotions.audits.members import hash_of, many_of, packed, shared_by, small_groups, told_of, unpacked
from promotions.audits.pool import Pool, opened, read_pool
from promotions.audits.spells import careers_of, months_at_opening, ratings_at_opening, read_spells
from promotions.audits.stages import STAGES, persons
from promotions.audits.units import units_by_depth
from promotions.models import Audit, AuditPopulation, NightlyRun
from promotions.models.audits import AuditQuerySet
from skills.columns import Ints
from skills.turns import await_turn

log = structlog.get_logger(__name__)

METHOD = "2026-11-23.4"  # of the statistics and of the pool: a new one where an old question would get another answer


class AuditRefusedError(Exception):
    """The question may not be answered; the message says why and what to do."""


def run(audit_id: int) -> None:
    """Answer a waiting audit. One that is gone, or in other hands, is left alone; what goes wrong stands in the row."""
    claimed = Audit.objects.filter(pk=audit_id, status=Audit.Status.WAITING).update(
        status=Audit.Status.RUNNING, doing="Reading who was eligible"
    )
    if not claimed:
        log.info("audit not waiting", audit=audit_id)
        return
    audit = Audit.objects.with_scope().get(pk=audit_id)
    try:
        answer(audit)
    except AuditRefusedError as refusal:
        end(audit, Audit.Status.REFUSED, str(refusal))
    except Exception as error:
        log.exception("audit failed", audit=audit_id)
        end(
            audit,
            Audit.Status.FAILED,
            f"The audit stopped at “{audit.doing}”: {type(error).__name__}. Ask again, or tell your administrator.",
        )


def answer(audit: Audit) -> None:
    """Answer the audit, anew when another one ended meanwhile that it has not been set beside. Raises AuditRefusedError."""
    while not answered(audit):
        log.info("another audit ended meanwhile", audit=audit.pk)


def answered(audit: Audit) -> bool:
    """Compute and keep the answer; return False, with nothing kept, when it was not set beside all others. Raises AuditRefusedError."""
    known = keys_of(comparable(audit))
    pool = read_pool(audit.years, units=with_units_below({audit.unit_id}) if audit.unit_id else None, family=audit.family)
    refuse_few(audit, pool)
    tell(audit, 40, "Reading what people said of themselves")
    answers = read_answers(audit.attributes, by=audit.asked_by)
    refuse_unknown_readiness(audit)
    tell(audit, 60, "Comparing with earlier audits")
    members = packed(pool)
    ours = unpacked(members)
    refuse_differencing(audit, hash_of(members), ours, answers)
    group = groups_of(pool, audit.attributes, answers)
    refuse_unknown_reference(audit, set(group.names))
    tell(audit, 70, "Reading how long people have been in their level")
    around = around_of(audit, pool)
    tell(audit, 75, "Working out the comparisons")
    families = dict(JobFamily.objects.values_list("pk", "name"))
    told = told_before(audit, ours)
    question = Question(audit.attributes, audit.stage, audit.strata, audit.reference or None, audit.threshold, families, told)
    result = findings(pool, group, question, around)
    with transaction.atomic():
        await_turn("audits")
        if keys_of(comparable(audit)) != known:
            return False
        keep(audit, members, len(pool), result | {"earlier": since_before(audit, ours)})
    return True


def keys_of(audits: AuditQuerySet) -> list[int]:
    return list(audits.values_list("pk", flat=True))


def since_before(audit: Audit, ours: Ints) -> dict[str, object] | None:
    """Return the newest earlier audit of the same question, and how the people it was about have changed since."""
    earlier = Audit.objects.before(audit).select_related("population").first()
    if earlier is None or earlier.population is None:
        return None
    gone, new, otherwise = told_of(unpacked(bytes(earlier.population.members)), ours)
    changed = {"gone": gone, "new": new, "otherwise": otherwise}
    return {"audit": earlier.pk} | {name: many_of(people, audit.threshold) for name, people in changed.items()}


def told_before(audit: Audit, ours: Ints) -> list[Told]:
    """Return what earlier audits of one of these attributes compared of some of the same people."""
    found = []
    for earlier in comparable(audit).select_related("population"):
        theirs = unpacked(bytes(earlier.population.members))  # type: ignore[union-attr] # comparable ones have one
        if set(earlier.attributes) & set(audit.attributes) and len(shared_by(ours, theirs)):
            found.append(Told(earlier.pk, earlier.attributes, (earlier.result or {}).get("reference"), earlier.stage))
    return found


def around_of(audit: Audit, pool: Pool) -> Around:
    spells = read_spells(pool)
    return Around(
        careers=partial(careers_of, pool, spells),
        units=units_by_depth(audit.unit_id),
        months=months_at_opening(pool, spells),
        rating=ratings_at_opening(pool),
    )


def refuse_few(audit: Audit, pool: Pool) -> None:
    """Refuse what so few people could do that even their number says too much."""
    if persons(pool, pool.did(STAGES[audit.stage][0])) < audit.threshold:
        scope = audit.scope if audit.unit_id or audit.family_id else "the whole company"
        raise AuditRefusedError(
            f"Fewer than {audit.threshold} people in {scope} could take this step in {audit.cycles}. Choose more cycles or a larger scope."
        )


def refuse_unknown_readiness(audit: Audit) -> None:
    """Readiness of a cycle is known from the first night on."""
    first = NightlyRun.objects.filter(job=NightlyRun.Job.READINESS, status=NightlyRun.Status.SUCCEEDED).order_by("on").first()
    if audit.stage == Audit.Stage.ELIGIBLE_READY and (first is None or first.on > opened(audit.first_cycle)):
        known = f"only since {first.on:%-d %B %Y}" if first else "not before the first nightly run"
        raise AuditRefusedError(
            f"Who was ready is on file {known}, and the cycle {audit.first_cycle} opened before that. Choose later cycles, or the step "
            f"“{Audit.Stage.READY_PROMOTED.label}”, which rests on what each case recorded."
        )


def refuse_unknown_reference(audit: Audit, groups: set[str]) -> None:
    if audit.reference and audit.reference not in groups:
        raise AuditRefusedError(f"Nobody eligible gave the answer “{audit.reference}”. Choose another reference, or none.")


def refuse_differencing(audit: Audit, population: str, ours: Ints, answers: Sequence[Said]) -> None:
    """Refuse a population that differs from that of an earlier audit of an attribute by a few people of one group."""
    for earlier in comparable(audit).exclude(population=population).select_related("population"):
        theirs = unpacked(bytes(earlier.population.members))  # type: ignore[union-attr] # comparable ones have one
        sets, shared = told_of(ours, theirs), shared_by(ours, theirs)
        for attribute, said in zip(audit.attributes, answers, strict=True):
            if attribute in earlier.attributes and (told := small_groups(sets, shared, grouped(attribute, said), audit.threshold)):
                raise AuditRefusedError(too_near(earlier, audit.threshold, told))


def too_near(earlier: Audit, threshold: int, told: list[str]) -> str:
    return (
        f"Set beside audit {earlier.pk} ({earlier}, {earlier.scope}), this answer would tell of fewer than {threshold} people "
        f"({', '.join(told)}): the two ask about nearly the same people. Read that audit, or choose a scope or cycles that differ from it "
        f"by {threshold} people or more of each group, or not at all."
    )


def grouped(attribute: str, said: Said) -> Said:
    """Return the answers as groups for comparing populations; ages in bands of decades of birth, which do not move with the cycle."""
    return said.renamed({answer: f"born {answer[:3]}0s" for answer in said.names}) if attribute == "birth_year" else said


def comparable(audit: Audit) -> AuditQuerySet:
    """Return the finished audits that share a cycle with this one."""
    done = Audit.objects.filter(status=Audit.Status.DONE, first_cycle__lte=audit.last_cycle, last_cycle__gte=audit.first_cycle)
    return done.exclude(pk=audit.pk).order_by("pk")


def keep(audit: Audit, members: bytes, size: int, result: dict[str, object]) -> None:
    population, _ = AuditPopulation.objects.get_or_create(hash=hash_of(members), defaults={"members": members, "size": size})
    audit.population, audit.result, audit.method, audit.snapshot_on = population, result, METHOD, timezone.localdate()
    audit.nth_look = comparable(audit).filter(attribute=audit.attribute).count() + 1
    end(audit, Audit.Status.DONE, "")


def tell(audit: Audit, progress: int, doing: str) -> None:
    audit.progress, audit.doing = progress, doing
    audit.save(update_fields=["progress", "doing"])


def end(audit: Audit, status: Audit.Status, error: str) -> None:
    audit.status, audit.error, audit.finished_at, audit.doing = status, error, timezone.now(), ""
    audit.progress = 100 if status == Audit.Status.DONE else audit.progress
    audit.save(
        update_fields=["status", "error", "finished_at", "doing", "progress", "population", "result", "method", "snapshot_on", "nth_look"]
    )
    verb = Verb.REFUSED if status == Audit.Status.REFUSED else Verb.ENDED
    trail.record(verb, of=audit, by=audit.asked_by, name=str(audit), outcome=status.value)
