"""What makes an offering's lengths, price and skills good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.errors import Invalid
from services.skills.shapes import SkillLevel

MINUTE = timedelta(minutes=1)
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)  # no shorter than an appointment may be
LONGEST_BUFFER = timedelta(hours=12)
HIGHEST_PRICE = 2**31 - 1
MOST_SKILLS = 20

# ISO 4217, what money is paid in (no funds, metals or test codes).
CURRENCIES = frozenset('''
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP
CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD
IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF
XPF YER ZAR ZMW ZWG
'''.split())  # noqa: SIM905 - 150 quoted codes are no easier to read


def minutes(length: timedelta, field: str, shortest: timedelta, longest: timedelta) -> int:
    """A length as whole minutes. Raises Invalid at `field`."""
    if not shortest <= length <= longest:
        raise Invalid.field(field, f'From {shortest // MINUTE} to {longest // MINUTE} minutes.')
    if length % MINUTE:
        raise Invalid.field(field, 'Whole minutes only.')
    return length // MINUTE


def price(minor: int) -> int:
    """Raises Invalid at `price_minor` unless it is a whole number from 0 that fits."""
    # A float may be NaN, and NaN passes every comparison that would refuse it.
    if not isinstance(minor, int) or isinstance(minor, bool) or not 0 <= minor <= HIGHEST_PRICE:
        raise Invalid.field('price_minor', 'A price is a whole number of minor units, not less than 0.')
    return minor


def known_currency(code: str) -> str:
    """Raises Invalid at `currency`."""
    if code not in CURRENCIES:
        raise Invalid.field('currency', 'This is not a currency we know.')
    return code


def distinct(required: Sequence[SkillLevel]) -> tuple[SkillLevel, ...]:
    """By skill id. Raises Invalid at `required` when a skill is named twice, or there are more than 20."""
    if len(required) > MOST_SKILLS:
        raise Invalid.field('required', f'At most {MOST_SKILLS} skills.')
    if len({skill.skill_id for skill in required}) < len(required):
        raise Invalid.field('required', 'Every skill only once.')
    return tuple(sorted(required, key=lambda skill: skill.skill_id))
