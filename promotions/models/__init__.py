"""Decisions and what they rest on: policy, readiness, openings, cases, and the facts that metrics are sums of."""

from promotions.models.audits import Audit, AuditPopulation
from promotions.models.calibration import RatingDrift, UsualDifference
from promotions.models.cases import Case, CaseStatus, Decision
from promotions.models.counting import CountedPerson, CountedSeat, LastCount, MoveStay, ToldChoice, UncountedPerson, UncountedSeat
from promotions.models.findings import Finding, FindingStep
from promotions.models.mobility import BenchFact, MobilityFact, PositionDuration, PresentStay, ToldPart
from promotions.models.openings import Application, Requisition
from promotions.models.policy import PolicyRule, PolicyVersion
from promotions.models.pulse import Pulse, PulseCount, PulseTurn
from promotions.models.readiness import NextChange, Readiness, ReadinessChange, RoleRules
from promotions.models.reviews import Review
from promotions.models.runs import NightlyRun, RunShard

__all__ = [
    "Application",
    "Audit",
    "AuditPopulation",
    "BenchFact",
    "Case",
    "CaseStatus",
    "CountedPerson",
    "CountedSeat",
    "Decision",
    "Finding",
    "FindingStep",
    "LastCount",
    "MobilityFact",
    "MoveStay",
    "NextChange",
    "NightlyRun",
    "PolicyRule",
    "PolicyVersion",
    "PositionDuration",
    "PresentStay",
    "Pulse",
    "PulseCount",
    "PulseTurn",
    "RatingDrift",
    "Readiness",
    "ReadinessChange",
    "Requisition",
    "Review",
    "RoleRules",
    "RunShard",
    "ToldChoice",
    "ToldPart",
    "UncountedPerson",
    "UncountedSeat",
    "UsualDifference",
]
