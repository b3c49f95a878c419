"""Development conversations with their notes and promises, and the impact people have written down."""

import numpy as np

from employees import models
from employees.conversations.private import sealed
from promotions.demo.blueprint import Ints, read
from promotions.demo.catalogue import skill_texts
from promotions.demo.organisation import KINDS
from promotions.demo.skill_profiles import wanted
from promotions.demo.source import Source
from skills import bulk

TALKED = 0.40  # of the people, in the last year
COMING = 0.15
KEPT = 0.62
IMPACT = 0.14
SIGNED_AFTER = 4  # days
SHARED_NOTES = (
    "Agreed on one skill to work on and one piece of work to show it.",
    "Wants the next step within a year. We looked at the two gaps together.",
    "Content in the role; would like to teach more.",
    "Workload first: less on Mondays, then the course.",
    "Asked about moving to another team; I will find out who to talk to.",
)
PRIVATE_NOTES = (
    "Ask again about the commute.",
    "Ready earlier than she thinks.",
    "Mind my own tempo next time.",
    "Bring examples, not adjectives.",
)
PROMISES = {
    "manager": (
        "Find cover for the course days",
        "Speak to the head of the other team about a visit",
        "Put the stretch assignment to the next planning round",
        "Write the assessment within a month",
        "Ask for the budget for the certificate",
    ),
    "employee": (
        "Finish the first module",
        "Write up the last project as an impact entry",
        "Shadow a colleague for two shifts",
        "Ask three colleagues for feedback",
        "Try the new way of handing over and report",
    ),
}


def load_conversations(source: Source, people: Ints) -> None:
    """Write the last conversation of some and the next one of others; numbers follow from the person."""
    random = source.random("talks", people)
    here = source.some(people, TALKED, random)
    here = here[source.manager[here] >= 0]
    held = np.maximum(-random.integers(8, 330, len(here)), source.told.people.hired[here] + 1)
    fits = held < -2
    here, held = here[fits], held[fits]
    number = source.bases.conversation + here.astype(np.int64) * 2
    _insert(source, number, here, held, held=True, random=random)
    _load_notes(source, number, here, random)
    _load_promises(source, number, here, held, random)
    coming = here[random.random(len(here)) < COMING]
    _insert(
        source,
        source.bases.conversation + coming.astype(np.int64) * 2 + 1,
        coming,
        random.integers(3, 40, len(coming)),
        held=False,
        random=random,
    )


def _insert(source: Source, number: Ints, people: Ints, days: Ints, *, held: bool, random: np.random.Generator) -> None:
    """Write conversations; those held a while ago are signed by both."""
    hours = random.integers(8, 17, len(people)).tolist()
    signed = source.calendar.iso(days + SIGNED_AFTER, none=days + SIGNED_AFTER >= 0)
    times = [f"{day} 16:00:00" if day else None for day in signed] if held else [None] * len(people)
    bulk.insert(
        models.Conversation,
        {
            "id": number.tolist(),
            "employee_id": source.employee(people),
            "manager_id": source.employee(source.manager[people]),
            "planned_for": [f"{day} {hour:02}:00:00" for day, hour in zip(source.calendar.iso(days), hours, strict=True)],
            "held_on": source.calendar.iso(days) if held else [None] * len(people),
            "employee_signed_at": times,
            "manager_signed_at": times,
        },
    )


def _load_notes(source: Source, number: Ints, people: Ints, random: np.random.Generator) -> None:
    """Write what was shared, and of some managers what they keep for themselves, sealed as the product seals it."""
    user = source.user_of[source.manager[people]]
    for private, share, texts in ((False, 0.8, SHARED_NOTES), (True, 0.2, PRIVATE_NOTES)):
        chosen = (user >= 0) & (random.random(len(people)) < share)
        words = [texts[phrase] for phrase in random.integers(0, len(texts), int(chosen.sum())).tolist()]
        ids = (source.bases.note + (number[chosen] - source.bases.conversation) * 2 + private).tolist()
        bulk.insert(
            models.ConversationNote,
            {
                "id": ids,
                "conversation_id": number[chosen].tolist(),
                "author_id": user[chosen].tolist(),
                "kind": ["private" if private else "shared"] * len(ids),
                "text": [""] * len(ids) if private else words,
                "sealed": [sealed(note, text) for note, text in zip(ids, words, strict=True)] if private else [None] * len(ids),
                "version": [1] * len(ids),
                "changed_at": [f"{source.today} 00:00:00"] * len(ids),
            },
        )


def _load_promises(source: Source, number: Ints, people: Ints, held: Ints, random: np.random.Generator) -> None:
    """Write what each side promised: most kept, some waiting, some overdue."""
    for side, share in (("manager", 0.6), ("employee", 0.7)):
        chosen = random.random(len(people)) < share
        who, made = people[chosen], held[chosen]
        due = made + random.integers(20, 120, len(who))
        kept = made + (random.random(len(who)) * (due - made + 10)).astype(np.int32)
        by = source.manager[who] if side == "manager" else who
        bulk.insert(
            models.Promise,
            {
                "employee_id": source.employee(who),
                "conversation_id": number[chosen].tolist(),
                "side": [side] * len(who),
                "promised_by_id": source.employee(by),
                "text": [PROMISES[side][phrase] for phrase in random.integers(0, len(PROMISES[side]), len(who)).tolist()],
                "made_on": source.calendar.iso(made),
                "due_on": source.calendar.iso(due),
                "kept_on": source.calendar.iso(kept, none=(random.random(len(who)) >= KEPT) | (kept > -1)),
            },
        )


def load_impact(source: Source, people: Ints) -> None:
    """Write what some people changed at work, endorsed by their manager in half of the cases."""
    who, random, units = source.told.people, source.random("impact", people), source.told.units
    here = source.some(people, IMPACT, random)
    here = here[who.hired[here] < -60]
    on = np.maximum(-random.integers(10, 600, len(here)), who.hired[here] + 30)
    changes = read("impact.toml")
    texts = [changes[KINDS[kind].code if kind >= 0 else "elsewhere"] for kind in units.kind[who.unit[here]].tolist()]
    number = source.bases.impact + here.astype(np.int64)
    bulk.insert(
        models.ImpactEntry,
        {
            "id": number.tolist(),
            "employee_id": source.employee(here),
            "on": source.calendar.iso(on),
            "problem": [text["problem"] for text in texts],
            "decision": [text["decision"] for text in texts],
            "value": [text["value"] for text in texts],
            "metric": [text["metric"] for text in texts],
            "project_id": [None] * len(here),
        },
    )
    ids = np.array([source.catalogue.skill[text.code] for text in skill_texts()])
    skill = wanted().skill[who.role[here], 0]
    through = models.ImpactEntry.skills.through
    bulk.insert(through, {"impactentry_id": number.tolist(), "skill_id": ids[skill].tolist()})
    endorsed = (random.random(len(here)) < 0.5) & (source.manager[here] >= 0)
    bulk.insert(
        models.Endorsement,
        {
            "entry_id": number[endorsed].tolist(),
            "endorser_id": source.employee(source.manager[here[endorsed]]),
            "text": ["I saw it happen."] * int(endorsed.sum()),
            "on": source.calendar.iso(np.minimum(on[endorsed] + 9, 0)),
        },
    )
