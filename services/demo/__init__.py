"""The demo: two invented businesses, loaded into an empty database, so that every screen has something to show."""

from services.demo.business import DemoAccount
from services.demo.loading import accounts, load

__all__ = ['DemoAccount', 'accounts', 'load']
