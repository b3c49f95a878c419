"""The cache in Redis, and what becomes of it while Redis is away.

Limits, marks of codes that were used and what identity providers say of themselves lie there. While Redis does not answer, each process
keeps its own: limits then count per process instead of over all of them, and nobody is let in unlimited nor shown a fault.
"""

import time
from typing import Any, ClassVar

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

ASKED_AGAIN_AFTER = 10.0  # seconds: each request that waits for a host that does not answer is a request too many
PATIENCE = {"socket_connect_timeout": 1.0, "socket_timeout": 2.0}  # seconds
OPERATIONS = ("add", "get", "set", "touch", "delete", "get_many", "set_many", "delete_many", "has_key", "incr", "clear")


class SteadyRedisCache(RedisCache):
    """Redis; failing that, the memory of this process until Redis is asked again. One state for all threads of the process."""

    away_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:  # Any: as Django's own
        super().__init__(server, {**params, "OPTIONS": {**PATIENCE, **params.get("OPTIONS", {})}})
        self.own = LocMemCache("while-redis-is-away", {name: value for name, value in params.items() if name != "OPTIONS"})

    def asked(self, operation: str, *args: Any, **kwargs: Any) -> Any:  # Any: as Django's own
        if time.monotonic() >= SteadyRedisCache.away_until:
            try:
                return getattr(super(), operation)(*args, **kwargs)
            except RedisError as fault:
                SteadyRedisCache.away_until = time.monotonic() + ASKED_AGAIN_AFTER
                log.warning("redis does not answer, limits count in this process", fault=type(fault).__name__)
        return getattr(self.own, operation)(*args, **kwargs)


def steady(operation: str) -> Any:  # Any: a method of whichever shape
    def ask(self: SteadyRedisCache, *args: Any, **kwargs: Any) -> Any:  # Any: as Django's own
        return self.asked(operation, *args, **kwargs)

    return ask


for _operation in OPERATIONS:
    setattr(SteadyRedisCache, _operation, steady(_operation))
