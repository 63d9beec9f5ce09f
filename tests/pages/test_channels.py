"""Channels on a screen: set up, switched on, tried, and how they go."""

import pytest

from app import fetching
from app.settings import Settings
from pages.admin.channels import listing
from services import channels
from services.channels import trying
from tests.pages.desk import at_the_desk, only, until
from tests.services.outbox import HOME, outbox
from tests.web_sink import a_web_sink

__all__ = ['outbox']


@pytest.fixture
def web():
    trying.TESTS.clear()
    with a_web_sink() as opened:
        fetching.configure(Settings(_env_file=None))
        yield opened
        fetching.configure(Settings(_env_file=None, public_url=HOME))


async def test_a_channel_is_set_up_tried_and_switched_on(outbox, given, web):
    async with at_the_desk(given, listing, role='ADMIN') as user:
        await user.should_see('Slack')
        assert only(user, 'health-slack').text == 'Set it up first, then it can be switched on.'
        assert not only(user, 'switch-slack').enabled
        user.find(marker='set-up-slack').click()
        assert await until(lambda: only(user, 'field-url'))
        only(user, 'field-url').set_value('hooks.slack.com')
        user.find(marker='save').click()
        assert await until(lambda: only(user, 'field-url').error == 'This is not an address such as '
                           'https://example.org/hook')
        only(user, 'field-url').set_value(f'{web.url}/services/only-we-know')
        user.find(marker='save').click()
        assert await until(lambda: only(user, 'health-slack').text.startswith('Nothing has left by it yet'))
        web.answers = [(404, {}, b'no_service')]
        user.find(marker='test-slack').click()
        await user.should_see('Slack: It answered 404: no_service.')
        assert await until(lambda: only(user, 'health-slack').text == 'Not taken today, 08:00: It answered 404: '
                           'no_service.')
        user.find(marker='test-slack').click()
        await user.should_see('Slack: the test was taken')
        only(user, 'switch-slack').set_value(True)
        await user.should_see('Last seven days: nothing.')
        assert await until(lambda: is_on(given, 'slack'))
    assert [each.path for each in web.posted] == ['/services/only-we-know'] * 2


async def is_on(given, name):
    return next(each for each in await channels.listed(given.ctx) if each.name == name).is_on


async def test_a_text_message_to_try_goes_to_a_number_one_types_and_a_secret_is_never_filled_in(
        outbox, given, web, monkeypatch):
    monkeypatch.setattr(channels.installed()['sms'], '_base', web.url)
    await channels.configure(given.ctx, name='sms', settings={
        'account': 'AC' + 'a' * 32, 'token': 'only we know', 'sender': 'Acme', 'country': ''})
    async with at_the_desk(given, listing, role='ADMIN') as user:
        user.find(marker='test-sms').click()
        assert await until(lambda: only(user, 'to'))
        only(user, 'to').set_value('020 7946 0000')
        user.find(marker='send').click()
        await user.should_see('SMS: This is no phone number that begins with its country, such as +44.')
        only(user, 'to').set_value('+44 20 7946 0000')
        user.find(marker='send').click()
        await user.should_see('SMS: the test was taken')
        user.find(marker='set-up-sms').click()
        assert await until(lambda: only(user, 'field-sender').value == 'Acme')
        assert only(user, 'field-token').value == ''
        await user.should_not_see('only we know')
    assert len(web.posted) == 1
