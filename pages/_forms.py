"""Forms of the old kind: small, from a page of ours, in the browser it was given to."""

from __future__ import annotations

import hmac
import json
from urllib.parse import parse_qs, unquote

from starlette.requests import Request

from app import clock
from pages import paths
from pages._cookies import browser_of
from pages._site import site

LARGEST = 16_384  # bytes
LONGEST = 254  # characters of one field that are shown again
EXPIRED = 'This form had expired. Please try again.'


async def typed(request: Request) -> dict[str, str]:
    """The fields of a small form; a larger one is no form of ours."""
    body = b''
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return {}
    try:
        parsed = parse_qs(body.decode('utf-8', 'replace'), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[0] for name, values in parsed.items()}


def is_ours(request: Request, form: dict[str, str]) -> bool:
    """Whether it was given to this very browser. That a page of ours sent it, the gate has seen to."""
    browser = request.cookies.get(site().cookies.browser, '')
    return site().cookies.is_form_token(browser, form.get('csrf', ''))


def token(request: Request) -> str:
    """What makes a form on this page ours."""
    return site().cookies.form_token(browser_of(request, site().cookies))


def keep(request: Request, path: str, **words: str) -> None:
    """What was typed, for the page that this browser is sent to; nothing secret."""
    browser, shortened = browser_of(request, site().cookies), {name: said[:LONGEST] for name, said in words.items()}
    if browser:
        site().typed.keep(browser, unquote(path), shortened, now=clock.now())


def kept(request: Request) -> dict[str, str]:
    """What `keep` was given for this page, once."""
    return site().typed.taken(browser_of(request, site().cookies), request.scope['path'], now=clock.now())


def back(request: Request, path: str, problem: str, **query: str) -> str:
    """The page of the form again, which says what was wrong. Sealed, so that no link can put words into our mouth."""
    return paths.with_query(path, problem=problem, seal=_seal(request, problem), **query)


def problem(request: Request) -> str:
    """What `back` said, if it was `back` that said it."""
    said, seal = (request.query_params.get(name, '') for name in ('problem', 'seal'))
    return said if hmac.compare_digest(_seal(request, said).encode(), seal.encode()) else ''


def back_at_fields(request: Request, path: str, wrong: dict[str, str], **query: str) -> str:
    """The same where several fields are wrong, each with its own words; what is wrong with none is under ''."""
    return back(request, path, json.dumps(wrong), **query)


def wrong(request: Request) -> dict[str, str]:
    """What `back_at_fields` said, if it was `back_at_fields` that said it."""
    said = problem(request)
    return dict(json.loads(said)) if said else {}


def _seal(request: Request, said: str) -> str:
    return site().cookies.form_token(f'{browser_of(request, site().cookies)}:{said}')
