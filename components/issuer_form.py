"""Single sign-on of the business: whom it trusts to say who somebody is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from nicegui import ui

from app.localtime import wall_clock
from components import badges, buttons, fields, layout, page_parts, when
from components.form import Form
from services.access.shapes import IssuerShape

TITLE: Final = 'Single sign-on'
ABOUT: Final = 'People sign in with an account they have elsewhere, once they have linked it under "Security".'
SERVER: Final = 'What your provider told you'
THERE: Final = 'What your provider asks for'
THERE_ABOUT: Final = 'Register Daybook there as a confidential client with the authorization code flow.'
NONE: Final = 'Not set up. Everybody signs in with a password.'
NO_ANSWER: Final = 'It does not answer as it should: please check the issuer.'
OFFER: Final = 'On the sign-in page'
OFFERED: Final = 'It answered {} when it was tried.'
UNTRIED: Final = 'It has not answered as it should yet. Try it once it is ready; then everybody can sign in with it.'
TAKE_AWAY: Final = 'Take away'
LABEL_HINT: Final = 'As people know it: the button says "Sign in with …".'
ISSUER_HINT: Final = 'Where it keeps /.well-known/openid-configuration, without that part.'
SECRET_HINT: Final = 'We keep it sealed and never show it.'  # noqa: S105 - a hint
KEPT_HINT: Final = 'We keep one, sealed. Leave this empty unless there is a new one.'


class IssuerForm(Form):
    """`on_save` is awaited with label, issuer, known_as and secret. `back` is the address of ours that a provider wants
    to know, `sign_in_path` where people find the button. `on_try` is awaited when it is to be tried once more.
    """

    def __init__(self, *, back: str, sign_in_path: str, zone: str, on_save: Callable[..., Awaitable[Any]],
                 on_try: Callable[[], Awaitable[Any]]) -> None:
        super().__init__(lambda values: on_save(**values))
        self._zone = zone
        with self:
            with page_parts.section(OFFER) as self._offer:
                self._on_try = layout.kept_in(self._offer, on_try)
                self._state = ui.element('div').classes('factors').mark('offer')
            with page_parts.section(THERE, THERE_ABOUT), ui.element('div').classes('form'):
                page_parts.facts({'Redirect address': back, 'Scope': 'openid', 'Proof': 'PKCE with S256'})
                with ui.element('div').classes('hint'):
                    ui.link(f'Where people find the button: {sign_in_path}', sign_in_path,
                            new_tab=True).mark('sign-in-path')
            with page_parts.section(SERVER), ui.element('div').classes('form'):
                self._none = ui.label(NONE).classes('dense soft').mark('none')
                self.add('label', fields.text('Name', is_required=True, hint=LABEL_HINT, autocomplete='off',
                                              marker='label'))
                self.add('issuer', fields.text('Issuer', is_required=True, hint=ISSUER_HINT, autocomplete='off',
                                               placeholder='https://login.example.org', marker='issuer'))
                self.add('known_as', fields.text('Client ID', is_required=True, autocomplete='off', marker='known-as'))
                self._secret = self.add('secret', fields.text('Client secret', kind='password', hint=SECRET_HINT,
                                                              autocomplete='new-password', marker='secret'))
            self.actions()

    def show(self, trusted: IssuerShape | None, *, now: datetime) -> None:
        """Fill in how it is, unless somebody is changing it here."""
        self._none.set_visibility(trusted is None)
        self._show_offer(trusted, now)
        if self.is_dirty:
            return
        for name in ('label', 'issuer', 'known_as'):
            self._fields[name].value = getattr(trusted, name) if trusted else ''
        self._secret.value = ''
        self._secret.props['hint'] = KEPT_HINT if trusted else SECRET_HINT
        self.clear_errors()
        self.saved()

    def _show_offer(self, trusted: IssuerShape | None, now: datetime) -> None:
        """Whether people are offered it where they sign in, and why not."""
        self._offer.set_visibility(trusted is not None)
        self._state.clear()
        if trusted is None:
            return
        with self._state, ui.element('div').classes('factors__line'):
            badges.status('offered' if trusted.proved_at else 'untried')
            said = UNTRIED
            if trusted.proved_at:
                today = wall_clock(now, self._zone).date()
                said = OFFERED.format(when.inside(when.moment(trusted.proved_at, self._zone, today=today)))
            ui.label(said).classes('factors__words')
            buttons.quiet('Try it', self._on_try, marker='try')
