// What the calendar component imports, and nothing else.
export {
  createCalendar,
  destroyCalendar,
  DayGrid,
  Interaction,
  List,
  ResourceTimeGrid,
  ResourceTimeline,
  TimeGrid,
} from "@event-calendar/core";
