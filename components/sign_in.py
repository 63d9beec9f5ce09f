"""The sign-in card: a plain form that posts, because only an HTTP answer can set a cookie."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo, shown with everything needed to use it."""

    name: str
    role: str
    email: str
    password: str
