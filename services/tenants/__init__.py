"""Tenants: one business each; everything else belongs to exactly one."""

from services.tenants.changing import change
from services.tenants.errors import SettingsChangedMeanwhile, SlugTaken, TenantNotFound
from services.tenants.founding import found, none_yet
from services.tenants.queries import (
    at,
    catalogue_version,
    current,
    every,
    first_reminder,
    has_demo,
    mine,
    names,
    others,
    touch_catalogue,
    undo_window,
)
from services.tenants.rules import known_quiet_hours, known_slug, reminder_hours
from services.tenants.shapes import FrontDoor, QuietHours, TenantName, TenantShape

__all__ = ['FrontDoor', 'QuietHours', 'SettingsChangedMeanwhile', 'SlugTaken', 'TenantName', 'TenantNotFound',
           'TenantShape', 'at', 'catalogue_version', 'change', 'current', 'every', 'first_reminder', 'found',
           'has_demo', 'known_quiet_hours', 'known_slug', 'mine', 'names', 'none_yet', 'others', 'reminder_hours',
           'touch_catalogue', 'undo_window']
