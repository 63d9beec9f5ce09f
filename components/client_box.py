"""Who it is for: found while typing, or put on file on the spot, without leaving the form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from nicegui import ui
from nicegui.events import GenericEventArguments

from components import buttons, fields, markup
from components.form import Form
from components.page_parts import facts_markup
from services.clients.shapes import ClientRef, ClientShape

WAIT = 140  # ms of quiet before a lookup
NEW = 'new'
HINT = 'Name, phone, e-mail or reference'
PICK = 'Please choose a client, or put a new one on file.'

Lookup = Callable[[str], Awaitable[Sequence[ClientShape]]]
Recall = Callable[[ClientShape], Awaitable[Sequence[tuple[str, str]]]]
Alike = Callable[[ClientRef], Awaitable[Sequence[ClientShape]]]

PICKED = '(e) => { const o = e.target.closest("[role=option][data-id]"); if (o) emit(o.dataset.id); }'

# closes the list, and only when there is none the dialog around it
ESCAPED = '(e) => { if (e.target.getAttribute("aria-expanded") === "true") { e.stopPropagation(); emit(); } }'


class ClientBox:
    """`lookup(text)` finds clients, `recall(client)` says what is known of one, `alike(ref)` who may be the same.

    `ref` is who it is now, or None. `on_settled` is called when somebody on file was chosen.
    """

    def __init__(self, form: Form, *, lookup: Lookup, recall: Recall, alike: Alike,
                 on_settled: Callable[[], Any]) -> None:
        self._lookup, self._recall, self._alike, self._on_settled = lookup, recall, alike, on_settled
        self._found: tuple[ClientShape, ...] = ()
        self._client: ClientShape | None = None
        self._is_new = False
        self._asked = 0
        with ui.element('div').classes('client-box').mark('client-box'):
            self._draw_search(form)
            self._draw_chosen()
            self._draw_new(form)
        self._turn()

    @property
    def ref(self) -> ClientRef | None:
        """Somebody on file, or the details of a new client; None while it is nobody."""
        if self._client is not None:
            return ClientRef(id=self._client.id)
        return self._typed() if self._is_new else None

    async def choose(self, client: ClientShape) -> None:
        """It is for this client; what is known of them stands below the name."""
        self._client, self._is_new = client, False
        self._card.set_content(_card(client))
        self._turn()
        self._on_settled()
        self._card.set_content(_card(client, await self._recall(client)))

    def complain(self) -> None:
        """Nobody was chosen."""
        self._search.error = PICK
        fields.bring(self._search)

    def focus(self) -> None:
        (self._name if self._is_new else self._search).run_method('focus')

    def _draw_search(self, form: Form) -> None:
        with ui.element('div').classes('client-box__search') as self._search_box:
            self._search = form.watch(fields.text('Client', placeholder=HINT, wait=WAIT, is_required=True,
                                                  marker='client', on_change=self._look))
            self._list = ui.html('').classes('client-box__list').props('role=listbox aria-label=Clients')
            self._list.mark('client-list').on('click', self._picked, js_handler=PICKED)
            self._list.set_visibility(False)
        self._search.on('keydown.escape', lambda _: self._open_list(False), js_handler=ESCAPED)
        self._search.props.update({
            'role': 'combobox', 'autocomplete': 'off', 'aria-expanded': 'false', 'aria-controls': self._list.html_id,
            'data-options': f'#{self._list.html_id}', 'aria-autocomplete': 'list'})

    def _draw_chosen(self) -> None:
        with ui.element('div').classes('client-box__chosen').mark('client-chosen') as self._chosen_box:
            self._card = ui.html('').classes('fills')
            buttons.plain('Change', self._again, is_small=True, marker='change-client')

    def _draw_new(self, form: Form) -> None:
        with ui.element('fieldset').classes('client-box__new').mark('client-new') as self._new_box:
            ui.html(markup.safe('New client'), tag='legend')
            buttons.plain('Search instead', self._again, is_small=True, marker='search-client')
            self._name = form.add('name', fields.text('Name', autocomplete='off', marker='new-name'))
            with form.together():
                self._phone = form.add('phone', fields.text(
                    'Phone', kind='tel', autocomplete='off', wait=WAIT * 2, on_change=self._compare,
                    marker='new-phone'))
                self._email = form.add('email', fields.text(
                    'E-mail', kind='email', autocomplete='off', wait=WAIT * 2, on_change=self._compare,
                    marker='new-email'))
            self._same = ui.element('div').classes('client-box__same').props('role=status').mark('duplicates')

    def _turn(self) -> None:
        """Show the one of three faces that fits."""
        self._search_box.set_visibility(self._client is None and not self._is_new)
        self._chosen_box.set_visibility(self._client is not None)
        self._new_box.set_visibility(self._is_new)

    async def _look(self, text: str | None) -> None:
        self._asked += 1
        asked, typed = self._asked, (text or '').strip()
        self._search.error = None
        found = await self._lookup(typed) if len(typed) > 1 else ()
        if asked == self._asked:  # an older answer that came late is dropped
            self._found = tuple(found)
            self._list.set_content(_options(self._found, typed))
            self._open_list(len(typed) > 1)

    async def _picked(self, event: GenericEventArguments) -> None:
        self._open_list(False)
        if event.args == NEW:
            await self._begin_new((self._search.value or '').strip())
            return
        client = next((each for each in self._found if str(each.id) == str(event.args)), None)
        if client is not None:
            await self.choose(client)

    async def _begin_new(self, typed: str) -> None:
        self._is_new = True
        kind = self._email if '@' in typed else self._phone if any(map(str.isdigit, typed)) else self._name
        kind.value = typed
        self._turn()
        (self._name if kind is not self._name else self._phone).run_method('focus')
        await self._compare(None)

    async def _compare(self, _: str | None) -> None:
        """Warn of records that may be the same person; choosing one takes it instead."""
        self._asked += 1
        asked = self._asked
        found = await self._alike(self._typed())
        if asked != self._asked or not self._is_new:
            return
        self._same.clear()
        with self._same:
            if found:
                ui.label('May be on file already:').classes('small soft')
            for client in found:
                buttons.quiet(f'{client.name} {client.phone or client.email}', self._taking(client), is_small=True,
                              marker='duplicate')

    def _taking(self, client: ClientShape) -> Callable[[], Awaitable[None]]:
        return lambda: self.choose(client)

    def _again(self) -> None:
        self._client, self._is_new = None, False
        self._turn()
        self.focus()

    def _typed(self) -> ClientRef:
        return ClientRef(name=(self._name.value or '').strip(), email=(self._email.value or '').strip(),
                         phone=(self._phone.value or '').strip())

    def _open_list(self, is_open: bool) -> None:
        self._list.set_visibility(is_open)
        self._search.props['aria-expanded'] = str(is_open).lower()


def client_id_of(text: str) -> UUID | None:
    """An id from an address, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _options(found: Sequence[ClientShape], typed: str) -> str:
    drawn = [_option(str(client.id), client.name, ' · '.join(filter(None, (client.phone, client.email))), number)
             for number, client in enumerate(found)]
    return ''.join([*drawn, _option(NEW, f'New client “{typed}”', '', len(found), icon='person_add')])


def _option(key: str, name: str, hint: str, number: int, icon: str = '') -> str:
    return markup.tag('div', markup.tag('b', markup.safe(name)) + markup.tag('span', markup.safe(hint), class_='hint'),
                      role='option', id=f'client-{number}', data_id=key, data_icon=icon,
                      aria_selected='true' if number == 0 else 'false', class_='client-box__option')


def _card(client: ClientShape, known: Sequence[tuple[str, str]] = ()) -> str:
    ways = ' · '.join(filter(None, (client.phone, client.email)))
    pairs = [*known, *([('Note', client.note)] if client.note else [])]
    return (markup.tag('b', markup.safe(client.name)) + markup.tag('div', markup.safe(ways), class_='small soft')
            + (markup.tag('dl', facts_markup(pairs), class_='facts client-box__facts') if pairs else ''))


