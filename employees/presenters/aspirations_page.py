"""What the page of aspirations shows: each role wanted, what was said of it, and who knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from employees.access import Access
from employees.models import Aspiration
from pathways.models import RoleProfile
from pathways.words import duration
from promotions.models import Readiness
from promotions.standing import NOT_ASSESSED, Standing, standing_of


@dataclass(frozen=True)
class Wish:
    """`profile` is None when no framework in force describes the role any more."""

    aspiration: Aspiration
    profile: RoleProfile | None
    standing: Standing

    @property
    def name(self) -> str:
        return self.profile.name if self.profile else self.aspiration.role.code

    @property
    def pace(self) -> str:
        months = self.aspiration.within_months
        return _("within %(months)s") % {"months": duration(months)} if months else _("no hurry")


def wishes(reader: Access) -> Sequence[Wish]:
    """Return the reader's own wishes, newest first, each with the readiness stored for it. Three queries."""
    wanted = list(Aspiration.objects.visible_to(reader.user).select_related("role").order_by("-since", "-pk"))
    roles = [one.role_id for one in wanted]
    profiles = {profile.role_id: profile for profile in RoleProfile.objects.in_force(reader.today).filter(role__in=roles).with_place()}
    own = Readiness.objects.visible_to(reader.user).filter(employee=reader.employee, role__in=roles)
    stored = {row.role_id: standing_of(row.status, row.score) for row in own}
    return [Wish(one, profiles.get(one.role_id), stored.get(one.role_id, NOT_ASSESSED)) for one in wanted]
