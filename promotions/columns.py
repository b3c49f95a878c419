"""Where `skills.columns` was, for work under way that still looks for it here."""

from skills.columns import *  # noqa: F403  # gone with the last import
