"""A dialog goes when its screen goes, and is not removed twice."""

from nicegui import ui
from nicegui.testing import user_simulation

from components.dialogs import Dialog


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
