"""A dialog begins where one types, stays where what it shows would be lost, and goes when its screen goes, once."""

from nicegui import ui
from nicegui.testing import user_simulation

from components import fields
from components.backup_codes import CodesDialog
from components.dialogs import Dialog
from tests.pages.desk import until


async def test_a_dialog_whose_screen_was_redrawn_is_not_removed_again():
    made = []

    def draw():
        with ui.column():
            made.append(Dialog('Move'))

    async with user_simulation(root=draw) as user:
        await user.open('/')
        with user:
            made[0]._dialog.delete()  # what a redrawn screen does to the dialogs it had opened
            made[0]._remove()
        assert made[0]._dialog.is_deleted


async def test_a_dialog_has_the_focus_where_one_types_first_and_codes_shown_once_close_by_their_button_alone():
    made = {}

    async def draw():
        dialog = Dialog('Rename')
        with dialog.body:
            made['name'], made['note'] = fields.text('Name'), fields.text('Note')
        ui.timer(0, dialog.opened, once=True)
        ui.timer(0, CodesDialog(['one', 'two']).opened, once=True)

    async with user_simulation(root=draw) as user:
        await user.open('/')
        await user.should_see('one')
        assert await until(lambda: 'autofocus' in made['name'].props)
        assert 'autofocus' not in made['note'].props
        lasting = {dialog.props['aria-label']: 'persistent' in dialog.props for dialog in user.find(ui.dialog).elements}
        assert lasting == {'Rename': False, 'Your backup codes': True}
        assert len([each for each in user.find(ui.button).elements if each.props.get('aria-label') == 'Close']) == 1
