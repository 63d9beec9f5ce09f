"""Businesses: how one begins, whole, with a first place and a first administrator; and which others there are."""

from services.businesses.awaiting import awaited
from services.businesses.errors import NothingToSetUp
from services.businesses.founding import found
from services.businesses.operating import FOUND
from services.businesses.queries import listed
from services.businesses.setting_up import set_up, to_set_up
from services.businesses.shapes import Beginning

__all__ = ['FOUND', 'Beginning', 'NothingToSetUp', 'awaited', 'found', 'listed', 'set_up', 'to_set_up']
