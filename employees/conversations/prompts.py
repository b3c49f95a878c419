"""Questions that open a point well, for each side: to be asked or thought through, never to be ticked off."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from employees.conversations.agenda import Kind
from employees.models.conversations import Side
from skills.words import Text

FOR_MANAGER: Mapping[Kind, tuple[Text, ...]] = {
    Kind.PROMISE: (
        _("If it is yours and late: say so first, say why in one sentence, and name a day that you can keep."),
        _("If it is theirs: what got in the way, and which of that is yours to clear?"),
        _("Is it still the right thing? A promise that has lost its point is better ended than carried along."),
    ),
    Kind.DISPUTE: (
        _("What would they show you, if you asked to see it? Look before you answer."),
        _("Would you decide the same way about somebody you know less well?"),
    ),
    Kind.CREDENTIAL: (
        _("Who frees the hours for the renewal, and on which day?"),
        _("What can they not do from the day it lapses, and who covers for that?"),
    ),
    Kind.RESULT: (
        _("Ask how they did it before you say what you think of it: the how is what others can learn."),
        _("Who else should hear of this, and will you tell them?"),
        _("Which skill does it show? If you saw it yourself, endorse it."),
    ),
    Kind.DIFFERENCE: (
        _("Let them speak first: what did you have in mind when you chose that level?"),
        _("Name one occasion each, not an impression. Which sentence of the level fits that occasion?"),
        _("What would you have to see within three months to come to the same level?"),
    ),
    Kind.GOAL: (
        _("Is it the goal that is wrong, the time, or the way there? Each has another answer."),
        _("What is the smallest piece that could be done in everyday work next week?"),
    ),
    Kind.TURN: (
        _("What made the difference? If it went up, say whose doing it was."),
        _("What does it open now, and is there a seat, or work, on which they could show it?"),
    ),
    Kind.WISH: (
        _("What draws you to it? Listen for the work, not the title."),
        _("Whom could they talk to who does it today, and will you make the introduction?"),
        _("If it leads away from your team: say that you will help all the same, and mean it."),
    ),
    Kind.GAP: (
        _("Where in the coming weeks does work come by that needs exactly this? Give it to them, with somebody beside them."),
        _("Do they want to close it at all? A gap to a step that nobody wants is only a number."),
    ),
    Kind.TIME: (
        _("Are they content here, or has nobody asked? Both are fine; not knowing is not."),
        _("What has become routine, and what could they hand on to make room for something new?"),
    ),
    Kind.ADDED: (
        _("What would make this point done, for each of you?"),
        _("If they brought it: listen to the end before you offer anything."),
    ),
}
FOR_EMPLOYEE: Mapping[Kind, tuple[Text, ...]] = {
    Kind.PROMISE: (
        _("If it was promised to you: what has it cost you that it is not there yet? Say that, plainly."),
        _("If it is yours: what do you need to keep it, and from whom?"),
    ),
    Kind.DISPUTE: (
        _("What can you show, and who saw it? One occasion with a date is worth more than an opinion."),
        _("Which outcome would be fair, even if it is not the one you asked for?"),
    ),
    Kind.CREDENTIAL: (
        _("Have you booked the renewal? If not, what is missing: time, money, a place?"),
        _("Do you still need it for where you want to go?"),
    ),
    Kind.RESULT: (
        _("Say what was wrong before, what you decided, and what is better since: three sentences."),
        _("What did you learn that you would do otherwise next time?"),
    ),
    Kind.DIFFERENCE: (
        _("Which piece of work did you think of when you rated yourself?"),
        _("Ask for one occasion on which your manager saw it differently, and write it down."),
    ),
    Kind.GOAL: (
        _("Do you still want it? If not, say so: changing course is no failure."),
        _("How many hours a week did you really have for it?"),
    ),
    Kind.TURN: (
        _("Did you expect it? If the number surprises you, open its arithmetic together."),
        _("What would you like to do with it in the next three months?"),
    ),
    Kind.WISH: (
        _("What would be different in your week if you had that role?"),
        _("What one thing could your manager do that you cannot do alone?"),
    ),
    Kind.GAP: (
        _("Which work of the coming weeks would teach you this? Ask for it by name."),
        _("From whom could you learn it by watching?"),
    ),
    Kind.TIME: (
        _("What still makes you curious here, and what do you do with your eyes shut?"),
        _("Is staying what you want for now? That is an answer too."),
    ),
    Kind.ADDED: (
        _("What do you want to have when you leave the room: an answer, a decision, or only to be heard?"),
        _("What have you tried already?"),
    ),
}
OPENING: Mapping[str, tuple[Text, ...]] = {
    Side.MANAGER: (
        _("Begin with them: what has gone well since we last talked, and what was hard?"),
        _("Two thirds of the time is theirs. Two or three points talked through are worth more than ten touched on."),
        _("Keep the last ten minutes for who does what by when."),
    ),
    Side.EMPLOYEE: (
        _("Choose the two points that matter most to you, and say at the start which they are."),
        _("Bring one thing you are proud of, and one with which you want help."),
        _("Before you leave: what has your manager promised, and by when?"),
    ),
}


def prompts_for(kind: Kind, side: str) -> tuple[Text, ...]:
    """Return the questions for one side of the conversation; none for who is not in it."""
    return {Side.MANAGER: FOR_MANAGER, Side.EMPLOYEE: FOR_EMPLOYEE}.get(side, {}).get(kind, ())  # type: ignore[call-overload]  # a side is a text where it comes from an address
