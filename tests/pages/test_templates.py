"""Wording a letter and its look on the screen: shown as it is typed, refused at its line, put back, and mailed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from pages.admin.template import template
from pages.admin.templates import listing
from services import templates
from services.templates import ENTRIES, Brand, Kind, Wording
from tests.pages.desk import at_the_desk, only, until
from tests.services.outbox import outbox, worked_off

__all__ = ['outbox']
OWN = Wording('See you: {{ offering }}', '', '**Yours**: {{ when }}')


def letter(user):
    return only(user, 'letter-frame').props.get('srcdoc', '')


async def test_a_letter_is_worded_looked_at_saved_and_put_back(outbox, given, admin):
    async with at_the_desk(given, partial(template, kind='booked'), role='ADMIN') as user:
        assert await until(lambda: 'your appointment is booked.' in letter(user))
        await user.should_see('This is the default.')
        only(user, 'subject').value, only(user, 'body').value = OWN.subject, OWN.body
        assert await until(lambda: '<strong>Yours</strong>' in letter(user))
        assert only(user, 'letter-subject').text == 'See you: First consultation'
        assert '<script' not in letter(user)
        await user.should_not_see('This is the default.')
        only(user, 'cc').value = 'desk@acme.example, '
        user.find(marker='save').click()
        await user.should_see('Saved')
        known = await templates.of_kind(admin, kind=Kind.BOOKED)
        assert (known.own.subject, known.own.body, known.cc) == (OWN.subject, OWN.body, ('desk@acme.example',))
        user.find(marker='undo').click()
        await user.should_see('As it was before')
        assert await until(lambda: only(user, 'body').value == ENTRIES[Kind.BOOKED].default.body)
    assert (await templates.of_kind(admin, kind=Kind.BOOKED)).own is None


async def test_what_is_wrong_stands_at_its_field_with_its_line_and_the_last_letter_stays(outbox, given, admin):
    async with at_the_desk(given, partial(template, kind='booked'), role='ADMIN') as user:
        assert await until(lambda: letter(user))
        before = letter(user)
        only(user, 'body').value = 'Hello\n\n{{ nmae }} {{ when }}'
        said = 'Line 3: There is no word "nmae" here. Is it "name"?'
        assert await until(lambda: only(user, 'body').error == said)
        assert letter(user) == before
        await user.should_see('As it was before')
        only(user, 'cc').value = 'desk'
        user.find(marker='save').click()
        assert await until(lambda: only(user, 'cc').error)
        assert (only(user, 'body').error, only(user, 'body').value[-10:]) == (said, '{{ when }}')
    assert (await templates.of_kind(admin, kind=Kind.BOOKED)).own is None


async def test_who_saves_second_is_told_and_keeps_what_was_typed(outbox, given, admin):
    async with at_the_desk(given, partial(template, kind='booked'), role='ADMIN') as user:
        only(user, 'subject').value = 'Mine'
        await templates.change(admin, kind=Kind.BOOKED, wording=replace(ENTRIES[Kind.BOOKED].default, subject='Theirs'))
        user.find(marker='save').click()
        await user.should_see('subject')
        assert await until(lambda: only(user, 'form-problem').visible)
        assert only(user, 'subject').value == 'Mine'
        user.find(marker='take-saved').click()
        assert await until(lambda: only(user, 'subject').value == 'Theirs')


async def test_a_test_is_mailed_to_whoever_words_it_as_it_stands_there(outbox, given):
    async with at_the_desk(given, partial(template, kind='reminder'), role='ADMIN') as user:
        await worked_off()
        outbox.mails.clear()
        only(user, 'subject').value = 'Soon: {{ offering }}'
        user.find(marker='send-test').click()
        await user.should_see('Sent to')
    assert [mail['Subject'] for mail in outbox.mails] == ['Test: Soon: First consultation']


async def test_letters_about_accounts_have_no_place_for_copies_and_others_have(outbox, given):
    for kind, has in (('password_reset', False), ('booked', True)):
        async with at_the_desk(given, partial(template, kind=kind), role='ADMIN') as user:
            assert await until(lambda: letter(user))
            await (user.should_see if has else user.should_not_see)(marker='cc')


async def test_the_list_says_what_is_own_and_the_look_is_seen_before_it_is_saved(outbox, given, admin):
    await templates.change(admin, kind=Kind.MOVED, wording=replace(ENTRIES[Kind.MOVED].default, subject='Moved'))
    async with at_the_desk(given, listing, role='ADMIN') as user:
        assert await until(lambda: len(only(user, 'table').rows) == len(Kind))
        states = {row['key']: row['state']['word'] for row in only(user, 'table').rows}
        assert {kind for kind, word in states.items() if word == 'Own'} == {'moved'}
        only(user, 'colour').value = 'red'
        only(user, 'colour').value = '#0b7285'
        assert await until(lambda: 'background-color:#0b7285' in letter(user))
        assert await templates.brand(admin) == Brand()
        only(user, 'reply-to').value = 'desk'
        user.find(marker='save').click()
        assert await until(lambda: only(user, 'reply-to').error)
        only(user, 'reply-to').value = 'desk@acme.example'
        user.find(marker='save').click()
        await user.should_see('Saved')
    assert await templates.brand(admin) == Brand('#0b7285', reply_to='desk@acme.example')
