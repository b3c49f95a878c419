"""Whole numbers of the database as rows of one array."""

from typing import Any

import numpy as np
from django.db import models
from django.db.models import BigIntegerField, Expression, F
from django.db.models.functions import Cast, Coalesce

from skills.columns import Ints, read


def number(field: str) -> Expression:
    """Return a count or id as a bigint, 0 when it is empty."""
    return Cast(Coalesce(F(field), 0), BigIntegerField())


def numbers(*fields: str) -> dict[str, Expression]:
    return {field: number(field) for field in fields}


def table(rows: "models.QuerySet[Any, Any]", **columns: Expression) -> Ints:
    """Read these expressions of a queryset, none ever null, as an array of one row a row and one column an expression."""
    return np.column_stack([column.astype(np.int64) for column in read(rows, **columns).values()])
