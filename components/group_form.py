"""What a group is: its name, its region, what it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components import fields
from components.form import Form
from services.people.shapes import GroupShape


class GroupForm(Form):
    """`on_save` is awaited with name, region and description."""

    def __init__(self, group: GroupShape | None = None, *, on_save: Callable[..., Any]) -> None:
        super().__init__(lambda values: on_save(**values))
        with self:
            self._name = self.add('name', fields.text('Name', is_required=True, autocomplete='off', marker='name'))
            self._region = self.add('region', fields.text('Region', autocomplete='off', marker='region'))
            self._about = self.add('description', fields.lines('Description', marker='description'))
        if group is not None:
            self.show(group)

    def show(self, group: GroupShape) -> None:
        """Fill in what is known, unless somebody is typing here."""
        if not self.is_dirty:
            self._name.value, self._region.value, self._about.value = group.name, group.region, group.description
            self.saved()
