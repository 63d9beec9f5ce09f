"""What the link at the foot of a letter leads to: such messages are switched off here, and on again."""

from __future__ import annotations

from typing import Final

from components import door
from services.notifications.shapes import Family, Offer

TITLE = 'Messages about appointments'
ABOUT = '{business} writes to you {when}. What concerns the safety of an account is sent all the same.'
WHEN: Final[dict[Family, str]] = {
    Family.CHANGES: 'when an appointment is asked for, booked, confirmed, moved or cancelled',
    Family.REMINDERS: 'to remind you of what lies ahead',
    Family.SUMMARIES: 'once a day, with what the day brings',
}
STATES = {'all': 'You get all of these messages.', 'some': 'You get some of these messages, and others not.',
          'none': 'You get none of these messages any more.'}
STOP, AGAIN = 'Stop these messages', 'Get all of them again'
DEAD_TITLE = 'This link does not work'
DEAD = 'It may have been cut short on its way. Open it again from the mail, whole, or use the one in a newer mail.'


def offer_card(*, action: str, offer: Offer, problem: str) -> None:
    """Nothing happens to whoever only looks, as those do who check mails for harm: it takes a press."""
    state = 'all' if offer.is_all_wanted else 'some' if offer.is_any_wanted else 'none'
    with door.card(TITLE, ABOUT.format(business=offer.business, when=WHEN[offer.family]), marker='offer'):
        door.problem(problem)
        door.notice(STATES[state])
        if offer.is_any_wanted:
            with door.form(action, wanted='no').classes('sign-in__form'):
                door.submit(STOP).mark('stop')
        if not offer.is_all_wanted:
            with door.form(action, wanted='yes').classes('sign-in__form'):
                door.submit(AGAIN).mark('again')


def dead_card() -> None:
    """Cut short, changed, or never sent: alike."""
    with door.card(DEAD_TITLE, DEAD, marker='dead'):
        pass
