"""Liveness, readiness, metrics. Answers say names, never errors."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app import health

router = APIRouter(include_in_schema=False)
PROXIED = ('forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via')


@router.get('/healthz/live')
async def live() -> JSONResponse:
    """The process answers."""
    return JSONResponse({'status': 'live'})


@router.get('/healthz/ready')
async def ready() -> JSONResponse:
    """200 when bookings can be taken, 503 when not; Redis away is `degraded`, not down."""
    report = await health.check()
    return JSONResponse({'status': report.status, 'parts': report.parts}, status_code=200 if report.is_ready else 503)


@router.get('/metrics')
async def metrics(request: Request) -> Response:
    """Prometheus metrics, to this machine only; what a proxy passes on comes from elsewhere."""
    came_through = any(name in request.headers for name in PROXIED)
    if came_through or request.client is None or request.client.host not in ('127.0.0.1', '::1'):
        return JSONResponse({'detail': 'Not Found'}, status_code=404)
    return Response(generate_latest(), headers={'Content-Type': CONTENT_TYPE_LATEST})
