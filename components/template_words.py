"""Words about templates."""

from __future__ import annotations

from typing import Final

from services.templates.shapes import Audience

AUDIENCES: Final[dict[Audience, str]] = {
    Audience.CLIENT: 'To clients', Audience.STAFF: 'To staff', Audience.ACCOUNT: 'About accounts'}
OPTIONAL: Final[dict[bool, str]] = {True: 'Whoever gets it may switch it off.', False: 'Nobody can switch it off.'}
TITLE: Final = 'Templates'
ABOUT: Final = 'What letters say and how they look. A business that words nothing itself sends the defaults.'
LABELS: Final = {'subject': 'subject', 'preheader': 'preview line', 'body': 'letter', 'cc': 'copies',
                 'bcc': 'hidden copies', 'colour': 'colour', 'closing': 'closing line', 'postal': 'postal address',
                 'reply_to': 'address for answers'}
