"""Finding time: who can do it, and when. One engine for search, single calendars, checks and explanations."""

from services.availability.asking import want
from services.availability.finding import (
    calendars_with_skills,
    explain,
    find_available_slots,
    free_slots,
    is_free,
    obstacle,
    search,
    search_by_provider,
)
from services.availability.hearing import doubt, hear, roll
from services.availability.judging import against, alternatives, open_intervals
from services.availability.shapes import (
    Alternative,
    ByProvider,
    CalendarCard,
    Found,
    Match,
    NearMiss,
    ProviderFree,
    Reason,
    Search,
    Slot,
    Sort,
    StartCount,
    TimeOfDay,
    TimeOff,
    Wanted,
    WhyNot,
)
from services.availability.showing import open_hours, time_off

__all__ = ['Alternative', 'ByProvider', 'CalendarCard', 'Found', 'Match', 'NearMiss', 'ProviderFree', 'Reason',
           'Search', 'Slot', 'Sort', 'StartCount', 'TimeOfDay', 'TimeOff', 'Wanted', 'WhyNot', 'against',
           'alternatives', 'calendars_with_skills', 'doubt', 'explain', 'find_available_slots', 'free_slots', 'hear',
           'is_free', 'obstacle', 'open_hours', 'open_intervals', 'roll', 'search', 'search_by_provider', 'time_off',
           'want']
