"""What is checked of a beginning before anything is written, each at the field it was typed into."""

from __future__ import annotations

from app import text
from app.errors import Invalid
from services import locations, people, tenants
from services.businesses.shapes import Beginning


def checked(typed: Beginning) -> Beginning:
    """As it will be kept. Raises: Invalid, with everything that is wrong at once."""
    kept: dict[str, str] = {}
    wrong: dict[str, str] = {}
    checks = {
        'business': lambda value: text.one_line(value, 'business'),
        'slug': tenants.known_slug,
        'zone': locations.known_zone,
        'place': lambda value: text.one_line(value, 'place'),
        'name': lambda value: text.one_line(value, 'name'),
        'email': people.normal_email,
    }
    for field, check in checks.items():
        try:
            kept[field] = check(getattr(typed, field).strip())
        except Invalid as refusal:
            wrong |= refusal.fields
    if wrong:
        raise Invalid(fields=wrong)
    return Beginning(**kept)
