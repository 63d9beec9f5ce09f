"""Single sign-on of the business: whom it trusts to say who somebody is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from nicegui import ui

from components import fields, page_parts
from components.form import Form
from services.access.shapes import IssuerShape

TITLE: Final = 'Single sign-on'
ABOUT: Final = 'People sign in with an account they have elsewhere, once they have linked it under "Security".'
SERVER: Final = 'What your provider told you'
THERE: Final = 'What your provider asks for'
THERE_ABOUT: Final = 'Register Daybook there as a confidential client with the authorization code flow.'
NONE: Final = 'Not set up. Everybody signs in with a password.'
NO_ANSWER: Final = 'Saved; but it does not answer as it should. Please check the address.'
TAKE_AWAY: Final = 'Take away'
LABEL_HINT: Final = 'As people know it: the button says "Sign in with …".'
ISSUER_HINT: Final = 'Where it keeps /.well-known/openid-configuration, without that part.'
SECRET_HINT: Final = 'We keep it sealed and never show it.'  # noqa: S105 - a hint
KEPT_HINT: Final = 'We keep one, sealed. Leave this empty unless there is a new one.'


class IssuerForm(Form):
    """`on_save` is awaited with label, issuer, known_as and secret. `back` is the address of ours that a provider wants
    to know, `sign_in_path` where people find the button.
    """

    def __init__(self, *, back: str, sign_in_path: str, on_save: Callable[..., Awaitable[Any]]) -> None:
        super().__init__(lambda values: on_save(**values))
        with self:
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

    def show(self, trusted: IssuerShape | None) -> None:
        """Fill in how it is, unless somebody is changing it here."""
        self._none.set_visibility(trusted is None)
        if self.is_dirty:
            return
        for name in ('label', 'issuer', 'known_as'):
            self._fields[name].value = getattr(trusted, name) if trusted else ''
        self._secret.value = ''
        self._secret.props['hint'] = KEPT_HINT if trusted else SECRET_HINT
        self.clear_errors()
        self.saved()
