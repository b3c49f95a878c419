"""Who judged a skill and on what evidence, for the judgement that counts."""

from django.db.models import Case, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat

from employees.models import Employee, SkillAssessment
from pathways.models.roles import RequirementQuerySet

Source = SkillAssessment.Source


def with_evidence(requirements: RequirementQuerySet, employee: Employee) -> RequirementQuerySet:
    """Add `evidence` and `assessor` (a name) of the judgement that counts for this person; both null when there is none.

    What counts is the newest by manager, test or credential; failing that by a peer; failing that one's own.
    """
    order = Case(When(source=Source.SELF, then=2), When(source=Source.PEER, then=1), default=0, output_field=IntegerField())
    judged = SkillAssessment.objects.filter(employee=employee, skill=OuterRef("skill")).order_by(order, "-on", "-pk")
    name = Concat(F("assessor__employee__first_name"), Value(" "), F("assessor__employee__last_name"))
    return requirements.annotate(evidence=Subquery(judged.values("evidence")[:1]), assessor=Subquery(judged.values(name=name)[:1]))
