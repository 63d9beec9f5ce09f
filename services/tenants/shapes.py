"""Tenants as the doors see them."""

from dataclasses import dataclass
from uuid import UUID

from app.permissions import Role

LONGEST_UNDO = 600  # seconds
MOST_REMINDERS, EARLIEST_REMINDER = 5, 168  # of one appointment; hours before it

# Of two columns of any table: minutes of the day, both or neither.
QUIET = ('(quiet_from is null) = (quiet_until is null) and quiet_from between 0 and 1439 '
         'and quiet_until between 0 and 1439 and quiet_from <> quiet_until')


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Every day from one minute of the day until another, which is of the next day where it is not later."""

    begins: int
    ends: int


def quiet_hours(begins: int | None, ends: int | None) -> QuietHours | None:
    """As two columns have them."""
    return None if begins is None or ends is None else QuietHours(begins, ends)


@dataclass(frozen=True, slots=True)
class TenantShape:
    """`slot_minutes` is the step of bookable starts; notice in minutes, horizon in days, both for staff.

    `needs_verified_email`: nobody signs in before they have proved that their address is theirs. Whoever has one of
    `factor_roles` must have a second factor. Nobody is told of a change before it has stood for `undo_seconds`.
    Clients are reminded of an appointment `reminder_hours` before it, the most first; in the quiet hours of the
    business, on its own clock, they are told nothing that can wait.
    """

    id: UUID
    slug: str
    name: str
    zone: str
    slot_minutes: int
    staff_notice_minutes: int
    staff_horizon_days: int
    currency: str
    is_demo: bool
    is_registering_open: bool
    needs_verified_email: bool
    factor_roles: frozenset[Role] = frozenset()
    undo_seconds: int = 60
    reminder_hours: tuple[int, ...] = (24, 2)
    quiet_from: int | None = None
    quiet_until: int | None = None

    @property
    def quiet_hours(self) -> QuietHours | None:
        return quiet_hours(self.quiet_from, self.quiet_until)

    def asks_for_factor(self, role: Role) -> bool:
        return role in self.factor_roles or self.always_asks_for_factor(role)

    def always_asks_for_factor(self, role: Role) -> bool:
        """Of administrators, but in a demo."""
        return role is Role.ADMIN and not self.is_demo


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """What anybody may know of a business who has its address."""

    id: UUID
    slug: str
    name: str
    is_registering_open: bool
    needs_verified_email: bool


@dataclass(frozen=True, slots=True)
class TenantName:
    """A business as others may know it."""

    id: UUID
    name: str
    slug: str
    zone: str
