"""Who wants which messages (S-25): switched off in one click by what we signed, and respected until switched on."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app import mail, secrets
from app.errors import Invalid, TooMany
from services import appointments, notifications
from services.notifications import Kind, LinkIsDead, NotWanted, Progress, Way, hearing, links, wanting
from services.notifications.shapes import TO_PROVIDERS, Choice, Family, Recipient, Whom
from tests.given import NOW, monday
from tests.services.outbox import HOME, nobody, outbox, worked_off
from tests.services.telling import ADA, DANA, HOUR, UNDO_WINDOW, at, calendar, dana, event_in, states, subjects
from tests.smtp_sink import link, plain

__all__ = ['calendar', 'dana', 'outbox']
KEY = 'a key that only tests may know ....'


def token_of(letter):
    return link(letter).removeprefix(HOME + links.UNSUBSCRIBE)


async def booked(outbox, given, calendar):
    """An appointment, and the token in the client's letter about it."""
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    return made, token_of(outbox.mails_to(ADA)[0])


async def test_s25_a_letter_says_at_its_head_and_foot_where_one_click_stops_it(outbox, given, calendar):
    await booked(outbox, given, calendar)
    for address in (ADA, DANA):
        [letter] = outbox.mails_to(address)
        way = HOME + links.UNSUBSCRIBE + token_of(letter)
        on_the_wire = dict(letter.raw_items())  # whole: a program reads it as it stands
        assert on_the_wire['List-Unsubscribe'] == f'<{way}>'
        assert on_the_wire['List-Unsubscribe-Post'] == 'List-Unsubscribe=One-Click'
        assert f'href="{way}"' in letter.get_body(('html',)).get_content()
    assert len({token_of(letter) for letter in outbox.mails}) == 2


async def test_s25_letters_about_the_safety_of_an_account_cannot_be_stopped(outbox, given, calendar):
    await given.user('USER', name='Emil', email='emil@acme.example')
    await worked_off()
    [letter] = outbox.mails_to('emil@acme.example')
    assert not [name for name in letter if name.startswith('List-')]
    assert mail.UNSUBSCRIBE not in letter.get_body(('plain',)).get_content()


@pytest.mark.parametrize('is_asked', [True, False])
async def test_s25_what_was_switched_off_is_not_sent_and_seen_as_not_wanted(
        outbox, given, calendar, monkeypatch, is_asked):
    """The control: where nobody asks before sending, it is sent."""
    if not is_asked:
        async def is_unwanted(*_):
            return False

        monkeypatch.setattr(wanting, 'is_unwanted', is_unwanted)
    made, token = await booked(outbox, given, calendar)
    for _ in range(2):
        await notifications.accept_offer(nobody(), token=token, is_wanted=False)
    await appointments.reschedule(given.ctx, appointment_id=made.id, during=monday('12:00-13:00'))
    await worked_off(HOUR)
    assert (len(subjects(outbox)) == 1) is is_asked
    assert len(subjects(outbox, DANA)) == 2, 'nobody else is spared it'
    assert (('client', 'moved', 'unwanted') in await states(given.ctx)) is is_asked


async def test_s25_it_is_not_sent_again_either_but_the_next_one_is_when_it_is_switched_on(outbox, given, calendar):
    made, token = await booked(outbox, given, calendar)
    await notifications.accept_offer(nobody(), token=token, is_wanted=False)
    await appointments.reschedule(given.ctx, appointment_id=made.id, during=monday('12:00-13:00'))
    await worked_off(UNDO_WINDOW)
    [unwanted] = (await notifications.deliveries(given.ctx, progress=Progress.UNWANTED)).rows
    with pytest.raises(NotWanted):
        await notifications.resend(given.ctx, delivery_id=unwanted.id)
    await notifications.accept_offer(nobody(), token=token, is_wanted=True)
    await appointments.cancel(given.ctx, appointment_id=made.id, reason='Client asked')
    await worked_off(HOUR)
    assert subjects(outbox)[1:] == ['Cancelled: Plain, Mon 1 Mar, 10:00'], 'as they heard of it last'


@pytest.mark.parametrize('is_unheard', [True, False])
async def test_s25_what_was_not_wanted_was_not_heard_and_later_letters_say_nothing_of_it(
        outbox, given, calendar, monkeypatch, is_unheard):
    """The control: where it counts as heard, a letter says "instead of" a time nobody told them."""
    if not is_unheard:
        async def unhear(*_):
            return

        monkeypatch.setattr(hearing, 'unhear', unhear)
    made, token = await booked(outbox, given, calendar)
    await notifications.accept_offer(nobody(), token=token, is_wanted=False)
    for seconds, times in ((100, '11:00-12:00'), (130, '12:00-13:00')):
        await appointments.reschedule(at(given.ctx, seconds), appointment_id=made.id, during=monday(times))
    await worked_off(HOUR)
    assert [state for whom, kind, state in await states(given.ctx) if (whom, kind) == ('client', 'moved')] == [
        'unwanted'], 'planned once'
    await notifications.accept_offer(nobody(), token=token, is_wanted=True)
    await worked_off(HOUR + UNDO_WINDOW)
    assert len(subjects(outbox)) == 1, 'nothing is new by that alone'
    await appointments.reschedule(at(given.ctx, 4000), appointment_id=made.id, during=monday('14:00-15:00'))
    await worked_off(2 * HOUR - UNDO_WINDOW)
    letter = plain(outbox.mails_to(ADA)[1])
    assert ('Instead of: Monday 1 March 2027, 10:00' in letter) is is_unheard
    assert [event_in(each)[1].sequence for each in outbox.mails_to(ADA)] == [0, 2]


async def test_s25_what_was_moved_back_to_what_they_heard_of_is_no_news_to_them(outbox, given, calendar, dana):
    """Whoever reads it at the bell has heard of it, whatever they want by mail."""
    made, token = await booked(outbox, given, calendar)
    await notifications.accept_offer(nobody(), token=token, is_wanted=False)
    await notifications.choose_messages(given.acting(dana), kind=Kind.MOVED, is_wanted=False)
    await appointments.reschedule(at(given.ctx, 100), appointment_id=made.id, during=monday('12:00-13:00'))
    await worked_off(HOUR)
    await notifications.accept_offer(nobody(), token=token, is_wanted=True)
    await notifications.choose_messages(given.acting(dana), kind=Kind.MOVED, is_wanted=True)
    await appointments.reschedule(at(given.ctx, 4000), appointment_id=made.id, during=monday('10:00-11:00'))
    await worked_off(2 * HOUR - UNDO_WINDOW)
    assert len(subjects(outbox)) == 1
    assert subjects(outbox, DANA)[1:] == ['Moved: Plain, now Mon 1 Mar, 10:00']


async def test_s25_who_did_not_want_to_hear_of_a_booking_hears_of_no_cancellation_either(outbox, given, calendar):
    made, token = await booked(outbox, given, calendar)
    await notifications.accept_offer(nobody(), token=token, is_wanted=False)
    other = await given.appointment(calendar, 'Mon 14:00-15:00', by=at(given.ctx, 100))
    await worked_off(HOUR)
    await notifications.accept_offer(nobody(), token=token, is_wanted=True)
    for each in (made, other):
        await appointments.cancel(at(given.ctx, 4000), appointment_id=each.id, reason='Client asked')
    await worked_off(2 * HOUR - UNDO_WINDOW)
    assert subjects(outbox)[1:] == ['Cancelled: Plain, Mon 1 Mar, 10:00']


async def test_s25_what_waits_while_it_is_switched_off_is_not_sent(outbox, given, calendar):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    outbox.answers = ['451 later', '451 later']
    await worked_off(UNDO_WINDOW)
    who = await calendar_client(given)
    await notifications.accept_offer(nobody(), token=links.token(who), is_wanted=False)
    await worked_off(HOUR)
    assert subjects(outbox) == []
    assert len(subjects(outbox, DANA)) == 1


async def calendar_client(given):
    made = (await appointments.on_board(given.ctx, during=monday('08:00-20:00')))[0]
    return Recipient(given.tenant_id, Whom.CLIENT, made.client_id, Family.CHANGES)


async def test_s25_looking_changes_nothing_and_says_how_it_stands(outbox, given, calendar):
    _, token = await booked(outbox, given, calendar)
    for is_wanted in (True, False, True):
        await notifications.accept_offer(nobody(), token=token, is_wanted=is_wanted)
        for _ in range(2):
            offered = await notifications.offer(nobody(), token=token)
            assert (offered.is_any_wanted, offered.is_all_wanted) == (is_wanted, is_wanted)
    assert offered.business


async def test_s25_a_link_that_was_tampered_with_is_none(outbox, given, calendar, outsider):
    _, token = await booked(outbox, given, calendar)
    mine = links.recipient(token)
    tenant, whom, person, family, signature = token.split('.')
    others = outsider.tenant_id.hex
    forged = ['', '.', '....', 'x' * 400, '\ud800', token[:-1], token.upper(), token + '0',
              f'{others}.{whom}.{person}.{family}.{signature}', f'{tenant}.provider.{person}.{family}.{signature}',
              f'{tenant}.{whom}.{others}.{family}.{signature}', f'{tenant}.{whom}.{person}.reminders.{signature}',
              f'{tenant}.{whom}.{person}.{family}.{"0" * len(signature)}',
              '.'.join([tenant, whom, person, family,
                        secrets.hashes('.'.join([tenant, whom, person, family]), of='something else')[0].hex()])]
    for each in forged:
        with pytest.raises(LinkIsDead):
            await notifications.offer(nobody(), token=each)
        with pytest.raises(LinkIsDead):
            await notifications.accept_offer(nobody(), token=each, is_wanted=False)
    assert (await notifications.offer(nobody(), token=token)).is_all_wanted
    assert links.recipient(links.token(replace(mine, tenant_id=outsider.tenant_id))) != mine


async def test_abuse_11_who_has_a_link_fills_no_journal_with_it_and_can_always_switch_off(outbox, given, calendar):
    _, token = await booked(outbox, given, calendar)
    for _ in range(wanting.AGAIN.most):
        await notifications.accept_offer(nobody(), token=token, is_wanted=False)
        await notifications.accept_offer(nobody(), token=token, is_wanted=True)
    for _ in range(2):
        await notifications.accept_offer(nobody(), token=token, is_wanted=False)
        with pytest.raises(TooMany):
            await notifications.accept_offer(nobody(), token=token, is_wanted=True)
    await notifications.accept_offer(nobody(HOUR), token=token, is_wanted=True)


def test_s25_a_link_outlives_one_change_of_our_key_and_not_two():
    who = Recipient(UUID(int=1), Whom.CLIENT, UUID(int=2), Family.CHANGES)
    signed = links.token(who)
    try:
        secrets.configure(['a newer key, the one of tests before it', KEY])
        assert links.recipient(signed) == who
        secrets.configure(['a key of nobody whose letters these are'])
        with pytest.raises(LinkIsDead):
            links.recipient(signed)
    finally:
        secrets.configure([KEY])


async def test_whoever_provides_appointments_chooses_each_kind_for_themselves(outbox, given, calendar, dana, clerk):
    mine = given.acting(dana)
    await notifications.choose_messages(mine, kind=Kind.MOVED, is_wanted=False)
    assert await notifications.my_messages(mine) == tuple(
        Choice(kind, way is Way.BELL or kind is not Kind.MOVED, way) for way in Way for kind in TO_PROVIDERS)
    assert all(choice.is_wanted for choice in await notifications.my_messages(clerk)), 'those of others are theirs'
    made, _ = await booked(outbox, given, calendar)
    await appointments.reschedule(given.ctx, appointment_id=made.id, during=monday('12:00-13:00'))
    await worked_off(2 * UNDO_WINDOW)
    await appointments.cancel(given.ctx, appointment_id=made.id, reason='Client asked')
    await worked_off(HOUR)
    assert [said.partition(':')[0] for said in subjects(outbox, DANA)] == ['Booked', 'Cancelled']
    assert len(subjects(outbox)) == 3
    offered = await notifications.offer(nobody(), token=token_of(outbox.mails_to(DANA)[0]))
    assert (offered.is_any_wanted, offered.is_all_wanted) == (True, False)


def test_abuse_10_a_break_in_the_way_to_switch_it_off_is_refused():
    letter = mail.Letter(to=ADA, subject='Booked', paragraphs=(), key='1', at=NOW,
                         unsubscribe='https://book.example.org/\r\nBcc: everybody@example.org')
    with pytest.raises(Invalid):
        mail.composed(letter, 'desk@example.org')
