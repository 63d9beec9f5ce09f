"""For machines that come by unasked: nothing here is for a search engine, and there is no page behind an icon."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

router = APIRouter(include_in_schema=False)


@router.get('/robots.txt')
async def robots() -> Response:
    """Everything is behind a sign-in."""
    return PlainTextResponse('User-agent: *\nDisallow: /\n', headers={'Cache-Control': 'public, max-age=86400'})


@router.get('/favicon.ico')
async def icon() -> Response:
    """Pages name their icon; who asks for it by habit must not wake a whole page."""
    return Response(status_code=204, headers={'Cache-Control': 'public, max-age=86400'})
