"""Messages on a screen: who was told what, why somebody was not, and telling them again."""

from app import clock
from app.relay import relay
from pages.admin.messages import listing
from tests.given import NOW
from tests.pages.desk import at_the_desk, only, until
from tests.services.outbox import outbox
from tests.services.telling import UNDO_WINDOW

__all__ = ['outbox']


def rows(user):
    return sorted((row['name'], row['what'], row['progress']['word']) for row in only(user, 'table').rows)


async def told(later=UNDO_WINDOW):
    with clock.frozen(NOW + later):
        await relay.work_off()


async def test_a_message_that_was_refused_is_seen_found_and_sent_again(outbox, given):
    provider = await given.user('USER', name='Dana', email='dana@acme.example')
    await told()
    made = await given.appointment(await given.calendar('Dana', provider=provider), 'Mon 10:00-11:00')
    outbox.answers = ['550 nobody here', '550 nobody here']
    await told()
    async with at_the_desk(given, listing, role='ADMIN') as user:
        await user.should_see('Messages')
        assert await until(lambda: rows(user) == [('Ada Byron', 'Booked: Plain', 'Refused'),
                                                  ('Dana', 'Booked: Plain', 'Refused')])
        only(user, 'look-for').set_value('ada@')
        assert await until(lambda: rows(user) == [('Ada Byron', 'Booked: Plain', 'Refused')])
        [row] = only(user, 'table').rows
        assert (row['reference'], row['can_resend']) == (made.reference, True)
        assert '550' in row['because']
        user.find(marker='table').trigger('act', {'name': 'resend', 'key': row['key']})
        assert await until(lambda: rows(user) == [('Ada Byron', 'Booked: Plain', 'Waiting')])
        await told()
        assert await until(lambda: rows(user) == [('Ada Byron', 'Booked: Plain', 'Sent')]), 'it is seen without asking'
        only(user, 'progress').set_value('refused')
        assert await until(lambda: rows(user) == [])
    assert len(outbox.mails_to('ada@example.org')) == 1
