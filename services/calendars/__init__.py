"""Calendars: the bookable time of one provider or one shared place; skills, weekly hours, exceptions."""

from services.calendars.changing import change, create, give_skills, position, retire
from services.calendars.errors import CalendarNameTaken, CalendarNotFound, ExceptionNotFound, SkillsChangedMeanwhile
from services.calendars.hours import exceptions_of, hours_of
from services.calendars.keeping_hours import add_exception, close_location, remove_exception, set_hours
from services.calendars.loading import FetchedRules, rules_fetched, rules_of
from services.calendars.queries import bookable, by_id, ids_within, listed, named, names, within
from services.calendars.rules import told
from services.calendars.shapes import (
    CalendarPlan,
    CalendarRules,
    CalendarShape,
    ExceptionKind,
    ExceptionShape,
    GroupSkills,
    HoursException,
    SkillChange,
    WeeklyHours,
)
from services.calendars.skilling import give_group_skills, group_skills, take_back_skills

__all__ = ['CalendarNameTaken', 'CalendarNotFound', 'CalendarPlan', 'CalendarRules', 'CalendarShape', 'ExceptionKind',
           'ExceptionNotFound', 'ExceptionShape', 'FetchedRules', 'GroupSkills', 'HoursException', 'SkillChange',
           'SkillsChangedMeanwhile', 'WeeklyHours', 'add_exception', 'bookable', 'by_id', 'change', 'close_location',
           'create', 'exceptions_of', 'give_group_skills', 'give_skills', 'group_skills', 'hours_of', 'ids_within',
           'listed', 'named', 'names', 'position', 'remove_exception', 'retire', 'rules_fetched', 'rules_of',
           'set_hours', 'take_back_skills', 'told', 'within']
