"""A table of one page of rows. Sorting and paging are asked of the server; cells are drawn in the browser.

A row is a plain dict with a `key`. What a cell shows depends on its column's kind:
text, number, amount, time -> words · status -> a status value · link -> words, with `<name>_path` beside it ·
skills -> [[name, level], ...] under `<name>` · bar -> words, with `<name>_part` (0..100) · actions -> buttons.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from nicegui import ui
from nicegui.events import GenericEventArguments

from components import badges, markup, words

Kind = Literal['text', 'number', 'amount', 'time', 'status', 'link', 'skills', 'bar', 'wraps']
PAGE_SIZES = (25, 50, 100)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `second` names a field shown fainter behind the value; phones leave out both it and `is_extra` ones.

    On a phone a row is two lines: the first column and the state, then the others. What is '' is shown as a dash.
    """

    name: str
    label: str
    kind: Kind = 'text'
    is_sortable: bool = False
    is_extra: bool = False
    second: str = ''


@dataclass(frozen=True, slots=True)
class Action:
    """A press offered in every row, or, where `only_if` names a field of the row, in those where it says yes.

    `is_worded` shows the label beside the icon.
    """

    name: str
    label: str
    icon: str
    only_if: str = ''
    is_worded: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows the table wants: a page counted from 1, its size, and the order."""

    page: int = 1
    size: int = PAGE_SIZES[0]
    sort: str = ''
    is_descending: bool = False


CELLS: dict[Kind, str] = {
    'status': (
        '<span class="status" :data-tone="props.value.tone" :data-icon="props.value.icon">{{ props.value.word }}</span>'
    ),
    'link': '<a :href="props.row[props.col.name + \'_path\']">{{ props.value }}</a>',
    'skills': (
        '<span class="cells"><span v-for="s in props.value" class="skill" role="img" :data-level="s.level" '
        ':aria-label="s.said">{{ s.name }}</span></span>'
    ),
    'bar': (
        '{{ props.value }}<span class="bar" aria-hidden="true" '
        ":style=\"{ '--part': props.row[props.col.name + '_part'] }\"></span>"
    ),
}
# the framework's own head is no button; its classes alone say which way the column goes
SORTS = (
    '<q-th :props="props" :aria-sort="!/ sorted/.test(props.col.__thClass) ? \'none\' '
    ': /sort-desc/.test(props.col.__thClass) ? \'descending\' : \'ascending\'">'
    '<button type="button" class="sorts" :data-held="`<!-- table -->-${props.col.name}`">{{ props.col.label }}</button>'
    '</q-th>'
)
ACTIONS = (
    '<q-td :props="props" auto-width><span class="cells">'
    '<q-btn v-for="a in props.col.actions.filter((a) => !a.only_if || props.row[a.only_if])" :key="a.name" '
    ':class="[\'button--plain button--small\', { \'button--icon\': !a.is_worded }]" flat dense no-caps '
    ':icon="a.icon" :label="a.is_worded ? a.label : undefined" :title="a.is_worded ? undefined : a.label" '
    ':aria-label="a.label + \': \' + props.row[props.col.of]" '
    ':data-held="`<!-- table -->-${props.key}-${a.name}`" '
    '@click.stop="$parent.$emit(\'act\', { name: a.name, key: props.key })" />'
    '</span></q-td>'
)
EMPTY = '<div class="empty" data-icon="inbox"><p>{{ props.message }}</p><!-- way on --></div>'
WAY_ON = (
    '<q-btn class="button--quiet" flat no-caps data-way-on label="<!-- label -->" @click="$parent.$emit(\'onward\')" />'
)


class DataTable:
    """Rows in columns.

    `on_want(Wanted)` is awaited whenever another page or order is wanted, and answers by calling `show`; without it
    the table sorts what it has. `on_open(key)` is a press on a row, `on_act(action, key)` on one of its buttons.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        label: str,
        actions: Sequence[Action] = (),
        on_want: Callable[[Wanted], Any] | None = None,
        on_open: Callable[[str], Any] | None = None,
        on_act: Callable[[str, str], Any] | None = None,
        empty: str = words.NO_ROWS,
        way_on: tuple[str, Callable[[], Any]] | None = None,
        sort: str = '',
        is_descending: bool = False,
        size: int = PAGE_SIZES[0],
        page: int = 1,
    ) -> None:
        self._columns = tuple(columns)
        self._on_want = on_want
        self._total = 0
        self.wanted = Wanted(page, size, sort, is_descending)
        drawn = [self._drawn(column, is_first=column is columns[0]) for column in columns]
        if actions:
            drawn.append(
                {
                    'name': '_actions',
                    'label': 'Actions',
                    'field': 'key',
                    'align': 'right',
                    'of': columns[0].name,
                    'actions': [asdict(action) for action in actions],
                    'headerClasses': 'hidden-head',
                }
            )
        self._table = ui.table(columns=drawn, rows=[], row_key='key', pagination=self._pagination(0)).mark('table')
        self._table.props.update(
            {
                'aria-label': label,
                'no-data-label': empty,
                'rows-per-page-options': list(PAGE_SIZES),
                'binary-state-sort': True,
                'hide-no-data': True,  # nobody knows yet whether there is none
            }
        )
        self._add_cells(bool(actions))
        self._say_what_next(way_on)
        if on_want is not None:
            self._table.on('request', self._request, [['pagination']])
            self._table.on_pagination_change(self._echoed)
        if on_open is not None:
            self._table.on('rowClick', lambda event: on_open(event.args[1]['key']), [[], ['key'], None])
            self._table.classes('opens')
        if on_act is not None:
            self._table.on('act', lambda event: on_act(event.args['name'], event.args['key']))

    def show(self, rows: Sequence[dict[str, Any]], total: int | None = None) -> None:
        """Draw these rows; `total` is how many there are on all pages. Rows that come after one has left are nobody's.
        """
        if self._table.is_deleted:
            return
        self._table.rows = [self._row(row) for row in rows]
        self._table.props.set_bool('hide-no-data', False)
        self._total = len(rows) if total is None else total
        self._table.props['pagination'] = self._pagination(self._total)
        self._table.props.set_bool(
            'hide-bottom', self.wanted.page == 1 and 0 < self._total <= PAGE_SIZES[0])  # there is no other page
        self.busy(False)

    def busy(self, is_busy: bool = True) -> None:
        """Show that rows are on their way; the old ones stay until then, so nothing jumps."""
        if not self._table.is_deleted:
            self._table.props.set_bool('loading', is_busy)

    def _say_what_next(self, way_on: tuple[str, Callable[[], Any]] | None) -> None:
        """Where there are no rows: a calm word, and a way on from there."""
        button = ''
        if way_on is not None:
            label, press = way_on
            button = WAY_ON.replace('<!-- label -->', markup.safe(label))
            self._table.on('onward', press, [])
        self._table.add_slot('no-data', EMPTY.replace('<!-- way on -->', button))

    def _add_cells(self, has_actions: bool) -> None:
        for column in self._columns:
            if column.is_sortable:
                self._table.add_slot(f'header-cell-{column.name}', self._held(SORTS))
            template = CELLS.get(column.kind) or ('{{ props.value }}' if column.second else '')
            if not template:
                continue
            second = f'<span class="second">{{{{ props.row.{column.second} }}}}</span>' if column.second else ''
            self._table.add_slot(f'body-cell-{column.name}', f'<q-td :props="props">{template}{second}</q-td>')
        if has_actions:
            self._table.add_slot('body-cell-_actions', self._held(ACTIONS))

    def _held(self, template: str) -> str:
        """What is pressed in it keeps the focus while the table is drawn anew."""
        return template.replace('<!-- table -->', self._table.html_id)

    def _drawn(self, column: Column, *, is_first: bool) -> dict[str, Any]:
        is_rest = not is_first and column.kind != 'status'
        extra = ' '.join([f'cell--{column.kind}', f'cell--{column.name}', *['cell--rest'] * is_rest,
                          *['not-on-phone'] * column.is_extra])
        return {
            'name': column.name,
            'label': column.label,
            'field': column.name,
            'sortable': column.is_sortable,
            'align': 'right' if column.kind in ('number', 'amount', 'bar') else 'left',
            'headerClasses': extra,
            'classes': f'{extra} wraps' if column.kind == 'wraps' else extra,
        }

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        drawn = dict(row)
        for column in self._columns:
            value = row.get(column.name)
            if column.kind == 'status':
                drawn[column.name] = words.look_of(value)._asdict()
            elif column.kind == 'skills':
                drawn[column.name] = [_skill(name, level) for name, level in value or ()]
        return drawn

    def _pagination(self, total: int) -> dict[str, Any]:
        wanted = self.wanted
        known: dict[str, Any] = {
            'page': wanted.page,
            'rowsPerPage': wanted.size,
            'sortBy': wanted.sort or None,
            'descending': wanted.is_descending,
        }
        return known | ({'rowsNumber': total} if self._on_want else {})

    def _echoed(self) -> None:
        """A browser repeats what it was first drawn with, perhaps after it was told better."""
        self._table.props['pagination'] = self._pagination(self._total)

    async def _request(self, event: GenericEventArguments) -> None:
        asked = event.args['pagination']
        size = asked.get('rowsPerPage')
        # whatever a browser sends: only sizes and columns we offered
        sortable = {column.name for column in self._columns if column.is_sortable}
        sort = asked.get('sortBy')
        self.wanted = Wanted(
            max(1, int(asked.get('page') or 1)),
            size if size in PAGE_SIZES else PAGE_SIZES[0],
            sort if sort in sortable else '',
            bool(asked.get('descending')),
        )
        self.busy()
        try:
            outcome = self._on_want(self.wanted) if self._on_want else None
            if inspect.isawaitable(outcome):
                await outcome
        finally:
            self.busy(False)


def _skill(name: str, level: object) -> dict[str, Any]:
    step = words.level_of(level)
    return {'name': name, 'level': step, 'said': badges.said(name, step)}
