"""The link a page was opened by: out of the address into a cookie, and named by the form that the page shows."""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pages import _forms
from pages._site import site

ANOTHER = ('You have opened another link in this browser since, and this page is for that one. For the one before, '
           'open it again from its mail.')


def see(path: str) -> Response:
    """Go and look there."""
    return RedirectResponse(path, status_code=303)


def opened(path: str, token: str, *, seconds: int) -> Response:
    """The secret leaves the address at once, and goes with the form as a cookie."""
    answer = see(path)
    site().cookies.keep(answer, site().cookies.link, token, seconds=seconds)
    return answer


def kept(request: Request) -> str:
    """The link opened last in this browser; '' for none."""
    token: str = request.cookies.get(site().cookies.link, '')
    return token


def name(request: Request) -> str:
    """What a form says of the link it is for: nobody reads the link from it."""
    return site().cookies.form_token(f'link:{kept(request)}')


def problem(request: Request, form: dict[str, str]) -> str:
    """Why nothing is done for this form, '' where something may be: it is ours, and for the link that is here now."""
    if not _forms.is_ours(request, form):
        return _forms.EXPIRED
    return '' if hmac.compare_digest(name(request).encode(), form.get('link', '').encode()) else ANOTHER
