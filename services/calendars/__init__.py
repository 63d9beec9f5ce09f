"""Calendars: the bookable time of one provider or one shared place; skills, weekly hours, exceptions."""

from services.calendars.changing import change, create, give_skills, position, retire
from services.calendars.errors import CalendarNameTaken, CalendarNotFound, ExceptionNotFound
from services.calendars.hours import exceptions_of, hours_of
from services.calendars.keeping_hours import add_exception, close_location, remove_exception, set_hours
from services.calendars.loading import FetchedRules, rules_fetched, rules_of
from services.calendars.queries import bookable, by_id, ids_within, listed, named, within
from services.calendars.rules import told
from services.calendars.shapes import (
    CalendarRules,
    CalendarShape,
    ExceptionKind,
    ExceptionShape,
    HoursException,
    WeeklyHours,
)

__all__ = ['CalendarNameTaken', 'CalendarNotFound', 'CalendarRules', 'CalendarShape', 'ExceptionKind',
           'ExceptionNotFound', 'ExceptionShape', 'FetchedRules', 'HoursException', 'WeeklyHours', 'add_exception',
           'bookable', 'by_id', 'change', 'close_location', 'create', 'exceptions_of', 'give_skills', 'hours_of',
           'ids_within', 'listed', 'named', 'position', 'remove_exception', 'retire', 'rules_fetched', 'rules_of',
           'set_hours', 'told', 'within']
