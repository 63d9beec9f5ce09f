"""What the parts do when they are used."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from types import NoneType

from nicegui import helpers, ui
from nicegui.testing import User, user_simulation

from components import badges, buttons, fields, markup
from components.board_shapes import BoardEvent
from components.data_table import Action, Column, DataTable, Wanted
from components.event_calendar import EventCalendar
from components.form import Form
from components.frame import Frame, Person
from components.palette import Command
from components.toasts import toast

BOOKING = BoardEvent('b1', 'Amara', datetime(2025, 11, 24, 9), datetime(2025, 11, 24, 10), 'tom')


@asynccontextmanager
async def drawn(draw) -> AsyncIterator[User]:
    async with user_simulation(root=draw) as user:
        await user.open('/')
        yield user


async def test_a_busy_button_takes_no_second_press():
    presses = []

    async def slow() -> None:
        presses.append(1)
        await asyncio.sleep(0.05)

    async with drawn(lambda: buttons.primary('Book', slow, marker='book')) as user:
        button = user.find('book')
        button.click()
        button.click()
        await asyncio.sleep(0.15)
        button.click()
        await asyncio.sleep(0.1)
    assert len(presses) == 2


async def test_refusals_stand_at_their_fields_and_nothing_typed_is_lost():
    kept = {}

    def screen() -> None:
        with Form(
            lambda values: form.show_errors({'name': 'There is one of that name.', 'other': 'Not today.'})
        ) as form:
            form.add('name', fields.text('Name', is_required=True))
            form.actions()
        kept['form'] = form

    async with drawn(screen) as user:
        user.find('name').type('Plumbing')
        user.find('save').click()
        await user.should_see('Not today.')
        name = next(iter(user.find('name').elements))
        assert (name.error, name.value) == ('There is one of that name.', 'Plumbing')
        assert kept['form'].is_dirty
        user.find('name').type('!')
        assert name.error is None


async def test_what_must_be_filled_in_is_asked_for_before_saving():
    saved = []

    def screen() -> None:
        with Form(saved.append) as form:
            form.add('name', fields.text('Name', is_required=True))
            form.actions()

    async with drawn(screen) as user:
        user.find('save').click()
        await asyncio.sleep(0.05)
        assert next(iter(user.find('name').elements)).error == 'Please fill this in.'
        user.find('name').type('x')
        user.find('save').click()
        await asyncio.sleep(0.05)
    assert saved == [{'name': 'x'}]


async def test_enter_and_the_button_save_once_and_a_save_that_failed_is_tried_again():
    saved, has_begun, goes_on, kept = [], asyncio.Event(), asyncio.Event(), {}

    async def save(values) -> None:
        saved.append(values)
        has_begun.set()
        await goes_on.wait()
        if len(saved) == 1:
            raise LookupError

    def screen() -> None:
        with Form(save) as form:
            form.add('name', fields.text('Name'))
        kept['form'] = form

    async with drawn(screen):
        presses = [asyncio.create_task(kept['form'].save()) for _ in range(3)]
        await has_begun.wait()
        await asyncio.sleep(0)
        goes_on.set()
        outcomes = await asyncio.gather(*presses, return_exceptions=True)
        assert [type(each) for each in outcomes] == [LookupError, NoneType, NoneType]
        assert len(saved) == 1
        await kept['form'].save()
        assert len(saved) == 2


async def test_undo_takes_back_once_and_the_notice_goes():
    undone = []

    def screen() -> None:
        buttons.quiet('Cancel', lambda: toast('Cancelled', undo=lambda: undone.append(1)), marker='go')

    async with drawn(screen) as user:
        user.find('go').click()
        await user.should_see('Cancelled')
        user.find('undo').click()
        await user.should_not_see('Cancelled')
    assert undone == [1]


async def test_only_the_newest_of_two_notices_offers_the_keys_of_undo():
    undone = []

    def screen() -> None:
        for name in ('first', 'second'):
            buttons.quiet(name, lambda name=name: toast(f'{name} done', undo=lambda: undone.append(name)), marker=name)

    async with drawn(screen) as user:
        for name in ('first', 'second'):
            user.find(name).click()
            await user.should_see(f'{name} done')
        offered = sorted(user.find('undo').elements, key=lambda button: button.id)
        assert [button.props.get('data-shortcut') for button in offered] == [None, 'mod+z']
        assert [button.props.get('data-keys') for button in offered] == [None, 'Ctrl Z']


async def test_a_table_without_rows_says_so_calmly_and_leads_on():
    pressed = []

    def screen() -> None:
        DataTable([Column('name', 'Name')], label='Groups', empty='No groups yet.',
                  way_on=('Add <group>', lambda: pressed.append(1))).show([])

    async with drawn(screen) as user:
        [table] = user.find('table').elements
        assert table.props['no-data-label'] == 'No groups yet.'
        assert 'data-icon="inbox"' in table.slots['no-data'].template
        assert 'label="Add &lt;group&gt;"' in table.slots['no-data'].template
        user.find('table').trigger('onward')
        await asyncio.sleep(0)
    assert pressed == [1]


async def test_a_table_says_that_it_is_empty_only_once_it_knows():
    kept = {}

    def screen() -> None:
        kept['table'] = DataTable([Column('name', 'Name')], label='Groups', on_want=lambda _: None)

    async with drawn(screen) as user:
        [table] = user.find('table').elements
        assert table.props['hide-no-data'] is True, 'nobody has answered yet'
        kept['table'].show([], 0)
        assert 'hide-no-data' not in table.props


async def test_rows_that_come_after_one_has_left_the_screen_touch_nothing(monkeypatch):
    warned, kept = [], {}
    monkeypatch.setattr(helpers, 'warn_once', lambda *said, **_: warned.append(said))

    def screen() -> None:
        with ui.column() as kept['place']:
            kept['table'] = DataTable([Column('name', 'Name')], label='People', on_want=lambda _: None)

    async with drawn(screen) as user:
        kept['place'].clear()
        kept['table'].show([{'key': '1', 'name': 'Amara'}], 1)
        kept['table'].busy()
        assert warned == []
        with user:
            left = ui.label('left')
            left.delete()
            left.update()
        assert len(warned) == 1, 'the control: whatever else is drawn late is heard of'


async def test_a_press_of_a_row_can_be_for_some_rows_alone():
    actions = [Action('lead', 'Make leader', 'star_outline', only_if='follows'),
               Action('go', 'Enter', 'login', is_worded=True)]
    async with drawn(lambda: DataTable([Column('name', 'Name')], label='Members', actions=actions)) as user:
        [table] = user.find('table').elements
        told = table.props['columns'][-1]['actions']
    assert [(each['only_if'], each['is_worded']) for each in told] == [('follows', False), ('', True)]


async def moved(on_move, **told) -> tuple[list, EventCalendar]:
    """Drag the booking, and see what the calendar was told."""
    answers, kept = [], {}

    def screen() -> None:
        calendar = kept['calendar'] = EventCalendar(zone='Europe/London', on=date(2025, 11, 24), on_move=on_move)
        calendar.show([BOOKING])
        calendar.settle = lambda token, *, is_kept: answers.append((token, is_kept))
        calendar.mark('calendar')

    async with drawn(screen) as user:
        user.find('calendar').trigger(
            'moved', {'id': 'b1', 'token': 't', 'start_by': 1800, 'end_by': 1800, 'column': 'aisha'} | told
        )
        await asyncio.sleep(0.05)
    return answers, kept['calendar']


async def test_a_move_is_told_in_wall_clock_time_and_kept_when_it_stands():
    seen = []

    async def stands(move) -> bool:
        seen.append(move)
        return True

    answers, _ = await moved(stands)
    assert answers == [('t', True)]
    assert (seen[0].starts, seen[0].ends, seen[0].column_id) == (
        datetime(2025, 11, 24, 9, 30),
        datetime(2025, 11, 24, 10, 30),
        'aisha',
    )


async def test_a_refused_or_forged_move_goes_back():
    assert (await moved(lambda move: False))[0] == [('t', False)]
    assert (await moved(lambda move: None))[0] == [('t', False)]
    assert (await moved(lambda move: True, id='somebody-elses'))[0] == [('t', False)]


async def test_a_table_asks_only_for_pages_and_orders_it_offers():
    asked: list[Wanted] = []

    def screen() -> None:
        table = DataTable(
            [Column('name', 'Name', is_sortable=True), Column('note', 'Note')], label='Clients', on_want=asked.append
        )
        table.show([{'key': '1', 'name': 'Amara', 'note': 'x'}], total=70)

    async with drawn(screen) as user:
        for told in (
            {'page': 2, 'rowsPerPage': 50, 'sortBy': 'name', 'descending': True},
            {'page': -3, 'rowsPerPage': 0, 'sortBy': 'note; drop table', 'descending': False},
        ):
            user.find('table').trigger('request', {'pagination': told})
            await asyncio.sleep(0.05)
    assert asked == [Wanted(2, 50, 'name', True), Wanted(1, 25, '', False)]


async def test_a_table_offers_other_pages_only_where_there_are_some():
    made: list[DataTable] = []
    async with drawn(lambda: made.append(DataTable([Column('name', 'Name')], label='Clients', on_want=print))):
        without_foot = []
        for total in (0, 1, 25, 26, 0):
            made[0].show([], total=total)
            without_foot.append('hide-bottom' in made[0]._table.props)
    assert without_foot == [False, True, True, False, False], 'where there is no row, the foot says so'


async def test_a_skill_is_said_in_words():
    async with drawn(lambda: badges.skill('Plumbing', 'ADVANCED')) as user:
        label = next(iter(user.find('skill').elements))
    assert label.props['aria-label'] == 'Plumbing, advanced, level 3 of 4'


def test_what_people_typed_cannot_become_markup():
    assert markup.tag('dd', markup.safe('<img onerror=x>'), title='"><b>') == (
        '<dd title="&quot;&gt;&lt;b&gt;">&lt;img onerror=x&gt;</dd>'
    )


async def test_the_light_chosen_in_the_menu_is_kept():
    kept = []

    async def keep(theme: str) -> None:
        kept.append(theme)

    async def search(_: str) -> list[Command]:
        return []

    def draw() -> None:
        Frame(tenant='Northside', location='Leeds', person=Person('Robin', 'USER', '/me', '/sign-out'), groups=[],
              search=search, on_theme=keep)

    async with drawn(draw) as user:
        [choice] = user.find('theme').elements
        choice.set_value('dark')
        await asyncio.sleep(0.05)
    assert kept == ['dark']
