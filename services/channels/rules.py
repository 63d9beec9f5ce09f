"""What may stand in the settings of a channel."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import Invalid
from services.channels.contract import Channel

MISSING = 'Please fill this in.'
ITS_OWN = 'Please type this again: the one we keep is told to no other place.'


def checked(channel: Channel, typed: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """All settings, cleaned; a secret that is left empty is the one of before, unless it would go somewhere else now.

    Raises: Invalid, at every field that is wrong.
    """
    found, wrong = dict[str, str](), dict[str, str]()
    for field in channel.fields:
        value = typed.get(field.name, '')
        try:
            if isinstance(value, str) and value.strip():
                found[field.name] = field.check(value, field.name)
            elif field.is_secret and before.get(field.name):
                found[field.name] = before[field.name]
            elif field.is_required:
                raise Invalid.field(field.name, MISSING)
        except Invalid as refusal:
            wrong |= refusal.fields or {field.name: refusal.message}
    if not wrong and any(found.get(each.name) != before.get(each.name)
                         for each in channel.fields if each.is_destination and before):
        wrong = {each.name: ITS_OWN for each in channel.fields if each.is_secret and not typed.get(each.name)}
    if wrong:
        raise Invalid(fields=wrong)
    return found
