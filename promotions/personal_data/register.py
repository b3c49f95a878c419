"""Every table that leads to a person. A model that is missing here fails a test: say what is handed out and what becomes of it.

In the order in which an erasure takes them: what hangs on other rows comes before these.
"""

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from employees.models.assessment_rounds import REVEALED
from promotions.personal_data.kinds import Blanked, Gone, Kind, Stays

THEIRS = "it is in the record of the person it is about"
OPENS = "it opens the account, and is worth something to a thief alone"
COPY = "the copy is its recipient’s; what it tells is under credentials and disputes"
MACHINE = "the machine's own work on what is handed out already"
DECIDED = "how many were put forward, decided and why is counted for years"


def revealed(sheet: str) -> Q:
    """Return which ratings of a person are handed out to them: those that a round has revealed."""
    prefix = f"{sheet}__" if sheet else ""
    return Q(**{f"{prefix}round__outcome__in": REVEALED, f"{prefix}handed_in_at__isnull": False})


RUN = {"run": "a nightly run of everybody"}

KINDS = (
    # What a person says of themselves
    Kind("employees.Demographics", _("What I say of myself"), mine=("employee",)),
    Kind("employees.DemographicConsent", _("What I agreed to"), mine=("employee",)),
    # Skills, credentials, work
    Kind(
        "employees.RatingEvidence",
        _("What ratings of my skills, and mine of others’, point to"),
        mine=("rating__sheet__round__employee",),
        account=("rating__sheet__by",),
        sealed=revealed("rating__sheet"),
        erase=Gone(("rating__sheet__round__employee",)),
    ),
    Kind(
        "employees.SkillRating",
        _("Ratings of my skills, and mine of others’"),
        mine=("sheet__round__employee",),
        account=("sheet__by",),
        sealed=revealed("sheet"),
        erase=Gone(("sheet__round__employee",)),
    ),
    Kind(
        "employees.RatingSheet",
        _("Who rated my skills, and whose I rated"),
        mine=("round__employee",),
        account=("by",),
        sealed=revealed(""),
        erase=Gone(("round__employee",)),
    ),
    Kind("employees.AssessmentRound", _("Rounds of assessment"), mine=("employee",), others={"opened_by": THEIRS}),
    Kind("employees.SkillAssessment", _("Assessments of my skills"), mine=("employee",), others={"assessor": THEIRS}),
    Kind("employees.HeldSkill", _("My skills as they count"), mine=("employee",)),
    Kind("promotions.RatingDrift", _("How I rate others’ skills"), mine=("manager",)),
    Kind("employees.CredentialReminder", _("Reminders of my credentials"), mine=("held__employee",)),
    Kind("employees.HeldCredential", _("My credentials"), mine=("employee",), others={"verified_by": THEIRS}),
    Kind("employees.PerformanceRating", _("My performance ratings"), mine=("employee",), others={"by": THEIRS}),
    Kind("employees.Assignment", _("Projects I worked on"), mine=("employee",)),
    Kind(
        "employees.Endorsement",
        _("Endorsements of my results, and mine of others’"),
        mine=("entry__employee", "endorser"),
        erase=Gone(("entry__employee",)),
    ),
    Kind("employees.ImpactEntry", _("My results"), mine=("employee",)),
    # Wishes, plans, talks
    Kind("employees.Aspiration", _("Roles I want"), mine=("employee",)),
    Kind(
        "employees.FeedbackRequest",
        _("Feedback I asked for, and gave"),
        mine=("cycle__goal__plan__employee", "asked"),
        erase=Gone(("cycle__goal__plan__employee",)),
    ),
    Kind("employees.Reflection", _("What I noted in practice cycles"), mine=("cycle__goal__plan__employee",)),
    Kind("employees.PracticeCycle", _("My practice cycles"), mine=("goal__plan__employee",)),
    Kind("employees.PlanChange", _("The history of my plans"), mine=("plan__employee",), others={"by": THEIRS}),
    Kind("employees.Action", _("Actions of my plans"), mine=("goal__plan__employee", "plan__employee")),
    Kind("employees.Milestone", _("Milestones of my plans"), mine=("goal__plan__employee",)),
    Kind("employees.Goal", _("Goals of my plans"), mine=("plan__employee",)),
    Kind("employees.Plan", _("My development plans"), mine=("employee",)),
    Kind("employees.Mentorship", _("Mentoring"), mine=("mentee", "mentor"), erase=Gone(("mentee",))),
    Kind(
        "employees.ConversationNote",
        _("Notes of my conversations, and those I wrote"),
        mine=("conversation__employee",),
        account=("author",),
        sealed=Q(kind="shared"),
        erase=Gone(("conversation__employee",)),
    ),
    Kind(
        "employees.Commitment",
        _("What was agreed in my conversations"),
        mine=("conversation__employee",),
    ),
    Kind(
        "employees.AgendaPoint",
        _("Agendas of my conversations"),
        mine=("conversation__employee",),
        account=("author",),
        erase=Gone(("conversation__employee",)),
    ),
    Kind(
        "employees.PromiseStep",
        _("What became of promises to me and by me"),
        mine=("promise__employee", "promise__promised_by", "promise__carried_by"),
        others={"by": THEIRS},
        record="promise__employee",
        seen_with="promise",
        erase=Gone(("promise__employee",)),
    ),
    Kind(
        "employees.Promise",
        _("Promises to me and by me"),
        mine=("employee", "promised_by", "carried_by"),
        others={"offered_by": THEIRS},
        record="employee",
        erase=Gone(("employee",)),
    ),
    Kind(
        "employees.Conversation",
        _("My conversations"),
        mine=("employee", "manager"),
        others=dict.fromkeys(("employee_signed_by", "manager_signed_by"), THEIRS),
        record="employee",
        erase=Gone(("employee",)),
    ),
    # Disputes and comments
    Kind(
        "employees.DisputeStep",
        _("What was said to my disputes"),
        mine=("dispute__employee",),
        others={"by": THEIRS},
        erase=Blanked("how many inputs were disputed and corrected is counted", texts=("text",)),
    ),
    Kind(
        "employees.Dispute",
        _("Inputs I disputed"),
        mine=("employee",),
        erase=Blanked("how many inputs were disputed and corrected is counted", texts=("stood", "wrong", "wanted")),
    ),
    Kind(
        "employees.RoleComment",
        _("My comments on roles"),
        account=("author",),
        erase=Stays("everybody reads it without its author, who is unlinked"),
    ),
    Kind(
        "employees.RoleCommentAnswer",
        _("Answers to my comments on roles"),
        account=("comment__author",),
        others={"by": "what an editor answered for the company"},
        erase=Stays("the company's answer to an unsigned comment"),
    ),
    # What Pathways told
    Kind("employees.NoticeLine", _("Names in digests"), kept_back=COPY, erase=Gone(("about",))),
    Kind("employees.TeamView", _("Views of the team board I keep"), account=("account",)),
    Kind("employees.NudgeDigest", _("Weeks in which I was sent a digest"), mine=("employee",)),
    Kind("employees.NudgePreference", _("What I want to be reminded of"), mine=("employee",)),
    Kind(
        "employees.Notice",
        _("What I was told"),
        mine=("to_person",),
        account=("to_account",),
        others={"about": COPY},
        record="about",
        erase=Gone(("to_person", "to_account", "about")),
    ),
    # Decisions about a person
    Kind("promotions.ReadinessChange", _("How my readiness turned"), mine=("employee",), others=RUN),
    Kind("promotions.Readiness", _("My readiness"), mine=("employee",), others=RUN),
    Kind("promotions.NextChange", _("The day my readiness turns next"), mine=("employee",)),
    Kind("promotions.Application", _("My applications"), mine=("employee",), erase=Blanked(DECIDED, texts=("feedback",))),
    Kind(
        "promotions.Decision",
        _("Decisions about me"),
        mine=("case__employee",),
        others={"decided_by": THEIRS},
        erase=Blanked(DECIDED, texts=("reason",)),
    ),
    Kind("promotions.CaseStatus", _("Steps of my promotion cases"), mine=("case__employee",), others={"by": THEIRS}, erase=Stays(DECIDED)),
    Kind("promotions.Case", _("My promotion cases"), mine=("employee",), others={"nominated_by": THEIRS}, erase=Stays(DECIDED)),
    Kind(
        "promotions.Requisition",
        _("Openings I led or filled"),
        mine=("manager", "filled_by"),
        erase=Stays("seats opened and filled are counted for years"),
    ),
    # Employment
    Kind(
        "employees.Leave",
        _("My leave"),
        mine=("employee",),
        erase=Blanked("time in a role is counted without it", values={"kind": "other"}),
    ),
    Kind(
        "employees.Position",
        _("My positions"),
        mine=("employee",),
        others={"manager": THEIRS},
        erase=Stays("headcount, moves and time in position are counted for years"),
    ),
    Kind("employees.Delegation", _("Who stood in for me, and for whom I did"), mine=("manager", "colleague"), others={"made_by": THEIRS}),
    Kind("employees.ReportingLine", _("My place in the line"), kept_back=MACHINE, erase=Stays("rebuilt each night of those employed")),
    Kind("employees.Stale", _("Marks for the night"), kept_back=MACHINE, erase=Stays("drained each night")),
    Kind(
        "employees.LegalHold",
        _("Legal holds"),
        mine=("employee",),
        others={"placed_by": THEIRS, "lifted_by": THEIRS},
        erase=Stays("says why the record was kept for so long"),
    ),
    Kind("employees.Erasure", _("Erasures"), kept_back="there is nobody left to ask", erase=Stays("says that and when it was erased")),
    Kind(
        "employees.Employee",
        _("My record"),
        mine=("pk",),
        others={"user": "the same person"},
        erase=Stays("without name, number and address: see erasing"),
    ),
    # Account
    Kind(
        "employees.DirectoryGrant",
        _("Duties that the company's directory gives"),
        account=("grant__user",),
    ),
    Kind("employees.DirectoryMember", _("Groups of the company's directory that I am in"), account=("account",)),
    Kind("employees.DirectoryUser", _("My account as the company's directory knows it"), account=("account",)),
    Kind("employees.Grant", _("What the company entrusts to me"), account=("user",)),
    Kind("employees.Invitation", _("My invitations"), account=("account",), others={"by": THEIRS}, hidden={"nonce": OPENS}),
    Kind(
        "employees.BrowserSession",
        _("Where I am signed in"),
        account=("account",),
        hidden={"session_key": OPENS, "session_data": "sealed, and for the machine alone"},
    ),
    Kind("account.EmailAddress", _("Addresses of my account"), account=("user",)),
    Kind("account.EmailConfirmation", _("Confirmations of my addresses"), account=("email_address__user",), hidden={"key": OPENS}),
    Kind("mfa.Authenticator", _("My second factors"), account=("user",), hidden={"data": OPENS}),
    Kind("socialaccount.SocialToken", _("Tokens of the company sign-in"), kept_back=OPENS, erase=Stays("goes with the account")),
    Kind("socialaccount.SocialAccount", _("My company sign-in"), account=("user",)),
    Kind(
        "employees.User",
        _("My account"),
        account=("pk",),
        others={"address_changed_by": "an administrator, in the line of work: it says nothing of them"},
        hidden={"password": OPENS},
    ),
    Kind(
        "employees.ApiToken",
        _("My tokens for programs"),
        account=("user",),
        hidden={"digest": OPENS},
    ),
    Kind(
        "employees.KeptAnswer",
        _("Answers to repeated writes"),
        kept_back="copies of what the API answered, kept for a day",
        erase=Stays("goes with the account"),
    ),
    Kind("admin.LogEntry", _("What I edited in the framework"), account=("user",)),
    # The company's own
    Kind("employees.Webhook", _("Addresses told of events"), kept_back="the company’s connections", erase=Stays("who made it is unlinked")),
    Kind("employees.Delivery", _("Events told"), kept_back="the company’s connections", erase=Stays("told events go by age")),
    Kind("promotions.PulseTurn", _("That I was asked in a growth pulse"), mine=("employee",)),
    Kind(
        "promotions.PulseCount",
        _("Sums of growth pulses"),
        kept_back="sums of what many answered; no answer of a person is kept",
        erase=Stays("nothing of it is anybody’s"),
    ),
    Kind(
        "promotions.Pulse",
        _("Growth pulses"),
        kept_back="rounds of questions to everybody; their answers are sums of no person",
        erase=Stays("who opened it is unlinked"),
    ),
    Kind(
        "promotions.FindingStep",
        _("What was done about findings"),
        kept_back="the company’s own record of its rules; who did what is on the audit trail",
        erase=Stays("what was found stays found; who did it is unlinked"),
    ),
    Kind(
        "promotions.Finding",
        _("Findings"),
        kept_back="of units, levels and rules, and of no person",
        erase=Stays("what was found stays found; its owner is unlinked"),
    ),
    Kind(
        "promotions.Review",
        _("Reviews of decisions and moves"),
        kept_back="figures of units and levels; single cases are looked up in the records that one gets anyway",
        erase=Stays("figures stay; an erased person’s number leads to nobody, and who asked is unlinked"),
    ),
    Kind(
        "promotions.Audit",
        _("Audits of fairness"),
        kept_back="figures of groups, and no person’s; who asked is on the audit trail",
        erase=Stays("what was found stays found; who asked is unlinked"),
    ),
    # The machine
    Kind(
        "promotions.NightlyRun",
        _("Nightly runs"),
        kept_back="runs of everybody; who pressed a button is on the audit trail",
        erase=Stays("who pressed the button is unlinked"),
    ),
    Kind("promotions.RunShard", _("Parts of nightly runs"), kept_back="runs of everybody", erase=Stays("names nobody")),
)
