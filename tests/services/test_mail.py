"""Letters reach a real mail server, or wait for it; nothing in a head can begin another one (R-05, abuse 10)."""

import asyncio
from dataclasses import replace
from time import perf_counter

import pytest

from app import mail
from app.errors import Invalid
from app.mail import Letter, MailIsAway, NoMailServer, Undeliverable
from app.settings import Settings
from tests.given import NOW
from tests.smtp_sink import an_smtp_sink, link, plain

LETTER = Letter(to='ada@example.org', subject='A new password', paragraphs=('Hello <Ada> & all,', 'here it is.'),
                key='01-a-key', at=NOW, link='https://book.example.org/reset?token=a&b', link_says='Choose <it>',
                closing='Until nine.')


@pytest.fixture
def sink():
    with an_smtp_sink() as opened:
        settle(smtp_url=opened.url)
        yield opened
    mail._settings.clear()


def settle(**settings):
    mail.configure(Settings(_env_file=None, mail_from='The Desk <desk@book.example.org>', **settings))


async def test_a_letter_arrives_in_words_and_in_simple_markup(sink):
    await mail.send(LETTER)
    [arrived] = sink.mails

    assert (arrived['From'], arrived['To']) == ('The Desk <desk@book.example.org>', 'ada@example.org')
    assert (arrived['Subject'], arrived['Message-ID']) == ('A new password', '<01-a-key@book.example.org>')
    assert arrived['Auto-Submitted'] == 'auto-generated'
    assert plain(arrived) == (
        'Hello <Ada> & all,\n\nhere it is.\n\nhttps://book.example.org/reset?token=a&b\n\nUntil nine.\n')
    assert link(arrived) == LETTER.link
    drawn = arrived.get_body(('html',)).get_content()
    assert '<p>Hello &lt;Ada&gt; &amp; all,</p>' in drawn
    assert '<a href="https://book.example.org/reset?token=a&amp;b">Choose &lt;it&gt;</a>' in drawn


async def test_the_same_letter_has_the_same_number_at_every_try(sink):
    await mail.send(LETTER)
    await mail.send(replace(LETTER, link='https://book.example.org/another'))
    await mail.send(replace(LETTER, key='02'))
    assert [each['Message-ID'].partition('@')[0] for each in sink.mails] == ['<01-a-key', '<01-a-key', '<02']


@pytest.mark.parametrize('change', [
    {'subject': 'Hello\r\nBcc: evil@example.org'}, {'subject': 'Hello\nX: y'}, {'subject': 'Hello\rX: y'},
    {'to': 'ada@example.org\r\nBcc: evil@example.org'}, {'to': 'ada@example.org, evil@example.org'},
    {'sender': 'Acme\r\nBcc: evil@example.org'}, {'reply_to': 'a@example.org\nBcc: evil@example.org'},
    {'cc': ('a@example.org\r\nX: y',)}, {'bcc': ('a@example.org\rX: y',)}, {'cc': ('a@example.org, b@example.org',)},
    {'to': 'ada@example.org\n'}, {'to': ''}, {'to': 'nobody'}, {'key': 'x>\r\nBcc: evil@example.org\r\nX: <'},
])
async def test_a_break_or_a_second_address_in_a_head_is_refused(sink, change):
    with pytest.raises(Invalid):
        await mail.send(replace(LETTER, **change))
    assert sink.mails == []


async def test_breaks_and_addresses_in_the_words_stay_words(sink):
    await mail.send(replace(LETTER, paragraphs=('A\r\nBcc: evil@example.org\r\n.\r\nQUIT',)))
    assert sink.recipients == [['ada@example.org']]
    assert sink.mails[0]['Bcc'] is None


@pytest.mark.parametrize(('answer', 'refusal'), [
    ('451 try later', MailIsAway), ('552 too much', Undeliverable), ('421 closing', MailIsAway)])
async def test_what_is_refused_for_now_and_what_for_good(sink, answer, refusal):
    sink.answers.append(answer)
    with pytest.raises(refusal, match=answer[:3]):
        await mail.send(LETTER)
    await mail.send(LETTER)
    assert len(sink.mails) == 1


async def test_a_server_that_is_not_there_is_a_matter_of_time(sink):
    sink.close()
    with pytest.raises(MailIsAway):
        await mail.send(LETTER)
    sink.open()
    await mail.send(LETTER)
    assert len(sink.mails) == 1


async def test_a_server_that_says_nothing_is_left_after_the_deadline(sink, monkeypatch):
    monkeypatch.setattr(mail, 'DEADLINE', 0.5)
    sink.hangs = True
    started = perf_counter()
    with pytest.raises(MailIsAway):
        await mail.send(LETTER)
    assert perf_counter() - started < 5


async def test_others_are_served_while_a_server_hangs(sink, monkeypatch):
    monkeypatch.setattr(mail, 'DEADLINE', 1.0)
    sink.hangs = True
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    with pytest.raises(MailIsAway):
        await mail.send(LETTER)
    ticking.cancel()
    assert ticks > 20


async def test_without_a_mail_server_a_letter_is_shown_to_whoever_tries_the_product(capsys):
    settle()
    await mail.send(LETTER)
    assert capsys.readouterr().out == (
        'Mail to ada@example.org: A new password\n  https://book.example.org/reset?token=a&b\n')


async def test_behind_a_public_address_a_letter_waits_for_a_mail_server_and_is_shown_to_nobody(capsys):
    settle(public_url='https://book.example.org')
    with pytest.raises(NoMailServer):
        await mail.send(LETTER)
    assert capsys.readouterr().out == ''


@pytest.mark.parametrize(('settings', 'expected'), [
    ({'public_url': 'https://book.example.org'}, 'https://book.example.org/reset'),
    ({'host': '127.0.0.1', 'port': 8081}, 'http://127.0.0.1:8081/reset'),
    ({'host': '::1', 'port': 8081}, 'http://[::1]:8081/reset'),
])
def test_links_lead_where_the_settings_say(settings, expected):
    settle(**settings)
    assert mail.link('/reset') == expected


@pytest.mark.parametrize('settings', [
    {'smtp_url': 'mail.example.org'}, {'smtp_url': 'https://mail.example.org'}, {'smtp_url': 'smtp://'},
    {'smtp_url': 'smtp://mail.example.org:70000'}, {'smtp_url': 'smtp://mail.example.org/path'},
    {'mail_from': ''}, {'mail_from': 'Daybook'}, {'mail_from': 'a@example.org, b@example.org'},
    {'mail_from': 'a@example.org\r\nBcc: b@example.org'},
])
def test_settings_that_cannot_be_right_are_refused_at_the_start(settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        Settings(_env_file=None, **settings)


@pytest.mark.parametrize('settings', [
    {'smtp_url': 'smtp://mail.example.org'}, {'smtp_url': 'smtps://me:w%40rd@mail.example.org:465'}, {'smtp_url': ''},
    {'mail_from': 'desk@example.org'}, {'mail_from': '"Desk, front" <desk@example.org>'},
])
def test_settings_that_are_right_are_taken(settings):
    assert Settings(_env_file=None, **settings)


@pytest.mark.parametrize('name', ['Acme', 'Acme, "Ltd" <evil@example.org>', 'Jörg & Söhne', '=?utf-8?q?x?=', 'a' * 120])
async def test_abuse_10_a_letter_comes_from_whoever_it_names_at_our_address_and_no_other(sink, name):
    await mail.send(replace(LETTER, sender=name, reply_to='desk@acme.example'))
    [arrived] = sink.mails
    [sender] = arrived['From'].addresses
    assert sender.addr_spec == 'desk@book.example.org'
    assert (sender.display_name == name) is (name != '=?utf-8?q?x?=')
    assert arrived['Message-ID'] == '<01-a-key@book.example.org>'
