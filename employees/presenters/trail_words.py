"""The audit trail in words: what was done, and what is known of it."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from employees.models import AuditEvent
from employees.models.trail import Verb
from pathways.words import counted
from skills.words import Text

WORDS: dict[tuple[str, str], Text] = {
    (Verb.LOOKED, "employees.employee"): gettext_lazy("looked at the record"),
    (Verb.ENDED, "employees.employee"): gettext_lazy("ended the employment"),
    (Verb.IMPORTED, "employees.employee"): gettext_lazy("brought in changes from the HR system"),
    (Verb.LISTED, "employees.employee"): gettext_lazy("listed people"),
    (Verb.EXPORTED, "employees.employee"): gettext_lazy("exported people"),
    (Verb.EXPORTED, "employees.auditevent"): gettext_lazy("exported the audit trail"),
    (Verb.REMOVED, "employees.auditevent"): gettext_lazy("dropped the oldest months of the audit trail"),
    (Verb.LISTED, "promotions.ratingdrift"): gettext_lazy("looked at how managers rate"),
    (Verb.EXPORTED, "promotions.ratingdrift"): gettext_lazy("exported how managers rate"),
    (Verb.ADDED, "employees.teamview"): gettext_lazy("kept a view of the team board"),
    (Verb.CHANGED, "employees.teamview"): gettext_lazy("changed a view of the team board"),
    (Verb.REMOVED, "employees.teamview"): gettext_lazy("removed a view of the team board"),
    (Verb.LISTED, "employees.notice"): gettext_lazy("read notices that name people"),
    (Verb.EXPORTED, "promotions.mobilityfact"): gettext_lazy("exported mobility figures"),
    (Verb.ADDED, "employees.position"): gettext_lazy("entered a position"),
    (Verb.ADDED, "employees.user"): gettext_lazy("opened the account or added to it"),
    (Verb.GRANTED, "employees.user"): gettext_lazy("entrusted a duty"),
    (Verb.REVOKED, "employees.user"): gettext_lazy("took a duty back"),
    (Verb.SIGNED_IN, "employees.user"): gettext_lazy("signed in"),
    (Verb.SIGNED_OUT, "employees.user"): gettext_lazy("signed out"),
    (Verb.REFUSED, "employees.user"): gettext_lazy("was refused at the door"),
    (Verb.ENDED, "employees.user"): gettext_lazy("closed the account or its sessions"),
    (Verb.CHANGED, "employees.user"): gettext_lazy("changed how the account signs in"),
    (Verb.REMOVED, "employees.user"): gettext_lazy("took something off the account"),
    (Verb.STARTED, "employees.user"): gettext_lazy("asked for a new password"),
    (Verb.ADDED, "employees.delegation"): gettext_lazy("named who stands in"),
    (Verb.ENDED, "employees.delegation"): gettext_lazy("ended a standing-in"),
    (Verb.REMOVED, "employees.delegation"): gettext_lazy("took back who was to stand in"),
    (Verb.CHANGED, "employees.dispute"): gettext_lazy("added to a dispute"),
    (Verb.ADDED, "employees.dispute"): gettext_lazy("raised a dispute"),
    (Verb.ENDED, "employees.dispute"): gettext_lazy("withdrew a dispute"),
    (Verb.ADDED, "promotions.finding"): gettext_lazy("made a finding"),
    (Verb.CHANGED, "promotions.finding"): gettext_lazy("added to a finding"),
    (Verb.ENDED, "promotions.finding"): gettext_lazy("ended a finding"),
    (Verb.STARTED, "promotions.review"): gettext_lazy("asked for a review"),
    (Verb.ENDED, "promotions.review"): gettext_lazy("had a review answered"),
    (Verb.CHANGED, "promotions.review"): gettext_lazy("made a review the baseline"),
    (Verb.STARTED, "employees.assessmentround"): gettext_lazy("opened a round of assessment"),
    (Verb.CANCELLED, "employees.assessmentround"): gettext_lazy("called a round of assessment off"),
    (Verb.SHARED, "employees.assessmentround"): gettext_lazy("ended a round of assessment: ratings are shown"),
    (Verb.ADDED, "employees.ratingsheet"): gettext_lazy("handed ratings in"),
    (Verb.REMOVED, "employees.ratingsheet"): gettext_lazy("took ratings back"),
    (Verb.EXPORTED, "employees.skillassessment"): gettext_lazy("exported skills"),
    (Verb.EXPORTED, "employees.impactentry"): gettext_lazy("exported results"),
    (Verb.LISTED, "employees.impactentry"): gettext_lazy("read results to be endorsed"),
    (Verb.STARTED, "employees.endorsement"): gettext_lazy("asked for an endorsement"),
    (Verb.ANSWERED, "employees.endorsement"): gettext_lazy("answered for an endorsement"),
    (Verb.ENDED, "employees.endorsement"): gettext_lazy("withdrew an endorsement"),
    (Verb.ADDED, "employees.promise"): gettext_lazy("promised something"),
    (Verb.ANSWERED, "employees.promise"): gettext_lazy("marked a promise as kept"),
    (Verb.CHANGED, "employees.promise"): gettext_lazy("changed or took on a promise"),
    (Verb.ENDED, "employees.promise"): gettext_lazy("ended a promise undone"),
    (Verb.LISTED, "employees.promise"): gettext_lazy("listed promises"),
    (Verb.EXPORTED, "employees.promise"): gettext_lazy("exported promises"),
    (Verb.LOOKED, "employees.conversation"): gettext_lazy("opened a conversation"),
    (Verb.LISTED, "employees.conversation"): gettext_lazy("listed conversations"),
    (Verb.EXPORTED, "employees.conversation"): gettext_lazy("exported a conversation, or the list of them"),
    (Verb.ADDED, "employees.conversation"): gettext_lazy("planned a conversation"),
    (Verb.STARTED, "employees.conversation"): gettext_lazy("proposed a conversation"),
    (Verb.CHANGED, "employees.conversation"): gettext_lazy("moved a conversation, or asked to"),
    (Verb.ANSWERED, "employees.conversation"): gettext_lazy("answered a proposed time, or signed"),
    (Verb.CANCELLED, "employees.conversation"): gettext_lazy("cancelled a conversation"),
    (Verb.SHARED, "employees.conversation"): gettext_lazy("shared notes of a conversation"),
    (Verb.ENDED, "employees.conversation"): gettext_lazy("finished a conversation"),
    (Verb.ADDED, "employees.agendapoint"): gettext_lazy("put a point on the agenda"),
    (Verb.CHANGED, "employees.agendapoint"): gettext_lazy("said what became of a point of the agenda"),
    (Verb.REMOVED, "employees.agendapoint"): gettext_lazy("took a point off the agenda"),
    (Verb.ADDED, "employees.commitment"): gettext_lazy("committed to something in a conversation"),
    (Verb.REMOVED, "employees.commitment"): gettext_lazy("took back what was committed in a conversation"),
    (Verb.STARTED, "promotions.nightlyrun"): gettext_lazy("started a run"),
    (Verb.CANCELLED, "promotions.nightlyrun"): gettext_lazy("cancelled a run"),
}
NOUNS = (  # what tables are called, for translations
    gettext_noop("action"),
    gettext_noop("api token"),
    gettext_noop("aspiration"),
    gettext_noop("audit"),
    gettext_noop("conversation"),
    gettext_noop("delegation"),
    gettext_noop("delivery"),
    gettext_noop("demographics"),
    gettext_noop("directory group"),
    gettext_noop("directory user"),
    gettext_noop("dispute"),
    gettext_noop("employee"),
    gettext_noop("feedback"),
    gettext_noop("framework version"),
    gettext_noop("goal"),
    gettext_noop("grant"),
    gettext_noop("held credential"),
    gettext_noop("held skill"),
    gettext_noop("legal hold"),
    gettext_noop("mentorship"),
    gettext_noop("milestone"),
    gettext_noop("nightly run"),
    gettext_noop("performance rating"),
    gettext_noop("plan"),
    gettext_noop("policy version"),
    gettext_noop("position"),
    gettext_noop("practice cycle"),
    gettext_noop("promise"),
    gettext_noop("role comment"),
    gettext_noop("role comment answer"),
    gettext_noop("skill assessment"),
    gettext_noop("user"),
    gettext_noop("webhook"),
)
SAID = ("fields", "reason", "outcome", "duty", "name", "filter", "count")  # the details that a sentence ends with, in this order


def words_of(event: AuditEvent) -> str:
    """Return what was done, as a sentence goes on after a name."""
    return str(WORDS.get((event.verb, event.kind)) or "") or f"{event.get_verb_display()} {noun(event.kind)}"


def noun(kind: str) -> str:
    """Return what a table holds: "a credential". A table that is no more, and one without a word in `NOUNS`, is called as it was."""
    try:
        name = str(apps.get_model(kind)._meta.verbose_name)
    except LookupError:
        name = kind.partition(".")[2]
    known = _(name)
    return known if known != name else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def details_of(event: AuditEvent) -> str:
    """Return what else is known of it, without what the words say already."""
    told = (said(name, event.details[name]) for name in SAID if name in event.details)
    return "; ".join(words for words in told if words != words_of(event))


def said(name: str, value: Any) -> str:  # Any: what JSON holds
    match name:
        case "fields":
            return ", ".join(str(field).replace("_", " ") for field in value)
        case "count":
            return counted(value, "%(count)s row", "%(count)s rows")
        case "reason":
            return _(str(value))  # of what happens at the door the words are known
        case "filter":
            return _("asked for %(value)s") % {"value": value}
    return str(value)


def day_of(at: dt.datetime, zone: dt.tzinfo) -> dt.date:
    return at.astimezone(zone).date()
