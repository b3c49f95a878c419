"""Django's makemessages, which also finds both sentences in each call of `pathways.words.counted`, and guesses no translation."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=counted:2,3", "--keyword=rate:3,4"]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
