"""A channel as a package of somebody else brings it: notes to a wall board that takes JSON over HTTP."""

import json

from app import fetching
from services import channels


class Pigeon(channels.Channel):
    name = 'pigeon'
    title = 'Pigeon post'
    about = 'A note on the wall board of the back office.'
    audience = channels.Audience.BUSINESS
    fields = (
        channels.Field('loft', 'Address of the loft', is_destination=True, check=fetching.known_destination),
        channels.Field('ring', 'Ring', 'What the loft knows our pigeons by.', is_secret=True),
    )

    async def send(self, settings, outgoing):
        note = json.dumps({'note': outgoing.key, 'says': outgoing.text}).encode()
        try:
            answer = await fetching.post(settings['loft'], note, headers={
                'Content-Type': 'application/json', 'Authorization': f'Bearer {settings["ring"]}'})
        except fetching.NoAnswer:
            raise channels.NotTaken('The loft did not answer.') from None
        if 400 <= answer.status < 500:
            raise channels.RefusedForGood(f'The loft will not have it ({answer.status}).')
        if answer.status >= 300:
            raise channels.NotTaken(f'The loft is closed ({answer.status}).')


@channels.hook
def daybook_channels():
    return [Pigeon()]
