"""The product with one more door, through which tests book: `python -m tests.outages.booking_door`.

`POST /bookings` answers when the booking is made. With `?hasty` it answers at once and books as the handler of a
screen does, in a task of its own; what came of it, nobody is told.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from nicegui import background_tasks

import main
from app.context import Context
from app.errors import Refusal
from app.intervals import Interval
from app.settings import Settings
from services import appointments
from services.clients import ClientRef
from tests.given import NOW, at

HOUR = timedelta(hours=1)
WHOLE = main.assemble


def wanted(number: int) -> Interval:
    """One hour after another."""
    return Interval.lasting(at('2027-03-02 00:00-01:00').starts_at + number * HOUR, HOUR)


async def book(request: Request) -> JSONResponse:
    asked = await request.json()
    if 'hasty' in request.query_params:
        background_tasks.create(booked(asked))
        return JSONResponse({}, 202)
    try:
        return JSONResponse({'id': str((await booked(asked)).id)})
    except Refusal as refusal:
        return JSONResponse({'code': refusal.code}, 409)


async def booked(asked: dict[str, Any]) -> appointments.AppointmentShape:
    return await appointments.book(
        Context.system(UUID(asked['tenant']), NOW), calendar_id=UUID(asked['calendar']),
        during=wanted(asked['number']), offering_id=UUID(asked['offering']), client=ClientRef(id=UUID(asked['client'])),
        key=f"{asked['calendar']}-{asked['number']}")


def assemble(config: Settings, database_url: str) -> FastAPI:
    application = WHOLE(config, database_url)
    application.add_api_route('/bookings', book, methods=['POST'])
    application.router.routes.insert(0, application.router.routes.pop())  # before the screens, which answer everything
    return application


if __name__ == '__main__':
    main.assemble = assemble
    main.run()
