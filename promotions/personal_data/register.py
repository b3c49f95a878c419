"""Every table that leads to a person. A model that is missing here fails a test: say what is handed out and what becomes of it.

In the order in which an erasure takes them: what hangs on other rows comes before these.
"""

from promotions.personal_data.kinds import Blanked, Gone, Kind, Stays

THEIRS = "it is in the record of the person it is about"
OPENS = "it opens the account, and is worth something to a thief alone"
COPY = "the copy is its recipient’s; what it tells is under credentials and disputes"
MACHINE = "the machine's own work on what is handed out already"
DECIDED = "how many were put forward, decided and why is counted for years"
RUN = {"run": "a nightly run of everybody"}

KINDS = (
    # What a person says of themselves
    Kind("employees.Demographics", "What I say of myself", mine=("employee",)),
    Kind("employees.DemographicConsent", "What I agreed to", mine=("employee",)),
    # Skills, credentials, work
    Kind("employees.SkillAssessment", "Assessments of my skills", mine=("employee",), others={"assessor": THEIRS}),
    Kind("employees.HeldSkill", "My skills as they count", mine=("employee",)),
    Kind("employees.CredentialReminder", "Reminders of my credentials", mine=("held__employee",)),
    Kind("employees.HeldCredential", "My credentials", mine=("employee",), others={"verified_by": THEIRS}),
    Kind("employees.PerformanceRating", "My performance ratings", mine=("employee",), others={"by": THEIRS}),
    Kind("employees.Assignment", "Projects I worked on", mine=("employee",)),
    Kind(
        "employees.Endorsement",
        "Endorsements of my results, and mine of others’",
        mine=("entry__employee", "endorser"),
        erase=Gone(("entry__employee",)),
    ),
    Kind("employees.ImpactEntry", "My results", mine=("employee",)),
    # Wishes, plans, talks
    Kind("employees.Aspiration", "Roles I want", mine=("employee",)),
    Kind("employees.Action", "Actions of my plans", mine=("goal__plan__employee",)),
    Kind("employees.Milestone", "Milestones of my plans", mine=("goal__plan__employee",)),
    Kind("employees.Goal", "Goals of my plans", mine=("plan__employee",)),
    Kind("employees.Plan", "My development plans", mine=("employee",)),
    Kind("employees.Mentorship", "Mentoring", mine=("mentee", "mentor"), erase=Gone(("mentee",))),
    Kind(
        "employees.ConversationNote",
        "Notes of my conversations, and those I wrote",
        mine=("conversation__employee",),
        account=("author",),
        erase=Gone(("conversation__employee",)),
    ),
    Kind("employees.Promise", "Promises to me and by me", mine=("employee", "promised_by"), erase=Gone(("employee",))),
    Kind("employees.Conversation", "My conversations", mine=("employee", "manager"), erase=Gone(("employee",))),
    # Disputes and comments
    Kind(
        "employees.DisputeStep",
        "What was said to my disputes",
        mine=("dispute__employee",),
        others={"by": THEIRS},
        erase=Blanked("how many inputs were disputed and corrected is counted", texts=("text",)),
    ),
    Kind(
        "employees.Dispute",
        "Inputs I disputed",
        mine=("employee",),
        erase=Blanked("how many inputs were disputed and corrected is counted", texts=("stood", "wrong", "wanted")),
    ),
    Kind(
        "employees.RoleComment",
        "My comments on roles",
        account=("author",),
        erase=Stays("everybody reads it without its author, who is unlinked"),
    ),
    Kind(
        "employees.RoleCommentAnswer",
        "Answers to my comments on roles",
        account=("comment__author",),
        others={"by": "what an editor answered for the company"},
        erase=Stays("the company's answer to an unsigned comment"),
    ),
    # What Pathways told
    Kind("employees.NoticeLine", "Names in digests", kept_back=COPY, erase=Gone(("about",))),
    Kind(
        "employees.Notice",
        "What I was told",
        mine=("to_person",),
        account=("to_account",),
        others={"about": COPY},
        erase=Gone(("to_person", "to_account", "about")),
    ),
    # Decisions about a person
    Kind("promotions.ReadinessChange", "How my readiness turned", mine=("employee",), others=RUN),
    Kind("promotions.Readiness", "My readiness", mine=("employee",), others=RUN),
    Kind("promotions.NextChange", "The day my readiness turns next", mine=("employee",)),
    Kind("promotions.Application", "My applications", mine=("employee",), erase=Blanked(DECIDED, texts=("feedback",))),
    Kind(
        "promotions.Decision",
        "Decisions about me",
        mine=("case__employee",),
        others={"decided_by": THEIRS},
        erase=Blanked(DECIDED, texts=("reason",)),
    ),
    Kind("promotions.CaseStatus", "Steps of my promotion cases", mine=("case__employee",), others={"by": THEIRS}, erase=Stays(DECIDED)),
    Kind("promotions.Case", "My promotion cases", mine=("employee",), others={"nominated_by": THEIRS}, erase=Stays(DECIDED)),
    Kind(
        "promotions.Requisition",
        "Openings I led or filled",
        mine=("manager", "filled_by"),
        erase=Stays("seats opened and filled are counted for years"),
    ),
    # Employment
    Kind(
        "employees.Leave", "My leave", mine=("employee",), erase=Blanked("time in a role is counted without it", values={"kind": "other"})
    ),
    Kind(
        "employees.Position",
        "My positions",
        mine=("employee",),
        others={"manager": THEIRS},
        erase=Stays("headcount, moves and time in position are counted for years"),
    ),
    Kind("employees.Delegation", "Who stood in for me, and for whom I did", mine=("manager", "colleague"), others={"made_by": THEIRS}),
    Kind("employees.ReportingLine", "My place in the line", kept_back=MACHINE, erase=Stays("rebuilt each night of those employed")),
    Kind("employees.Stale", "Marks for the night", kept_back=MACHINE, erase=Stays("drained each night")),
    Kind(
        "employees.LegalHold",
        "Legal holds",
        mine=("employee",),
        others={"placed_by": THEIRS, "lifted_by": THEIRS},
        erase=Stays("says why the record was kept for so long"),
    ),
    Kind("employees.Erasure", "Erasures", kept_back="there is nobody left to ask", erase=Stays("says that and when it was erased")),
    Kind(
        "employees.Employee",
        "My record",
        mine=("pk",),
        others={"user": "the same person"},
        erase=Stays("without name, number and address: see erasing"),
    ),
    # Account
    Kind(
        "employees.DirectoryGrant",
        "Duties that the company's directory gives",
        account=("grant__user",),
    ),
    Kind("employees.DirectoryMember", "Groups of the company's directory that I am in", account=("account",)),
    Kind("employees.DirectoryUser", "My account as the company's directory knows it", account=("account",)),
    Kind("employees.Grant", "What the company entrusts to me", account=("user",)),
    Kind("employees.Invitation", "My invitations", account=("account",), others={"by": THEIRS}, hidden={"nonce": OPENS}),
    Kind(
        "employees.BrowserSession",
        "Where I am signed in",
        account=("account",),
        hidden={"session_key": OPENS, "session_data": "sealed, and for the machine alone"},
    ),
    Kind("account.EmailAddress", "Addresses of my account", account=("user",)),
    Kind("account.EmailConfirmation", "Confirmations of my addresses", account=("email_address__user",), hidden={"key": OPENS}),
    Kind("mfa.Authenticator", "My second factors", account=("user",), hidden={"data": OPENS}),
    Kind("socialaccount.SocialToken", "Tokens of the company sign-in", kept_back=OPENS, erase=Stays("goes with the account")),
    Kind("socialaccount.SocialAccount", "My company sign-in", account=("user",)),
    Kind("employees.User", "My account", account=("pk",), hidden={"password": OPENS}),
    Kind(
        "employees.ApiToken",
        "My tokens for programs",
        account=("user",),
        hidden={"digest": OPENS},
    ),
    Kind(
        "employees.KeptAnswer",
        "Answers to repeated writes",
        kept_back="copies of what the API answered, kept for a day",
        erase=Stays("goes with the account"),
    ),
    Kind("admin.LogEntry", "What I edited in the framework", account=("user",)),
    # The company's own
    Kind("employees.Webhook", "Addresses told of events", kept_back="the company’s connections", erase=Stays("who made it is unlinked")),
    Kind("employees.Delivery", "Events told", kept_back="the company’s connections", erase=Stays("told events go by age")),
    Kind(
        "promotions.Audit",
        "Audits of fairness",
        kept_back="figures of groups, and no person’s; who asked is on the audit trail",
        erase=Stays("what was found stays found; who asked is unlinked"),
    ),
    # The machine
    Kind(
        "promotions.NightlyRun",
        "Nightly runs",
        kept_back="runs of everybody; who pressed a button is on the audit trail",
        erase=Stays("who pressed the button is unlinked"),
    ),
    Kind("promotions.RunShard", "Parts of nightly runs", kept_back="runs of everybody", erase=Stays("names nobody")),
)
