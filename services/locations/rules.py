"""What makes a location's details good."""

from app import localtime
from app.errors import Invalid


def known_zone(name: str, field: str = 'zone') -> str:
    """The name itself when it is an IANA time zone. Raises Invalid at `field`."""
    if not localtime.is_zone(name):
        raise Invalid.field(field, 'This is not a time zone we know.')
    return name
