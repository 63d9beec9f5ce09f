"""The letters there are: when each is sent, what it may say, and how it says it unless a business says otherwise."""

from __future__ import annotations

from typing import Final

from services.templates.shapes import Audience, Entry, Kind, Word, Wording

NAME = Word('name', 'Ada Byron')
BUSINESS = Word('business', 'Meridian Advice')
APPOINTMENT = (
    Word('offering', 'First consultation'), Word('starts', 'Tue 24 Nov, 10:00'),
    Word('when', 'Tuesday 24 November 2026, 10:00 to 10:45 (Europe/London)'), Word('place', '12 Main Street'),
    Word('reference', 'K7QF2M'))
WAS = Word('was', 'Monday 23 November 2026, 09:00 to 09:45 (Europe/London)')
WITH, FOR = Word('provider', 'Dana Whitfield'), Word('client', 'Grace Hopper')
DETAILS = '- What: {{ offering }}\n- When: {{ when }}\n'
REFERENCE = '{{ business }}. Reference {{ reference }}.'
GREETING = 'Hello{% if name %} {{ name }}{% endif %},'


def _to_client(kind: Kind, name: str, sent_when: str, subject: str, says: str, *more: Word,
               instead: str = '') -> Entry:
    return Entry(
        kind, name, sent_when, Audience.CLIENT, (NAME, BUSINESS, *APPOINTMENT, WITH, *more),
        Wording(subject, '{{ when }}',
                f'Hello {{{{ name }}}},\n\n{says}\n\n{DETAILS}{instead}'
                f'- Where: {{{{ place }}}}\n- With: {{{{ provider }}}}\n\n{REFERENCE}'), needs=('when',))


def _to_staff(kind: Kind, name: str, sent_when: str, subject: str, says: str, *more: Word, instead: str = '') -> Entry:
    return Entry(
        kind, name, sent_when, Audience.STAFF, (NAME, BUSINESS, *APPOINTMENT, FOR, *more),
        Wording(subject, '{{ client }}, {{ when }}',
                f'Hello {{{{ name }}}},\n\n{says}\n\n{DETAILS}{instead}'
                f'- Where: {{{{ place }}}}\n- For: {{{{ client }}}}\n\n{REFERENCE}'), needs=('when',))


_INSTEAD = '- Instead of: {{ was }}\n'
_APPOINTMENTS = (
    _to_client(Kind.REQUESTED, 'Asked for', 'A client asked for a time that the business has yet to confirm.',
               'Asked for: {{ offering }}, {{ starts }}',
               'we have your request. It is yours when we have confirmed it.'),
    _to_client(Kind.BOOKED, 'Booked', 'An appointment was booked.',
               'Booked: {{ offering }}, {{ starts }}', 'your appointment is booked.'),
    _to_client(Kind.CONFIRMED, 'Confirmed', 'An appointment that was asked for was confirmed.',
               'Confirmed: {{ offering }}, {{ starts }}', 'your appointment is confirmed.'),
    _to_client(Kind.MOVED, 'Moved', 'An appointment has another time or is with somebody else.',
               'Moved: {{ offering }}, now {{ starts }}', 'your appointment has been moved.', WAS, instead=_INSTEAD),
    _to_client(Kind.CANCELLED, 'Cancelled', 'An appointment was cancelled.',
               'Cancelled: {{ offering }}, {{ starts }}', 'your appointment has been cancelled.'),
    _to_client(Kind.REMINDER, 'Reminder', 'An appointment lies ahead, as long before it as the settings say.',
               'Reminder: {{ offering }}, {{ starts }}', 'this is to remind you of your appointment.'),
)
_OF_STAFF = (
    _to_staff(Kind.STAFF_REQUESTED, 'Asked for, to staff', 'Somebody asked for a time with the provider.',
              'Asked for: {{ offering }}, {{ starts }}', 'somebody asks for an appointment with you.'),
    _to_staff(Kind.STAFF_BOOKED, 'Booked, to staff', 'An appointment with the provider was booked.',
              'Booked: {{ offering }}, {{ starts }}', 'an appointment with you has been booked.'),
    _to_staff(Kind.STAFF_CONFIRMED, 'Confirmed, to staff', 'An appointment with the provider was confirmed.',
              'Confirmed: {{ offering }}, {{ starts }}', 'an appointment with you has been confirmed.'),
    _to_staff(Kind.STAFF_MOVED, 'Moved, to staff', 'An appointment with the provider has another time.',
              'Moved: {{ offering }}, now {{ starts }}', 'an appointment with you has been moved.', WAS,
              instead=_INSTEAD),
    _to_staff(Kind.STAFF_CANCELLED, 'Cancelled, to staff',
              'An appointment with the provider was cancelled, or is with somebody else now.',
              'Cancelled: {{ offering }}, {{ starts }}', 'this appointment is with you no more.'),
    Entry(Kind.DIGEST, 'Daily digest', 'In the morning, to whoever has appointments that day and wants the list.',
          Audience.STAFF,
          (NAME, BUSINESS, Word('day', 'Tuesday 24 November 2026'), Word('count', '2'),
           Word('appointments', '09:00 to 09:45, Grace Hopper, First consultation\n'
                                '10:00 to 10:30, Alan Kay, Follow-up', has_lines=True)),
          Wording('{{ day }}: {{ count }} appointment{% if count|trim != "1" %}s{% endif %}',
                  'Your day at {{ business }}',
                  'Hello {{ name }},\n\nthis is your day at {{ business }}: **{{ day }}**.\n\n{{ appointments }}'),
          needs=('appointments',)),
    Entry(Kind.MORNING_LIST, 'Morning list', 'Once a day, to whoever leads a group and wants the list.', Audience.STAFF,
          (NAME, BUSINESS, Word('day', 'Tuesday 24 November 2026 (Europe/London)'), Word('count', '2'),
           Word('people', 'Dana Whitfield: 09:00 to 17:00, 80 % booked, free 12:00 to 13:00\n'
                          'Alan Kay: 10:00 to 14:00, fully booked', has_lines=True),
           Word('unconfirmed', '10:00 to 10:45, Grace Hopper, First consultation, with Dana Whitfield',
                has_lines=True)),
          Wording('{{ day }}: {{ count }} at work', 'Your groups at {{ business }}',
                  'Hello {{ name }},\n\nthis is the day of your groups at {{ business }}: **{{ day }}**.\n\n'
                  '{{ people }}{% if unconfirmed %}\n\n**Yet to be confirmed:**\n\n{{ unconfirmed }}{% endif %}'),
          needs=('people',)),
)
_MONEY = (Word('amount', 'EUR 80.00'), Word('what', 'First consultation'), Word('reference', 'K7QF2M'))
_TO_COME = (
    Entry(Kind.WAITLIST_READY, 'Waiting list',
          'A time has become free for somebody on the waiting list. There is no waiting list yet.', Audience.CLIENT,
          (NAME, BUSINESS, *APPOINTMENT, WITH, Word('until', 'Monday 23 November 2026, 18:00 (Europe/London)')),
          Wording('Free now: {{ offering }}, {{ starts }}', 'It is kept for you until {{ until }}',
                  f'Hello {{{{ name }}}},\n\na time you were waiting for is free. **It is kept for you until '
                  f'{{{{ until }}}}.**\n\n{DETAILS}- Where: {{{{ place }}}}\n- With: {{{{ provider }}}}\n\n'
                  '[[Take this time]]\n\n{{ business }}.'),
          needs=('when',), has_button=True),
    Entry(Kind.PAYMENT_RECEIPT, 'Receipt', 'A payment has arrived. No payments are taken yet.', Audience.CLIENT,
          (NAME, BUSINESS, *_MONEY, Word('paid_on', '20 November 2026')),
          Wording('Receipt: {{ amount }} for {{ what }}', 'Paid on {{ paid_on }}',
                  'Hello {{ name }},\n\nthank you: we have your payment.\n\n- Amount: {{ amount }}\n- For: {{ what }}\n'
                  f'- Paid on: {{{{ paid_on }}}}\n\n{REFERENCE}'), needs=('amount',), is_optional=False),
    Entry(Kind.PAYMENT_FAILED, 'Payment failed', 'A payment did not go through. No payments are taken yet.',
          Audience.CLIENT,
          (NAME, BUSINESS, *_MONEY, Word('because', 'The card was declined.')),
          Wording('Your payment of {{ amount }} did not go through', '{{ because }}',
                  'Hello {{ name }},\n\nyour payment did not go through, and nothing was taken.\n\n'
                  '- Amount: {{ amount }}\n- For: {{ what }}\n- Why: {{ because }}\n\n[[Try again]]\n\n' + REFERENCE),
          needs=('amount',), has_button=True, is_optional=False),
    Entry(Kind.POINTS_EARNED, 'Points earned', 'Loyalty points were added. There are no points yet.', Audience.CLIENT,
          (NAME, BUSINESS, Word('points', '40'), Word('balance', '260'), Word('what', 'First consultation')),
          Wording('{{ points }} points for you', 'You have {{ balance }} now',
                  'Hello {{ name }},\n\nyou have earned **{{ points }} points**.\n\n- For: {{ what }}\n'
                  '- You have now: {{ balance }} points\n\n{{ business }}.'), needs=('points',)),
)
_OTHERWISE = Word('otherwise', 'If it was not you, there is nothing to do.')
_ACCOUNTS = (
    Entry(Kind.WELCOME, 'Invitation', 'Somebody was given an account, and chooses a password.', Audience.ACCOUNT,
          (NAME, BUSINESS),
          Wording('Your account at {{ business }}', 'Choose a password, and sign in',
                  'Hello {{ name }},\n\nyou have an account at {{ business }}. Choose a password, and then sign in '
                  'with this address.\n\nThis link works once, for seven days.\n\n[[Choose a password]]\n\n'
                  'If you did not expect this, there is nothing to do.'),
          has_button=True, is_optional=False),
    Entry(Kind.VERIFICATION, 'Verification', 'An e-mail address has to be proved.', Audience.ACCOUNT,
          (NAME, BUSINESS, Word('headline', 'Confirm your address for Meridian Advice'),
           Word('what', 'somebody, probably you, registered at Meridian Advice with this address. '
                                        'Confirm it with the password you chose then.', has_lines=True),
           Word('button', 'Confirm my address'), _OTHERWISE),
          Wording('{{ headline }}', 'One step is left',
                  f'{GREETING}\n\n{{{{ what }}}}\n\nThis link works once, for 24 hours.\n\n[[{{{{ button }}}}]]\n\n'
                  '{{ otherwise }}'),
          needs=('what',), has_button=True, is_optional=False),
    Entry(Kind.PASSWORD_RESET, 'Password reset', 'Somebody asked for a new password.', Audience.ACCOUNT,
          (NAME, BUSINESS),
          Wording('Choose a new password', 'For your account at {{ business }}',
                  'Hello {{ name }},\n\nsomebody, probably you, asked for a new password for your account at '
                  '{{ business }}.\n\nThis link lets you choose one. It works once, for one hour.\n\n'
                  '[[Choose a new password]]\n\n'
                  'If it was not you, there is nothing to do: your password stays as it is.'),
          has_button=True, is_optional=False),
    Entry(Kind.PASSWORD_CHANGED, 'Password changed', 'A password was changed, by whomever.', Audience.ACCOUNT,
          (NAME, BUSINESS, Word('at', '20 November 2026 at 09:14 UTC')),
          Wording('Your password was changed', 'At {{ business }}, on {{ at }}',
                  'Hello {{ name }},\n\nthe password of your account at {{ business }} was changed on {{ at }}. Other '
                  'devices were signed out.\n\nIf it was not you, choose another one with "Forgot your password?" at '
                  'the sign-in, and tell your administrator.'),
          needs=('at',), is_optional=False),
    Entry(Kind.SECURITY_ALERT, 'Security alert',
          'Something changed about how somebody signs in, or somebody signed in from an unusual place.',
          Audience.ACCOUNT,
          (NAME, BUSINESS, Word('headline', 'A new sign-in to your account at Meridian Advice'),
           Word('what', 'somebody, probably you, signed in to your account at Meridian Advice with a browser that was '
                        'not used for it before.\n\nFirefox on Linux, on 20 November 2026 at 09:14 (Europe/London).',
                has_lines=True),
           Word('button', 'This was not me'), _OTHERWISE),
          Wording('{{ headline }}', '{{ what }}',
                  f'{GREETING}\n\n{{{{ what }}}}\n\n[[{{{{ button }}}}]]\n\n{{{{ otherwise }}}}'),
          needs=('what',), has_button=True, is_optional=False),
)
ENTRIES: Final[dict[Kind, Entry]] = {entry.kind: entry
                                     for entry in (*_APPOINTMENTS, *_OF_STAFF, *_TO_COME, *_ACCOUNTS)}
