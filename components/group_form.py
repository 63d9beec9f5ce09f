"""What a group is: its name, its region, what it is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from components import fields
from components.form import Form
from services.people.shapes import GroupShape


class GroupForm(Form):
    """`on_save` is awaited with name, region and description; for a group that is there with `seen`: the group as it
    was when these were filled in.
    """

    def __init__(self, group: GroupShape | None = None, *, on_save: Callable[..., Any]) -> None:
        super().__init__(lambda values: on_save(**values, **({'seen': self._seen} if self._seen else {})))
        self._seen = group
        with self:
            self._name = self.add('name', fields.text('Name', is_required=True, autocomplete='off', marker='name'))
            self._region = self.add('region', fields.text('Region', autocomplete='off', marker='region'))
            self._about = self.add('description', fields.lines('Description', marker='description'))
        if group is not None:
            self.show(group)

    def show(self, group: GroupShape) -> None:
        """Fill in what is known, unless somebody is typing here."""
        if not self.is_dirty:
            self._fill(group)

    def show_changed(self, theirs: GroupShape, changed: Sequence[str]) -> None:
        """Somebody else saved what is `changed`: `theirs` is how it is now."""
        self._seen = theirs
        self.show_overtaken(changed, lambda: self._fill(theirs))

    def _fill(self, group: GroupShape) -> None:
        self._seen = group
        self.clear_errors()
        self._name.value, self._region.value, self._about.value = group.name, group.region, group.description
        self.saved()
