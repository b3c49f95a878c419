"""Conversations with a calendar entry, an agenda, commitments and signatures; private notes sealed, drafts apart from what is shared.

Of several conversations of the same two that were never held the newest stays planned. Taken back, drafts that were never shared go.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from employees.conversations.private import opened, sealed

JOINT = "\n\n"


def forwards(apps, schema_editor):
    Conversation, Note = apps.get_model("employees", "Conversation"), apps.get_model("employees", "ConversationNote")
    for note in Note.objects.filter(private=True).order_by("pk"):
        Note.objects.filter(pk=note.pk).update(kind="private", version=1, sealed=sealed(note.pk, note.text), text="")
    kept = {}
    for note in Note.objects.filter(private=False).order_by("conversation", "pk"):
        first = kept.setdefault(note.conversation_id, note)
        if first is not note:
            first.text = JOINT.join(filter(None, (first.text, note.text)))
            note.delete()
        Note.objects.filter(pk=first.pk).update(version=1, text=first.text)
    waiting = set()
    for talk in Conversation.objects.filter(held_on=None).order_by("-planned_for"):
        if (talk.employee_id, talk.manager_id) in waiting:
            Conversation.objects.filter(pk=talk.pk).update(cancelled_at=talk.planned_for)
        waiting.add((talk.employee_id, talk.manager_id))


def backwards(apps, schema_editor):
    Note = apps.get_model("employees", "ConversationNote")
    Note.objects.filter(kind="draft").delete()
    for note in Note.objects.filter(kind="private").order_by("pk"):
        Note.objects.filter(pk=note.pk).update(private=True, text=opened(note), sealed=None)


class Migration(migrations.Migration):

    dependencies = [
        ('employees', '0030_addresses_in_doubt'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('employee', 'employee'), ('manager', 'manager')], max_length=10)),
                ('text', models.CharField(max_length=300)),
                ('key', models.CharField(blank=True, default='', max_length=60)),
                ('outcome', models.CharField(blank=True, choices=[('', 'open'), ('discussed', 'talked about'), ('deferred', 'next time')], default='', max_length=10)),
            ],
            options={
                'ordering': ['conversation', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('employee', 'employee'), ('manager', 'manager')], max_length=10)),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('kind', models.CharField(blank=True, choices=[('course', 'course'), ('practice', 'practice'), ('stretch', 'stretch assignment'), ('mentoring', 'mentoring'), ('project', 'project')], default='', help_text="Of an employee's: what it will be.", max_length=10)),
            ],
            options={
                'ordering': ['conversation', 'due_on', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='conversationnote',
            name='conversation_note_once',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_kind_known',
        ),
        migrations.AddField(
            model_name='conversation',
            name='cancelled_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='confirmed',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='employee_signed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='employee_signed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='conversation',
            name='manager_signed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='manager_signed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='conversation',
            name='minutes',
            field=models.PositiveSmallIntegerField(db_default=45, default=45),
        ),
        migrations.AddField(
            model_name='conversation',
            name='place',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='conversation',
            name='proposed_for',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conversation',
            name='sequence',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='conversationnote',
            name='base',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='conversationnote',
            name='kind',
            field=models.CharField(choices=[('shared', 'shared notes'), ('draft', 'draft of shared notes'), ('private', 'private notes')], default='shared', max_length=8),
        ),
        migrations.AddField(
            model_name='conversationnote',
            name='pending',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='conversationnote',
            name='sealed',
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conversationnote',
            name='version',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='notice',
            name='calendar',
            field=models.TextField(blank=True, db_default='', default='', help_text='An entry for calendars that its mail brings along.'),
        ),
        migrations.AlterField(
            model_name='conversationnote',
            name='text',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('credential', 'credential'), ('credential-digest', 'digest of credentials'), ('dispute', 'dispute'), ('plan', 'development plan'), ('webhook', 'webhook'), ('finding', 'finding'), ('pulse', 'growth pulse'), ('assessment', 'assessment of skills'), ('endorsement', 'endorsement of a result'), ('promise', 'promise'), ('conversation', 'development conversation')], max_length=20),
        ),
        migrations.RunPython(forwards, backwards),
        migrations.RemoveField(
            model_name='conversationnote',
            name='private',
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True), ('held_on__isnull', True)), fields=('employee', 'manager'), name='conversation_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__range', (10, 480))), name='conversation_minutes_10_to_480'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed', True), ('proposed_for__isnull', False), _connector='OR'), name='conversation_confirmed_or_proposed'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(('held_on__isnull', True), ('cancelled_at__isnull', True), _connector='OR'), name='conversation_ends_one_way'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.CheckConstraint(condition=models.Q(('held_on__isnull', False), models.Q(('employee_signed_at__isnull', True), ('manager_signed_at__isnull', True)), _connector='OR'), name='conversation_signed_once_held'),
        ),
        migrations.AddConstraint(
            model_name='conversationnote',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'shared')), fields=('conversation',), name='conversation_note_one_shared'),
        ),
        migrations.AddConstraint(
            model_name='conversationnote',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['draft', 'private'])), fields=('conversation', 'author', 'kind'), name='conversation_note_once'),
        ),
        migrations.AddConstraint(
            model_name='conversationnote',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['shared', 'draft', 'private'])), name='conversation_note_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='conversationnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'private'), _negated=True), ('text', ''), _connector='OR'), name='conversation_note_private_is_sealed'),
        ),
        migrations.AddConstraint(
            model_name='conversationnote',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'private'), ('sealed__isnull', True), _connector='OR'), name='conversation_note_sealed_is_private'),
        ),
        migrations.AddConstraint(
            model_name='conversationnote',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'draft'), ('pending', False), _connector='OR'), name='conversation_note_pending_is_draft'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['credential', 'credential-digest', 'dispute', 'plan', 'webhook', 'finding', 'pulse', 'assessment', 'endorsement', 'promise', 'conversation'])), name='notice_kind_known'),
        ),
        migrations.AddField(
            model_name='agendapoint',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agendapoint',
            name='carried_from',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='carried_to', to='employees.agendapoint'),
        ),
        migrations.AddField(
            model_name='agendapoint',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='employees.conversation'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='action',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='commitment', to='employees.action'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='conversation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='employees.conversation'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='promise',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='commitment', to='employees.promise'),
        ),
        migrations.AddConstraint(
            model_name='agendapoint',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('conversation', 'key'), name='agenda_point_key_once'),
        ),
        migrations.AddConstraint(
            model_name='agendapoint',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['employee', 'manager'])), name='agenda_point_side_known'),
        ),
        migrations.AddConstraint(
            model_name='agendapoint',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'discussed', 'deferred'])), name='agenda_point_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='agendapoint',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='agenda_point_says_what'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['employee', 'manager'])), name='commitment_side_known'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['', 'course', 'practice', 'stretch', 'mentoring', 'project'])), name='commitment_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('promise__isnull', True), ('side', 'employee'), models.Q(('kind', ''), _negated=True)), models.Q(('action__isnull', True), ('kind', ''), ('side', 'manager')), _connector='OR'), name='commitment_becomes_what_its_side_can'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='commitment_says_what'),
        ),
    ]
