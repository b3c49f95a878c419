"""How often somebody may ask: counted per account, whatever number of tokens it has, and per address for strangers."""

from django.conf import settings
from rest_framework import throttling
from rest_framework.request import Request
from rest_framework.views import APIView

from employees import origin


class RateFromSettings(throttling.SimpleRateThrottle):
    def get_rate(self) -> str:
        rate: str = settings.API_RATES[str(self.scope)]
        return rate


class AccountThrottle(RateFromSettings, throttling.UserRateThrottle):
    scope = "account"


class StrangerThrottle(RateFromSettings):
    """Counts whoever is not known, by address; never asks who it is, as that may be what has just failed."""

    scope = "stranger"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": origin.address_of(request) or "nowhere"}
