"""Text messages, over Twilio's HTTP interface."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from app import text
from app.errors import Invalid
from app.fetching import Answer
from services.channels.built_in import answers
from services.channels.contract import Channel
from services.channels.errors import NotTaken, RefusedForGood
from services.channels.shapes import Audience, Field, Outgoing

TWILIO = 'https://api.twilio.com'
ACCOUNT = re.compile('AC[0-9a-f]{32}')
NUMBER = re.compile(r'\+[1-9][0-9]{6,14}')  # E.164
SENDER = re.compile(r'MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}')  # a messaging service, or a name
COUNTRY = re.compile(r'\+[1-9][0-9]{0,3}')
KEEPS_ITS_ZERO = '+39'
APART = re.compile(r'[\s()./-]')
# GSM 03.38: a message of these alone has 160 characters, any other 70; those of the second kind count twice.
PLAIN = frozenset('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡'
                  'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà')
DOUBLE = frozenset('^{}\\[~]|€')
MOST_PARTS = 3
WHY = {21211: 'no phone number', 21214: 'no number that can be reached', 21408: 'a country that is switched off there',
       21610: 'they have replied STOP', 21612: 'no way from this sender', 21614: 'no mobile phone'}


def parts(said: str) -> int:
    """How many text messages it takes, and costs."""
    if set(said) <= PLAIN | DOUBLE:
        length, alone, each = len(said) + sum(sign in DOUBLE for sign in said), 160, 153
    else:
        length, alone, each = len(said.encode('utf-16-be')) // 2, 70, 67
    return 1 if length <= alone else -(-length // each)


def shortened(said: str) -> str:
    """What fits into a few."""
    cut = said[:MOST_PARTS * 160]
    while parts(cut) > MOST_PARTS:
        cut = cut.removesuffix('...')[:-1] + '...'
    return cut


def dialled(phone: str, country: str) -> str:
    """As the whole world dials it: '020 7946 0000' in +44 is '+442079460000'. Raises: RefusedForGood."""
    number = APART.sub('', phone)
    if number.startswith('00'):
        number = f'+{number[2:]}'
    if country and not number.startswith('+'):
        number = country + (number if country == KEEPS_ITS_ZERO else number.removeprefix('0'))
    if not NUMBER.fullmatch(number):
        raise RefusedForGood('This is no phone number that begins with its country, such as +44.')
    return number


def _like(pattern: re.Pattern[str], wrong: str, *others: re.Pattern[str]) -> Callable[[str, str], str]:
    def check(value: str, field: str) -> str:
        said = text.one_line(value, field, most=100)
        if not any(each.fullmatch(said) for each in (pattern, *others)):
            raise Invalid.field(field, wrong)
        return said

    return check


class Sms(Channel):
    """`base` is where Twilio is."""

    name = 'sms'
    title = 'SMS'
    about = ('Clients who left a phone number get their news as a text message too, by your account at Twilio. It has '
             'up to 160 plain characters, or 70 with any other among them; a longer one is sent, and costs, as up to '
             f'{MOST_PARTS}. Whoever replies STOP gets no more.')
    audience = Audience.PHONE
    fields = (
        Field('account', 'Account SID', 'On the first page of the Twilio console; begins with AC.',
              is_destination=True, check=_like(ACCOUNT, 'AC and 32 digits or letters a to f.')),
        Field('token', 'Auth token', is_secret=True),
        Field('sender', 'From', 'A number of yours at Twilio such as +442079460000, a messaging service (MG…), or a '
              'name of 11 letters at most.', check=_like(NUMBER, 'A number such as +442079460000, or a name.', SENDER)),
        Field('country', 'Country of numbers without one', 'Such as +44. Empty: those are not sent to.',
              is_required=False, check=_like(COUNTRY, 'Such as +44.')),
    )

    def __init__(self, base: str = TWILIO) -> None:
        self._base = base

    async def send(self, settings: Mapping[str, str], outgoing: Outgoing) -> None:
        account = settings['account']
        sender = 'MessagingServiceSid' if settings['sender'].startswith('MG') else 'From'
        form = {'To': dialled(outgoing.to, settings.get('country', '')), sender: settings['sender'],
                'Body': shortened(outgoing.text)}
        answer = await answers.posted(
            f'{self._base}/2010-04-01/Accounts/{quote(account, safe="")}/Messages.json', urlencode(form).encode(),
            headers={'Content-Type': 'application/x-www-form-urlencoded'}, auth=(account, settings['token']))
        if answer.status in (401, 403):  # somebody has to look at the settings: it can be sent then
            raise NotTaken('Twilio does not accept the account or its token.')
        answers.judge(answer, why=_why(answer))


def _why(answer: Answer) -> str:
    """By Twilio's own number, if it says one."""
    try:
        code = json.loads(answer.body)['code']
    except (ValueError, KeyError, TypeError, RecursionError):
        return ''
    return WHY.get(code, f'Twilio error {code}') if isinstance(code, int) else ''
