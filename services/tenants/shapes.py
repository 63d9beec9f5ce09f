"""Tenants as the doors see them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TenantShape:
    """`slot_minutes` is the step of bookable starts; notice in minutes, horizon in days, both for staff."""

    id: UUID
    slug: str
    name: str
    zone: str
    slot_minutes: int
    staff_notice_minutes: int
    staff_horizon_days: int
    currency: str
    is_demo: bool
