"""How a conversation ends: commitments become actions and promises, both sign, and nothing shared changes under a signature."""

import datetime as dt

import pytest
from django.utils import timezone

from employees.conversations import ending, notes, points
from employees.conversations.errors import ConversationError
from employees.models import Action, Commitment, Conversation, Notice, PlanChange, Promise
from tests.employees.ward import Ward

TODAY = timezone.localdate()
SOON = TODAY + dt.timedelta(days=20)


def committed(ward: Ward, talk: Conversation) -> None:
    ending.commit(conversation=talk, text="Lead two handovers", due_on=SOON, kind="stretch", by=ward.own)
    ending.commit(conversation=talk, text="Find cover", due_on=SOON, by=ward.lead)


def test_finishing_makes_an_action_of_the_employee_s_and_a_promise_of_the_manager_s(ward: Ward, talk: Conversation):
    committed(ward, talk)
    ending.finish(conversation=talk, held_on=TODAY, by=ward.lead)
    action, promise = Action.objects.get(), Promise.objects.get()
    assert (action.text, action.kind, action.due_on, action.whose.employee) == ("Lead two handovers", "stretch", SOON, ward.nurse)
    assert PlanChange.objects.filter(plan=action.whose, kind="action-added").exists()
    told = (promise.text, promise.side, promise.promised_by, promise.employee, promise.conversation, promise.due_on, promise.made_on)
    assert told == ("Find cover", "manager", ward.manager, ward.nurse, talk, SOON, TODAY)
    assert [(one.action, one.promise) for one in Commitment.objects.order_by("side")] == [(action, None), (None, promise)]
    assert Notice.objects.filter(to_person=ward.nurse, subject__contains="written down").exists()


def test_it_is_finished_once(ward: Ward, talk: Conversation):
    committed(ward, talk)
    ending.finish(conversation=talk, held_on=TODAY, by=ward.lead)
    for late in (
        lambda: ending.finish(conversation=talk, held_on=TODAY, by=ward.own),
        lambda: committed(ward, talk),
        lambda: ending.drop(commitment=Commitment.objects.earliest("pk"), by=ward.own),
    ):
        with pytest.raises(ConversationError, match="finished or cancelled"):
            late()
    assert (Action.objects.count(), Promise.objects.count()) == (1, 1)


def test_it_is_not_finished_before_it_was_held(ward: Ward, talk: Conversation):
    with pytest.raises(ConversationError, match="still to come"):
        ending.finish(conversation=talk, held_on=SOON, by=ward.lead)


def test_each_side_takes_back_its_own_commitments_alone(ward: Ward, talk: Conversation):
    committed(ward, talk)
    with pytest.raises(ConversationError, match="own commitments"):
        ending.drop(commitment=Commitment.objects.get(side="manager"), by=ward.own)
    ending.drop(commitment=Commitment.objects.get(side="employee"), by=ward.own)
    assert Commitment.objects.get().side == "manager"


def test_nothing_is_due_in_the_past(ward: Ward, talk: Conversation):
    with pytest.raises(ConversationError, match="past"):
        ending.commit(conversation=talk, text="x", due_on=TODAY - dt.timedelta(days=1), by=ward.own)


def test_both_sign_and_it_is_closed_for_good(ward: Ward, talk: Conversation):
    with pytest.raises(ConversationError, match="before the conversation is finished"):
        ending.sign(conversation=talk, by=ward.own)
    ending.finish(conversation=talk, held_on=TODAY, by=ward.lead)
    ending.sign(conversation=talk, by=ward.own)
    with pytest.raises(ConversationError, match="signed already"):
        ending.sign(conversation=talk, by=ward.own)
    ending.sign(conversation=talk, by=ward.lead)
    talk.refresh_from_db()
    assert talk.is_closed
    assert (talk.employee_signed_by, talk.manager_signed_by) == (ward.own, ward.lead)
    for late in (
        lambda: ending.take_back(conversation=talk, by=ward.own),
        lambda: notes.save(conversation=talk, kind="draft", text="x", version=0, by=ward.own),
    ):
        with pytest.raises(ConversationError, match="Both have signed"):
            late()
    with pytest.raises(ConversationError, match="closed"):
        points.add(conversation=talk, text="x", by=ward.own)


def test_a_signature_taken_back_opens_the_notes_again(ward: Ward, talk: Conversation):
    ending.finish(conversation=talk, held_on=TODAY, by=ward.lead)
    ending.sign(conversation=talk, by=ward.lead)
    with pytest.raises(ConversationError, match="takes the signature back first"):
        notes.save(conversation=talk, kind="draft", text="x", version=0, by=ward.own)
    ending.take_back(conversation=talk, by=ward.lead)
    assert notes.save(conversation=talk, kind="draft", text="x", version=0, by=ward.own).version == 1


def test_who_has_a_draft_that_is_not_shared_does_not_sign(ward: Ward, talk: Conversation):
    notes.save(conversation=talk, kind="draft", text="Half a", version=0, by=ward.own)
    ending.finish(conversation=talk, held_on=TODAY, by=ward.lead)
    with pytest.raises(ConversationError, match="not shared"):
        ending.sign(conversation=talk, by=ward.own)
    ending.sign(conversation=talk, by=ward.lead)
