"""What the doors need to know about the process they stand in: cookies, address, settings. Made once at start."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.settings import Settings
from pages._cookies import Cookies
from pages._typed import Typed


@dataclass(frozen=True, slots=True)
class Site:
    settings: Settings
    cookies: Cookies
    typed: Typed = field(default_factory=Typed)

    @property
    def public_url(self) -> str | None:
        return self.settings.public_url

    @property
    def passkey_origin(self) -> str:
        """Where passkeys are made for and used: a name, never a number."""
        return self.public_url or f'http://localhost:{self.settings.port}'

    @property
    def passkeys_at(self) -> str:
        """The same, where browsers make any: with https, or on the very machine; '' otherwise."""
        is_here = urlsplit(self.passkey_origin).hostname == 'localhost'
        return self.passkey_origin if self.settings.is_https or is_here else ''


_site: list[Site] = []


def open_site(settings: Settings) -> Site:
    """Remember the site of this process."""
    _site[:] = [Site(settings, Cookies(is_https=settings.is_https, secret=settings.signing_secret))]
    return _site[0]


def site() -> Site:
    return _site[0]
