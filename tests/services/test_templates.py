"""What letters of a business say otherwise, and how they look (ledger G2)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app import journal
from app.database import reading, transaction
from app.errors import Invalid, NotAllowed, TooMany
from services import notifications, templates
from services.notifications import previewing
from services.templates import ENTRIES, Brand, Kind, TemplateChangedMeanwhile, Wording, changing, colours, queries
from services.templates.models import TemplateRow
from services.templates.shapes import Audience, compared
from tests.given import NOW
from tests.services.outbox import outbox, worked_off
from tests.services.telling import ADA, DANA, UNDO_WINDOW, calendar, dana, event_in, subjects
from tests.smtp_sink import plain

__all__ = ['calendar', 'dana', 'outbox']
BOOKED = ENTRIES[Kind.BOOKED].default
OWN = Wording('See you: {{ offering }}', '{{ when }}', 'Dear {{ name }},\n\n**it is yours.**\n\n- When: {{ when }}')


async def change(ctx, kind=Kind.BOOKED, wording=OWN, **more):
    return await templates.change(ctx, kind=kind, wording=wording, **more)


async def test_what_a_business_words_itself_is_what_its_clients_read_and_the_rest_stays(outbox, given, calendar):
    await change(given.ctx)
    await templates.change_brand(given.ctx, brand=Brand('#0B7285', 'Until then.', '1 High Street\nLeeds',
                                                        'Desk@Acme.example'))
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)

    [letter] = outbox.mails_to(ADA)
    assert subjects(outbox) == ['See you: Plain']
    assert plain(letter).startswith('Dear Ada Byron,\n\nit is yours.\n\nWhen: Monday 1 March 2027, 10:00 to 11:00 (Eur')
    assert 'Until then.\n\n1 High Street\nLeeds\n' in plain(letter)
    assert letter['Reply-To'] == 'desk@acme.example'
    assert letter['From'].addresses[0].display_name == 'Acme'
    markup = letter.get_body(('html',)).get_content()
    assert '<strong>it is yours.</strong>' in markup
    assert 'background-color:#0b7285' in markup
    assert event_in(letter)[1].uid == str(made.id)
    assert subjects(outbox, DANA) == ['Booked: Plain, Mon 1 Mar, 10:00']


async def test_only_what_differs_is_kept_and_a_reset_says_the_default_again(given):
    assert not any(each.own or each.changed_at for each in await templates.listed(given.ctx))
    own = await change(given.ctx, wording=replace(BOOKED, subject='It is yours'), cc=['desk@acme.example'])
    async with reading(given.ctx) as db:
        [row] = await db.scalars(select(TemplateRow))
        assert (row.subject, row.preheader, row.body, row.changed_at) == ('It is yours', None, None, NOW)
    assert await templates.of_kind(given.ctx, kind=Kind.BOOKED) == own
    assert compared(BOOKED.subject, own.wording.subject) == (('-', BOOKED.subject), ('+', 'It is yours'))
    assert await change(given.ctx, wording=own.wording, cc=own.cc) == own, 'nothing changed, and nothing is recorded'
    again = await templates.reset(given.ctx, kind=Kind.BOOKED)
    assert (again.own, again.cc) == (None, ('desk@acme.example',))
    async with reading(given.ctx) as db:
        told = [(line.kind, line.data) for line in await journal.history(db, given.tenant_id)
                if line.kind.startswith('business.template')]
    facts = dict(told)
    assert len(told) == 2
    assert facts['business.template_changed']['changed'] == ['subject', 'cc']
    assert 'yours' not in str(facts)


async def test_every_kind_there_is_can_be_worded_otherwise(given):
    for kind in Kind:
        default = ENTRIES[kind].default
        await change(given.ctx, kind, replace(default, subject=f'Ours: {default.subject}'))
    assert all(each.own for each in await templates.listed(given.ctx))


@pytest.mark.parametrize(('wording', 'wrong'), [
    (replace(OWN, subject=''), {'subject': 'Please fill this in.'}),
    (replace(OWN, subject='{{ nmae }}'), {'subject': 'There is no word "nmae" here. Is it "name"?'}),
    (replace(OWN, body='A\nB {{ when\n'), {'body': 'Line 2: '}),
    (replace(OWN, body='Hello {{ when }}\n\n{% for a in name %}{% endfor %}'), {'body': 'Line 3: Only words'}),
    (replace(OWN, body='Nothing of use'), {'body': 'Without {{ when }} this letter'}),
    (replace(OWN, body='{{ when }}\n[[Here]]'), {'body': 'This letter leads nowhere'}),
    (replace(OWN, body='x' * 6001), {'body': 'At most 6000 characters.'}),
    (replace(OWN, preheader='{{ 1 + 1 }}', body=''), {'preheader': 'Only words', 'body': 'Please fill'}),
    (replace(OWN, subject='{% if false %}x{% endif %}'), {'subject': ''}),
])
async def test_wording_that_cannot_be_is_refused_at_its_field_and_line(given, wording, wrong):
    with pytest.raises(Invalid) as refusal:
        await change(given.ctx, wording=wording)
    assert {field: refusal.value.fields.get(field, 'nothing')[:len(said)] for field, said in wrong.items()} == wrong
    assert set(refusal.value.fields) == set(wrong)
    assert (await templates.of_kind(given.ctx, kind=Kind.BOOKED)).own is None


async def test_a_letter_that_leads_somewhere_keeps_its_one_button(given):
    default = ENTRIES[Kind.WELCOME].default
    for body in ('Hello', 'Hello\n\n[[a]]\n\n[[b]]', 'Hello [[a]]'):
        with pytest.raises(Invalid, match='button'):
            await change(given.ctx, Kind.WELCOME, replace(default, body=body))
    await change(given.ctx, Kind.WELCOME, replace(default, body='Hello\n\n[[a {{ business }}]]'))


@pytest.mark.parametrize('address', [
    'desk', 'desk@acme.example\r\nBcc: everybody@example.org', 'a@b.example, c@d.example', 'jörg@acme.example', '@',
    'x@y.example\0', '\nx'])
async def test_s25_abuse_10_only_one_plain_address_is_taken_where_one_belongs(given, address):
    for field in ('cc', 'bcc'):
        with pytest.raises(Invalid) as refusal:
            await change(given.ctx, **{field: [address]})
        assert list(refusal.value.fields) == [field]
    with pytest.raises(Invalid) as refusal:
        await templates.change_brand(given.ctx, brand=Brand(reply_to=address))
    assert list(refusal.value.fields) == ['reply_to']


async def test_s25_abuse_10_no_wording_begins_another_header(outbox, given, calendar):
    hostile = 'Hi {{ offering }}\r\nBcc: everybody@example.org\u2028X-Evil: 1'
    await change(given.ctx, wording=Wording(hostile, hostile, f'{hostile}\n\n{{{{ when }}}}'))
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    [letter] = outbox.mails_to(ADA)
    assert letter['Subject'] == 'Hi Plain Bcc: everybody@example.org X-Evil: 1'
    assert (letter['Bcc'], letter['X-Evil']) == (None, None)
    assert ['everybody@example.org'] not in outbox.recipients


async def test_copies_go_where_the_business_says_and_only_the_first_is_seen(outbox, given, calendar):
    await change(given.ctx, cc=['desk@acme.example', ' Desk@Acme.example '], bcc=['archive@acme.example'])
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    [at] = [number for number, letter in enumerate(outbox.mails) if letter['To'] == ADA]
    to = outbox.recipients[-len(outbox.mails):]
    assert to[at] == [ADA, 'desk@acme.example', 'archive@acme.example']
    assert outbox.mails[at]['Cc'] == 'desk@acme.example'
    assert 'archive' not in outbox.mails[at].as_string()
    assert to[1 - at] == [DANA]


async def test_s25_of_letters_about_accounts_nobody_gets_a_copy(given):
    kinds = [kind for kind, entry in ENTRIES.items() if entry.audience is Audience.ACCOUNT]
    assert not any(ENTRIES[kind].is_optional for kind in kinds)
    for kind in kinds:
        with pytest.raises(Invalid, match='nobody gets a copy'):
            await change(given.ctx, kind, ENTRIES[kind].default, bcc=['spy@acme.example'])
        with pytest.raises(IntegrityError, match='account_letters_are_not_copied'):
            await _straight_in(given.ctx, kind)


async def _straight_in(ctx, kind):
    """Past every check at the door."""
    async with transaction(ctx) as db:
        await db.execute(text("insert into templates (kind, language, bcc) values (:kind, 'en', '{spy@acme.example}')"),
                         {'kind': kind.value})


async def test_wording_that_renders_no_more_gives_way_and_its_letter_is_sent(outbox, given, calendar):
    await change(given.ctx)
    async with transaction(given.ctx) as db:
        await db.execute(text("update templates set body = '{{ gone }}'"))
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    assert subjects(outbox) == ['Booked: Plain, Mon 1 Mar, 10:00']


async def test_what_somebody_else_saved_meanwhile_is_said_and_not_overwritten(given):
    seen = await templates.of_kind(given.ctx, kind=Kind.BOOKED)
    await change(given.ctx, wording=replace(OWN, preheader=BOOKED.preheader))
    with pytest.raises(TemplateChangedMeanwhile) as refusal:
        await change(given.ctx, wording=BOOKED, seen=seen)
    assert refusal.value.data['changed'] == ('subject', 'body')
    brand = await templates.brand(given.ctx)
    await templates.change_brand(given.ctx, brand=replace(brand, closing='One'), seen=brand)
    with pytest.raises(TemplateChangedMeanwhile):
        await templates.change_brand(given.ctx, brand=replace(brand, closing='Two'), seen=brand)


@pytest.mark.parametrize('is_held_still', [True, False])
async def test_of_many_who_save_at_once_from_one_sight_one_is_taken(given, monkeypatch, is_held_still):
    """The control: where nobody has to wait for the other, all are."""
    if not is_held_still:
        everybody = asyncio.Barrier(10)

        async def looked_at(db, kind):
            row = await db.get(TemplateRow, (db.ctx.tenant, kind.value, 'en'))
            await everybody.wait()
            return queries.shape(kind, row)

        await change(given.ctx, Kind.MOVED, ENTRIES[Kind.MOVED].default, cc=['desk@acme.example'])
        monkeypatch.setattr(changing, '_held', looked_at)
    seen = await templates.of_kind(given.ctx, kind=Kind.MOVED)
    outcomes = await asyncio.gather(*(change(given.ctx, Kind.MOVED, replace(OWN, subject=f'Moved {number}'), seen=seen)
                                      for number in range(10)), return_exceptions=True)
    assert [type(each) for each in outcomes].count(TemplateChangedMeanwhile) == (9 if is_held_still else 0)


async def test_a_draft_is_shown_with_the_newest_appointment_there_is(outbox, given, calendar):
    shown = await notifications.preview(given.ctx, kind=Kind.BOOKED, wording=OWN)
    assert (shown.subject, shown.reference) == ('See you: First consultation', '')
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    shown = await notifications.preview(given.ctx, kind=Kind.BOOKED, wording=OWN, brand=Brand('#0b7285'))
    assert (shown.subject, shown.reference) == ('See you: Plain', made.reference)
    assert 'Dear Ada Byron,' in shown.html
    assert '#0b7285' in shown.html
    for kind in Kind:
        shown = await notifications.preview(given.ctx, kind=kind, wording=ENTRIES[kind].default)
        assert ('Meridian' in shown.text, shown.subject != '') == (False, True), kind
    with pytest.raises(Invalid):
        await notifications.preview(given.ctx, kind=Kind.BOOKED, wording=OWN, brand=Brand('red'))
    with pytest.raises(Invalid) as refusal:
        await notifications.preview(given.ctx, kind=Kind.BOOKED, wording=replace(OWN, body='x' * 100_000))
    assert list(refusal.value.fields) == ['body']


async def test_a_test_goes_to_whoever_asks_for_it_alone_and_not_without_end(outbox, given, monkeypatch):
    boss = given.acting(await given.user('ADMIN', email='boss@acme.example'))
    await worked_off()
    outbox.mails.clear()
    await change(given.ctx, cc=['desk@acme.example'])
    assert await notifications.send_draft(boss, kind=Kind.BOOKED, wording=OWN) == 'boss@acme.example'
    [letter] = outbox.mails
    assert (letter['To'], letter['Subject'], letter['Cc']) == (
        'boss@acme.example', 'Test: See you: First consultation', None)
    assert letter['List-Unsubscribe'] is None, 'it is a link to nothing'
    monkeypatch.setattr(previewing.TESTS, 'most', 2)
    await notifications.send_draft(boss, kind=Kind.BOOKED, wording=OWN)
    with pytest.raises(TooMany):
        await notifications.send_draft(boss, kind=Kind.BOOKED, wording=OWN)
    assert len(outbox.mails) == 2


async def test_the_look_of_another_business_is_none_of_ours(given, outsider):
    await templates.change_brand(given.ctx, brand=Brand('#123456'))
    await change(given.ctx)
    assert await templates.brand(outsider) == Brand()
    assert (await templates.of_kind(outsider, kind=Kind.BOOKED)).own is None
    with pytest.raises(NotAllowed):
        await templates.brand(given.acting(await given.user('SUPERVISOR')))


@pytest.mark.parametrize('colour', ['red', '#fff', '#1234567', 'url(x)', '#12345g', '#123456;background:url(x)'])
async def test_abuse_8_a_colour_is_six_digits_and_nothing_else(given, colour):
    with pytest.raises(Invalid) as refusal:
        await templates.change_brand(given.ctx, brand=Brand(colour))
    assert list(refusal.value.fields) == ['colour']


def test_on_every_colour_the_words_of_a_button_can_be_read():
    steps = range(0, 256, 15)
    assert min(colours.contrast(colours.on(colour), colour) for red in steps for green in steps for blue in steps
               for colour in [f'#{red:02x}{green:02x}{blue:02x}']) >= colours.ENOUGH
    assert colours.contrast(colours.WHITE, '#777777') < colours.ENOUGH, 'white alone would not do'
    assert (round(colours.contrast('#ffffff', '#000000')), colours.contrast('#abcdef', '#abcdef')) == (21, 1)


async def test_a_copy_that_is_refused_holds_no_letter_back(outbox, given, calendar, monkeypatch):
    async def rcpt(server, session, envelope, address, options):
        if address.startswith('desk'):
            return '550 nobody here'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    monkeypatch.setattr(outbox, 'handle_RCPT', rcpt, raising=False)
    await change(given.ctx, cc=['desk@acme.example'])
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW + timedelta(seconds=1))
    assert len(outbox.mails_to(ADA)) == 1
