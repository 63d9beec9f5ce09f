"""What the doors need to know about the process they stand in: cookies, address, settings. Made once at start."""

from __future__ import annotations

from dataclasses import dataclass

from app.settings import Settings
from pages._cookies import Cookies


@dataclass(frozen=True, slots=True)
class Site:
    settings: Settings
    cookies: Cookies

    @property
    def public_url(self) -> str | None:
        return self.settings.public_url

    @property
    def passkey_origin(self) -> str:
        """Where passkeys are made for and used: a name, never a number."""
        return self.public_url or f'http://localhost:{self.settings.port}'


_site: list[Site] = []


def open_site(settings: Settings) -> Site:
    """Remember the site of this process."""
    _site[:] = [Site(settings, Cookies(is_https=settings.is_https, secret=settings.signing_secret))]
    return _site[0]


def site() -> Site:
    return _site[0]
