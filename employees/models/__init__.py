"""People: who they are, what they have done, what they hold, what they want, what was promised to them."""

from employees.models.accounts import Grant, Invitation, User
from employees.models.api import ApiToken, KeptAnswer
from employees.models.assessment_rounds import AssessmentRound, RatingEvidence, RatingSheet, SkillRating
from employees.models.conversations import AgendaPoint, Commitment, Conversation, ConversationNote
from employees.models.delegations import Delegation
from employees.models.demographics import DemographicConsent, Demographics
from employees.models.directory import DirectoryGrant, DirectoryGroup, DirectoryMember, DirectoryUser, GroupDuty
from employees.models.disputes import Dispute, DisputeStep
from employees.models.erasure import Erasure, LegalHold
from employees.models.growth import Action, Aspiration, Endorsement, Goal, ImpactEntry, Mentorship, Milestone, Plan
from employees.models.notices import CredentialReminder, Notice, NoticeLine
from employees.models.nudges import NudgeDigest, NudgePreference
from employees.models.people import Employee, ReportingLine, Stale, Unit
from employees.models.plan_history import PlanChange
from employees.models.positions import Leave, Position
from employees.models.practice import FeedbackRequest, PracticeCycle, Reflection
from employees.models.promises import Promise, PromiseStep
from employees.models.role_comments import RoleComment, RoleCommentAnswer
from employees.models.role_moves import RoleMove
from employees.models.sessions import BrowserSession
from employees.models.skill_profile import Assignment, HeldCredential, HeldSkill, PerformanceRating, Project, SkillAssessment
from employees.models.team_views import TeamView
from employees.models.trail import AuditEvent
from employees.models.webhooks import Delivery, Webhook

__all__ = [
    "Action",
    "AgendaPoint",
    "ApiToken",
    "Aspiration",
    "AssessmentRound",
    "Assignment",
    "AuditEvent",
    "BrowserSession",
    "Commitment",
    "Conversation",
    "ConversationNote",
    "CredentialReminder",
    "Delegation",
    "Delivery",
    "DemographicConsent",
    "Demographics",
    "DirectoryGrant",
    "DirectoryGroup",
    "DirectoryMember",
    "DirectoryUser",
    "Dispute",
    "DisputeStep",
    "Employee",
    "Endorsement",
    "Erasure",
    "FeedbackRequest",
    "Goal",
    "Grant",
    "GroupDuty",
    "HeldCredential",
    "HeldSkill",
    "ImpactEntry",
    "Invitation",
    "KeptAnswer",
    "Leave",
    "LegalHold",
    "Mentorship",
    "Milestone",
    "Notice",
    "NoticeLine",
    "NudgeDigest",
    "NudgePreference",
    "PerformanceRating",
    "Plan",
    "PlanChange",
    "Position",
    "PracticeCycle",
    "Project",
    "Promise",
    "PromiseStep",
    "RatingEvidence",
    "RatingSheet",
    "Reflection",
    "ReportingLine",
    "RoleComment",
    "RoleCommentAnswer",
    "RoleMove",
    "SkillAssessment",
    "SkillRating",
    "Stale",
    "TeamView",
    "Unit",
    "User",
    "Webhook",
]
