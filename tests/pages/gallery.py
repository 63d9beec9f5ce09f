"""Every component with believable data, to look at: `.venv/bin/python -m tests.pages.gallery --port 8123`.

Loopback only. `--csp` serves with the product's content policy, to see that nothing here needs more than it allows.
"""

import argparse
import secrets

from nicegui import app as ng
from nicegui import ui

from components import design
from tests.pages import gallery_screens as screens


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument('--port', type=int, default=8123)
    options.add_argument('--csp', action='store_true')
    chosen = options.parse_args()
    design.install()
    if chosen.csp:
        ng.add_middleware(Policy)
    ui.page('/')(shell)
    ui.page('/{_:path}')(shell)
    ui.run(
        host='127.0.0.1',
        port=chosen.port,
        show=False,
        reload=False,
        title='Daybook gallery',
        dark=None,
        tailwind=False,
        language='en-GB',
        show_welcome_message=False,
        reconnect_timeout=30,
    )


def shell() -> None:
    with screens.frame():
        ui.sub_pages(
            {
                '/': screens.parts,
                '/board': screens.board,
                '/week': screens.week,
                '/clients': screens.clients,
                '/skill': screens.skill_form,
                '/month': screens.month,
                '/agenda': screens.agenda,
                '/rooms': screens.rooms,
            }
        )


class Policy:
    """The product's content policy, as its own middleware applies it: a nonce on every script."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope['type'] != 'http':
            await self.app(scope, receive, send)
            return
        scope['headers'] = [(name, value) for name, value in scope['headers'] if name != b'accept-encoding']
        await self.app(scope, receive, Relay(send))


class Relay:
    """Passes everything on, but holds a page back until it is whole and its scripts are marked."""

    def __init__(self, send):
        self.send, self.started, self.body = send, None, b''
        self.nonce = secrets.token_urlsafe(16)

    async def __call__(self, message):
        is_page = b'text/html' in dict(message.get('headers', ())).get(b'content-type', b'')
        if message['type'] == 'http.response.start' and is_page:
            self.started = message
        elif self.started is None:
            await self.send(message)
        else:
            self.body += message.get('body', b'')
            if not message.get('more_body'):
                await self.finish()

    async def finish(self):
        body = self.body.replace(b'<script', f'<script nonce="{self.nonce}"'.encode())
        policy = (
            f"script-src 'self' 'nonce-{self.nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; "
            "base-uri 'self'; object-src 'none'"
        )
        headers = [(name, value) for name, value in self.started['headers'] if name != b'content-length']
        headers += [(b'content-length', str(len(body)).encode()), (b'content-security-policy', policy.encode())]
        await self.send(self.started | {'headers': headers})
        await self.send({'type': 'http.response.body', 'body': body})


if __name__ == '__main__':
    main()
