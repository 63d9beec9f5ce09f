"""The screens of the gallery."""

import asyncio
from datetime import date, time

from nicegui import ui

from components import badges, buttons, dialogs, fields, hover, layout, page_parts, when, words
from components.board_shapes import BoardEvent, Moved, Selected, Shown
from components.calendar_bar import CalendarBar
from components.data_table import Action, Column, DataTable, Wanted
from components.event_calendar import EventCalendar
from components.form import Form
from components.frame import Frame, Person, Place, Places
from components.history import Happening, History
from components.palette import Command
from components.toasts import toast
from tests.pages import gallery_data as data

ZONE = 'Europe/London'
GROUPS = (
    Places(
        '',
        (
            Place('Find a time', 'search', '/', 'g f'),
            Place('Team board', 'view_week', '/board', 'g b'),
            Place('Week', 'calendar_view_week', '/week', 'g w'),
            Place('Clients', 'people', '/clients', 'g c'),
        ),
    ),
    Places(
        'Supervise',
        (
            Place('Month', 'calendar_month', '/month', 'g m'),
            Place('Agenda', 'view_list', '/agenda', 'g a'),
            Place('Rooms', 'bed', '/rooms', 'g r'),
        ),
    ),
    Places('Manage', (Place('Skills', 'construction', '/skill', 'g s'),)),
)


def frame() -> Frame:
    return Frame(
        tenant='Northside Services',
        location='Leeds · London time',
        groups=GROUPS,
        search=search,
        person=Person('Priya Raman', 'SUPERVISOR', '/skill', '/sign-out', 'token'),
    )


async def search(text: str) -> list[Command]:
    await asyncio.sleep(0.02)
    found = [Command(p.label, p.path, buttons.written(p.keys), p.icon, 'Go to') for g in GROUPS for p in g.places]
    found += [Command(f'{c[0]}', '/clients', c[1], 'person', 'Clients') for c in data.CLIENTS]
    found += [Command('BK-7F3K · Boiler service', '/board', 'Tomorrow, 09:30', 'event', 'Bookings')]
    return [one for one in found if text.lower() in f'{one.label} {one.hint}'.lower()][:9]


def parts() -> None:
    with page_parts.PageHeader('Find a time', 'Monday 24 November 2025, London time').actions:
        buttons.quiet('Export', icon='download')
        buttons.primary(
            'New booking',
            lambda: toast('Booked for Amara Okafor, tomorrow 09:30', undo=lambda: toast('Taken back')),
            keys='n',
        )
    toolbar = page_parts.Toolbar('Need')
    with toolbar:
        fields.text('', placeholder='Client, phone or reference', icon='search', kind='search', keys='/')
        fields.either({'all': 'All skills', 'any': 'Any'}, 'all', label='Which skills')
        buttons.quiet('Filters · 2', icon='tune')
        with toolbar.end:
            buttons.icon('refresh', 'Refresh', keys='r')
            buttons.icon('fullscreen', 'Full screen', keys='f')
    with ui.element('div').classes('columns').style('--narrowest:150px; gap:0'):
        page_parts.figure('Bookings', '1,284', '12% on last week', is_good=True)
        page_parts.figure('Cancelled', '4.1%', '0.6 points', is_good=True)
        page_parts.figure('No-shows', '23', '5 more', is_good=False)
        page_parts.figure('Utilisation', '78%', 'same as last week')
        page_parts.figure('Revenue', when.money(48230, 'GBP'), '8%', is_good=True)
    with ui.element('div').classes('columns gap-8').style('--narrowest:380px'):
        with layout.stack(gap=6):
            _badges()
            _buttons()
        with layout.stack(gap=6):
            _facts()
            _waiting()


def _badges() -> None:
    with page_parts.section('Statuses and skills', 'Icon, word and colour; a skill shows its level in four steps.'):
        with layout.line():
            for name in ('PENDING', 'CONFIRMED', 'COMPLETED', 'CANCELLED', 'NO_SHOW', 'HELD', 'FAILED'):
                badges.status(name)
        with layout.line():
            for skill, level in (('Gas safe', 'EXPERT'), ('Plumbing', 'ADVANCED'), ('Drains', 2), ('Electrics', 1)):
                badges.skill(skill, level)
            badges.skill('Polish', 3, is_missing=True)
        with layout.line().props('data-roving role=group aria-label="Free starts"'):
            for start in ('08:30', '09:15', '11:00', '13:45'):
                ui.element('button').classes('slot').add_slot('default', start)
            with ui.element('button').classes('slot slot--held'):
                ui.label('14:30')
            layout.text('held, 4:12 left', faint=True, dense=True)
    with page_parts.section('Why not?'):
        page_parts.facts(
            [('Tom Byrne', words.WHY_NOT['level_too_low']), ('Aisha Khan', words.WHY_NOT['leave'] + ' until Thursday')]
        )


def _buttons() -> None:
    with page_parts.section('Buttons'):
        with layout.line():
            buttons.primary('Book', lambda: asyncio.sleep(2), keys='enter')
            buttons.quiet('Reschedule', _move_dialog, icon='event_repeat', asks=True)
            buttons.plain('Cancel')
            buttons.danger('Cancel booking', _confirm, asks=True)
            buttons.Button('Remove', kind='danger-quiet', icon='delete')
            busy = buttons.quiet('Saving')
            busy.busy()
            buttons.quiet('Not now').disable()
        with layout.line():
            fields.tick('Tell the client by e-mail', is_on=True)
            ui.switch('Live', value=True)
            ui.radio(['One', 'Series'], value='One').props('inline')
            buttons.kbd('mod+k')


def _facts() -> None:
    with page_parts.section('Booking BK-7F3K', actions=lambda: badges.status('CONFIRMED')):
        page_parts.facts(
            [
                ('Client', 'Amara Okafor'),
                ('When', 'Tomorrow, 09:30–10:45 (1 h 15 min)'),
                ('Where', '14 Park Row, Leeds'),
                ('Provider', 'Tom Byrne'),
                ('Price', when.money(120, 'GBP')),
                ('Note', None),
            ]
        )
        hover.hover_card(
            layout.text('Hover or focus me for Amara Okafor', dense=True),
            'Amara Okafor',
            {'Phone': '+44 113 496 0123', 'Last seen': '3 weeks ago', 'No-shows': '0'},
            status='ACTIVE',
        )
    with page_parts.section('History'):
        History(
            [
                Happening('Today, 08:12', 'Confirmed', 'Priya Raman', 'Client called to say yes.', 'confirmed'),
                Happening(
                    'Yesterday, 17:40',
                    'Moved from Wed 26 Nov, 14:00 to Tue 25 Nov, 09:30',
                    'Jon Abbott',
                    tone='pending',
                ),
                Happening('Yesterday, 16:02', 'Requested', 'Amara Okafor, by web', tone=''),
            ]
        )


def _waiting() -> None:
    with page_parts.section('Nothing, and not yet'):
        page_parts.skeleton(rows=3)
        page_parts.empty(
            'No free time this week',
            'Try a longer window, another group, or put the client on the waitlist.',
            icon='event_busy',
            action=('Add to waitlist', lambda: toast('On the waitlist', kind='note')),
        )
        with layout.line():
            buttons.quiet('A note', lambda: toast('A colleague moved this booking to 11:00.', kind='note'))
            buttons.quiet(
                'A problem', lambda: toast('That time was taken a moment ago. Nothing was booked.', kind='problem')
            )


async def _confirm() -> None:
    answer = await dialogs.confirm(
        'Cancel this booking?',
        'Amara Okafor will be told. You can undo this for 60 seconds.',
        yes='Cancel booking',
        no='Keep it',
        reasons=words.CANCEL_REASONS,
        is_reason_required=True,
    )
    if answer:
        toast(f'Cancelled: {answer.reason}', undo=lambda: toast('Back in the book', kind='note'))


async def _move_dialog() -> None:
    dialog = dialogs.Dialog('Move booking')
    with dialog.body:
        dialogs.before_after(
            [('When', 'Tue 25 Nov, 09:30', 'Tue 25 Nov, 11:00'), ('Provider', 'Tom Byrne', 'Aisha Khan')]
        )
        fields.text('Reason')
        fields.tick('Tell the client', is_on=True)
    with dialog.actions:
        buttons.plain('Cancel', dialog.close)
        buttons.primary('Move', lambda: dialog.close(True))
    await dialog.opened()


def board() -> None:
    _calendar('Team board', 'team')


def week() -> None:
    _calendar('Tom Byrne', 'week')


def month() -> None:
    _calendar('Month', 'month')


def agenda() -> None:
    _calendar('Agenda', 'list')


def rooms() -> None:
    _calendar('Rooms', 'rooms')


def _calendar(title: str, view: str) -> None:
    today = data.DAY
    with page_parts.PageHeader(title).actions:
        buttons.quiet('A colleague books', lambda: calendar.upsert(data.fresh()), icon='bolt')
        buttons.primary('New booking', keys='n', icon='add')
    bar = CalendarBar(
        views=('rooms',) if view == 'rooms' else ('team', 'week', 'month', 'list'),
        view=view,
        on_today=lambda: calendar.go_to(today),
        zone=ZONE,
    )
    with bar.end:
        buttons.quiet('Plumbers · 3', icon='filter_list')

    async def moved(move: Moved) -> bool:
        await asyncio.sleep(0.6)
        if 'Gas' in move.was.subtitle and move.column_id != move.was.column_id:
            toast(f'{move.column_id} is not gas safe.', kind='problem')
            return False
        toast(f'{move.was.title} moved to {when.clock(move.starts)}', undo=lambda: calendar.upsert(move.was))
        calendar.upsert(
            BoardEvent(
                **{f: getattr(move.was, f) for f in move.was.__slots__}
                | {'starts': move.starts, 'ends': move.ends, 'column_id': move.column_id}
            )
        )
        return True

    def swept(chosen: Selected) -> None:
        toast(f'New booking {when.clock(chosen.starts)}–{when.clock(chosen.ends)} {chosen.column_id}', kind='note')

    def shown(now: Shown) -> None:
        bar.show(now)
        if view == 'rooms':
            calendar.show(data.stays(), columns=data.ROOMS)
        elif now.view == 'team':
            calendar.show(data.events(), ground=data.ground(), columns=data.PROVIDERS)
        else:
            calendar.show(
                data.many(now.first, now.until), ground=data.week_ground(now.first) if now.view == 'week' else ()
            )

    with ui.element('div').style('width:100%; height:calc(100dvh - 150px); min-height:420px'):
        calendar = EventCalendar(
            zone=ZONE,
            on=today,
            view=view,
            columns=data.ROOMS if view == 'rooms' else data.PROVIDERS,
            opens=time(7),
            closes=time(19),
            label=title,
            on_click=lambda key: toast(f'Opened {key}', kind='note'),
            on_select=swept,
            on_move=moved,
            on_shown=shown,
            on_action=lambda key, name: toast(f'{name}: {key}'),
        )
    bar.steer(calendar)


def clients() -> None:
    with page_parts.PageHeader('Clients', '12,480 people').actions:
        buttons.quiet('Import', icon='upload')
        buttons.primary('New client', keys='n', icon='add')
    with page_parts.Toolbar('Filters'):
        fields.text('', placeholder='Name, phone, e-mail', icon='search', kind='search', keys='/', wait=150)
        fields.choice('', {'all': 'All locations', 'leeds': 'Leeds', 'york': 'York'}, 'all').props(
            'aria-label=Location'
        )

    async def wanted(page: Wanted) -> None:
        await asyncio.sleep(0.2)
        table.show(data.client_rows(page), 312)

    table = DataTable(
        [
            Column('name', 'Client', 'link', is_sortable=True, second='ref'),
            Column('status', 'State', 'status'),
            Column('skills', 'Usual needs', 'skills', is_extra=True),
            Column('last', 'Last visit', 'time', is_sortable=True),
            Column('visits', 'Visits', 'bar', is_sortable=True, is_extra=True),
            Column('spent', 'Spent', 'amount', is_sortable=True),
        ],
        label='Clients',
        on_want=wanted,
        sort='name',
        on_act=lambda name, key: toast(f'{name} {key}'),
        actions=(Action('book', 'Book', 'event_available'), Action('edit', 'Edit', 'edit')),
    )
    table.show(data.client_rows(Wanted(sort='name')), 312)


def skill_form() -> None:
    with page_parts.PageHeader('New appointment', back=('Team board', '/board')).actions:
        pass

    async def save(values: dict) -> None:
        await asyncio.sleep(0.5)
        form.show_errors(
            {'starts': 'Tom Byrne is busy until 10:45.', 'client': 'Two people have this name; please choose one.'}
        )

    with Form(save) as form:
        form.add(
            'client', fields.text('Client', 'Amara Okafor', is_required=True, hint='Name, phone, e-mail or reference')
        )
        with form.together():
            form.add('day', fields.day('Day', date(2025, 11, 25), is_required=True))
            form.add('starts', fields.time_of_day('Starts', time(9, 30), is_required=True))
            form.add('minutes', fields.number('Length', 75, lowest=15, step=15, unit='min'))
        form.add('offering', fields.choice('Offering', {'boiler': 'Boiler service', 'leak': 'Leak repair'}, 'boiler'))
        form.add(
            'skills',
            fields.choice('Skills', ['Gas safe', 'Plumbing', 'Drains'], ['Gas safe', 'Plumbing'], is_many=True),
        )
        form.add('price', fields.number('Price', 120, sign='£', lowest=0))
        form.add('note', fields.lines('Note', hint='Seen by the provider, not by the client'))
        form.add('email', fields.text('E-mail', kind='email', is_required=True))
        form.add('tell', fields.tick('Tell the client by e-mail', is_on=True))
        form.actions('Book', on_cancel=lambda: ui.navigate.to('/board'))
    form.show_errors({'email': 'Please fill this in.'})
