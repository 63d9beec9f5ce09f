"""Tenants: one business each; everything else belongs to exactly one."""

from services.tenants.founding import SlugTaken, found, known_slug, none_yet
from services.tenants.queries import catalogue_version, current, every, has_demo, mine, touch_catalogue
from services.tenants.shapes import TenantShape

__all__ = ['SlugTaken', 'TenantShape', 'catalogue_version', 'current', 'every', 'found', 'has_demo',
           'known_slug', 'mine', 'none_yet', 'touch_catalogue']
