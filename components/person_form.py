"""Who somebody is here: name, role, and the groups they are in or lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from components import fields, words
from components.form import Form
from services.people.shapes import UserShape

EMAIL_HINT = 'The invitation goes there again; the link in the mail before works no more.'
LEADS_HINT = 'Whoever leads a group is in it too. Only a Supervisor reaches more by it.'


CHANGED: Final = {'name': 'name', 'role': 'role', 'zone': 'time zone', 'memberships': 'groups'}


class PersonForm(Form):
    """`on_save` is awaited with name, role, groups (id to whether they lead it); for somebody new with the e-mail, for
    somebody known with `seen`: the person as they were when these were filled in.
    """

    def __init__(self, groups: Mapping[str, str], person: UserShape | None = None, *,
                 on_save: Callable[..., Any]) -> None:
        super().__init__(lambda values: on_save(**given(values), **({'seen': self._seen} if self._seen else {})))
        self._seen = person
        with self:
            self._name = self.add('name', fields.text('Name', is_required=True, autocomplete='off', marker='name'))
            if person is None:
                self.add('email', fields.text('E-mail', kind='email', is_required=True, autocomplete='off',
                                              marker='email'))
            self._role = self.add('role', fields.choice('Role', words.ROLES, 'USER', is_required=True, marker='role'))
            self._groups = self.add('groups', fields.choice(
                'Groups', groups, [], is_many=True, is_searchable=True, marker='groups'))
            self._leads = self.add('leads', fields.choice(
                'Leads', groups, [], is_many=True, is_searchable=True, hint=LEADS_HINT, marker='leads'))
        if person is not None:
            self.show(person)

    def show(self, person: UserShape) -> None:
        """Fill in what is known, unless somebody is typing here."""
        if not self.is_dirty:
            self._fill(person)

    def show_changed(self, theirs: UserShape, changed: Sequence[str]) -> None:
        """Somebody else saved what is `changed`: `theirs` is how it is now."""
        self._seen = theirs
        self.show_overtaken([CHANGED[each] for each in changed], lambda: self._fill(theirs))

    def _fill(self, person: UserShape) -> None:
        self._seen = person
        self.clear_errors()
        self._name.value, self._role.value = person.name, person.role.value
        for field, leads in ((self._groups, False), (self._leads, True)):
            field.value = [str(each.group_id) for each in person.memberships if each.is_supervisor is leads]
        self.saved()


class EmailForm(Form):
    """Another address for somebody who was invited; `on_save` is awaited with it."""

    def __init__(self, email: str, *, on_save: Callable[..., Any]) -> None:
        super().__init__(lambda values: on_save(**values))
        with self:
            self.add('email', fields.text('E-mail', email, kind='email', is_required=True, autocomplete='off',
                                          hint=EMAIL_HINT, marker='corrected-email'))


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the fields, with one mapping for the two kinds of groups."""
    groups = {UUID(each): leads for name, leads in (('groups', False), ('leads', True)) for each in values[name] or ()}
    rest = {name: value for name, value in values.items() if name not in ('groups', 'leads')}
    return rest | {'groups': groups}
