"""Believable data for the gallery: one day of a small business, the same every time."""

import random
from datetime import date, datetime, time, timedelta

from components import when
from components.board_shapes import BoardColumn, BoardEvent, BoardGround
from components.data_table import Wanted

DAY = date.today()
CLIENTS = [
    ('Amara Okafor', '+44 113 496 0123'),
    ('Bruno Costa', '+44 113 496 0188'),
    ('Chloé Martin', '+44 1904 555 012'),
    ('Dmitri Volkov', '+44 113 496 0455'),
    ('Eleni Papadaki', '+44 113 496 0741'),
    ('Fatima Zahra', '+44 113 496 0302'),
    ('George Whitfield-Cavendish', '+44 1904 555 773'),
    ('Hana Sato', '+44 113 496 0999'),
]
PROVIDERS = [
    BoardColumn('tom', 'Tom Byrne', 'Gas safe, plumbing'),
    BoardColumn('aisha', 'Aisha Khan', 'Plumbing, drains'),
    BoardColumn('luis', 'Luis Ortega', 'Electrics, heating'),
    BoardColumn('mei', 'Mei Lin', 'Massage, physio'),
    BoardColumn('sam', 'Sam Okoro', 'Interpreter: Yoruba'),
    BoardColumn('room2', 'Treatment room 2', 'Seats 3'),
]
ROOMS = [BoardColumn(f'r{n}', f'Room {n}', 'Double' if n % 2 else 'Twin') for n in range(101, 113)]
JOBS = [
    ('Boiler service', 75),
    ('Leak repair', 60),
    ('Gas check', 45),
    ('Fuse board', 90),
    ('Deep tissue massage', 60),
    ('Court interpreting', 120),
    ('Follow-up', 30),
    ('Drain survey', 90),
    ('Quick look', 15),
]
STATES = ['CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'PENDING', 'COMPLETED', 'HELD', 'NO_SHOW', 'CANCELLED']


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute))


def _event(key: str, start: datetime, minutes: int, column: str, job: str, client: str, state: str) -> BoardEvent:
    return BoardEvent(
        id=key,
        title=client,
        starts=start,
        ends=start + timedelta(minutes=minutes),
        column_id=column,
        status=state,
        subtitle=job,
        facts=(('What', job), ('Phone', '+44 113 496 0123'), ('Provider', column.capitalize()), ('Note', 'Ring twice')),
        actions=(('arrive', 'Arrived'), ('no_show', 'No-show'), ('rebook', 'Rebook')),
        marks=('notes',) if state == 'PENDING' else (),
    )


def events() -> list[BoardEvent]:
    pick = random.Random(7)
    found: list[BoardEvent] = []
    for column in PROVIDERS:
        start = at(8, pick.choice([0, 15, 30]))
        while start < at(17):
            job, minutes = pick.choice(JOBS)
            if pick.random() < 0.75 and not (
                start < at(13) < start + timedelta(minutes=minutes) or start == at(12, 30)
            ):
                found.append(
                    _event(
                        f'b{len(found)}', start, minutes, column.id, job, pick.choice(CLIENTS)[0], pick.choice(STATES)
                    )
                )
            start += timedelta(minutes=minutes + pick.choice([0, 15, 30, 45]))
    found.append(_event('clash', at(9, 15), 60, 'aisha', 'Leak repair', 'Hana Sato', 'PENDING'))
    return found


def ground() -> list[BoardGround]:
    every = tuple(column.id for column in PROVIDERS)
    return [
        BoardGround(at(7), at(8), 'off', every),
        BoardGround(at(18), at(19), 'off', every),
        BoardGround(at(12, 30), at(13), 'break', every),
        BoardGround(at(14), at(18), 'leave', ('mei',), 'Time off'),
    ]


def week_ground(first: date) -> list[BoardGround]:
    return [
        area
        for day in (first + timedelta(days=n) for n in range(7))
        for area in (
            [BoardGround(at(7, 0, day), at(19, 0, day))]
            if day.weekday() > 4
            else [BoardGround(at(7, 0, day), at(8, 0, day)), BoardGround(at(17, 0, day), at(19, 0, day))]
        )
    ]


def many(first: date, until: date) -> list[BoardEvent]:
    pick = random.Random(11)
    found: list[BoardEvent] = []
    for number in range((until - first).days):
        day = first + timedelta(days=number)
        if day.weekday() > 4:
            continue
        start = at(8, 0, day)
        while start < at(16, 30, day):
            job, minutes = pick.choice(JOBS)
            if pick.random() < 0.6:
                found.append(
                    _event(f'm{len(found)}', start, minutes, 'tom', job, pick.choice(CLIENTS)[0], pick.choice(STATES))
                )
            start += timedelta(minutes=minutes + 30)
    return found


def stays() -> list[BoardEvent]:
    pick = random.Random(3)
    first = DAY.replace(day=1)
    found = []
    for room in ROOMS:
        day = first + timedelta(days=pick.randint(0, 3))
        while day.month == first.month:
            nights = pick.randint(1, 6)
            found.append(
                BoardEvent(
                    f's{len(found)}',
                    pick.choice(CLIENTS)[0],
                    at(12, 0, day),
                    at(12, 0, day + timedelta(days=nights)),
                    room.id,
                    pick.choice(STATES[:5]),
                )
            )
            day += timedelta(days=nights + pick.randint(0, 3))
    return found


def fresh() -> BoardEvent:
    return _event('fresh', at(10, 30), 45, 'sam', 'Court interpreting', 'Ines Duarte', 'CONFIRMED')


def client_rows(wanted: Wanted) -> list[dict]:
    pick = random.Random(wanted.page)
    rows = []
    for number in range(wanted.size):
        name = CLIENTS[(number + wanted.page) % len(CLIENTS)][0]
        visits = pick.randint(1, 60)
        rows.append(
            {
                'key': f'c{wanted.page}-{number}',
                'name': name,
                'name_path': '/skill',
                'ref': f'CL-{1000 + number * 7}',
                'status': pick.choice(['active', 'active', 'invited', 'inactive']),
                'last': when.moment(
                    datetime.fromisoformat('2025-11-03T10:30:00+00:00') - timedelta(hours=pick.randint(1, 900)),
                    'Europe/London',
                ),
                'skills': [['Plumbing', pick.randint(1, 4)], ['Gas safe', pick.randint(1, 4)]][: pick.randint(1, 2)],
                'visits': str(visits),
                'visits_part': visits / 60 * 100,
                'spent': when.money(visits * 61, 'GBP'),
            }
        )
    return sorted(rows, key=lambda row: row.get(wanted.sort or 'name', ''), reverse=wanted.is_descending)
