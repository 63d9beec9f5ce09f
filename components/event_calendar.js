// The calendar in the browser. Python says what is booked; this draws it and reports what people do.
// All times are the venue's wall clock, without an offset: "2025-11-24T09:30:00".
import { loadResource } from "../../static/utils/resources.js";

const SECONDS = 1000;

/** Seconds in a duration of the library (days and seconds; a drag never has months). */
const seconds = (duration) => (duration.days ?? 0) * 86400 + (duration.seconds ?? 0);

/** The venue's distance from UTC now, as the library wants it: "+01:00". */
function offsetOf(zone) {
  const name = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" })
    .formatToParts(new Date())
    .find((part) => part.type === "timeZoneName").value;
  return name.slice(3) || "+00:00";
}

/** A wall-clock Date of the library back to text, part by part: its zone is only a costume. */
function wallClock(date) {
  const two = (number) => String(number).padStart(2, "0");
  return (
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}` +
    `T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  );
}

function make(tag, className, text) {
  const el = document.createElement(tag);
  el.className = className;
  if (text !== undefined) el.textContent = text; // text only, never markup
  return el;
}

/** Who takes the time of whom: a request, and what did not come, leave theirs to others. */
const yields = (event) => event.extendedProps.look && ["pending", "no-show"].includes(event.extendedProps.look.tone);
const meet = (one, other) => one.start < other.end && other.start < one.end;
const TAKEN = 0.6; // of a column, for the booking that has the time; what only asks for it shares the rest

/** Where a card lies in its column, from and to as parts of it: only those that overlap share it.
 *  The library narrows whole chains of cards, however little they have to do with one another.
 */
function lanes(events) {
  const places = new Map();
  const columnOf = (event) => event.resourceIds[0] ?? "";
  for (const id of new Set(events.map(columnOf))) {
    const column = events.filter((event) => columnOf(event) === id);
    const solid = column.filter((event) => !yields(event));
    const light = column.filter(yields).sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
    for (const event of solid) places.set(event.id, [0, light.some((other) => meet(event, other)) ? TAKEN : 1]);
    for (let first = 0; first < light.length; ) {
      const stacks = [], members = [];
      let until = "";
      do {
        const event = light[first++];
        const free = stacks.findIndex((stack) => stack.end <= event.start);
        const at = free < 0 ? stacks.length : free;
        stacks[at] = event;
        members.push([event, at]);
        if (event.end > until) until = event.end;
      } while (first < light.length && light[first].start < until);
      const from = members.some(([event]) => solid.some((other) => meet(event, other))) ? TAKEN : 0;
      const width = (1 - from) / stacks.length;
      for (const [event, at] of members) places.set(event.id, [from + at * width, from + (at + 1) * width]);
    }
  }
  return places;
}

export default {
  template: '<div class="calendar__host"></div>',
  props: { options: Object, resourcePath: String },

  created() {
    // not data(): Vue would hand out wrapped copies, and what came in would not be what went out
    this.waiting = new Map();
    this.count = 0;
  },

  async mounted() {
    await this.$nextTick(); // window.path_prefix is set after the first tick
    const [library] = await Promise.all([
      import("daybook-event-calendar"),
      loadResource(`${window.path_prefix}${this.resourcePath}/daybook_event_calendar.css`),
    ]);
    if (!this.$el.isConnected) return;
    this.library = library;
    this.calendar = library.createCalendar(
      this.$el,
      [library.ResourceTimeGrid, library.TimeGrid, library.DayGrid, library.List, library.ResourceTimeline, library.Interaction],
      this.libraryOptions(),
    );
    this.fitter = new ResizeObserver(() => {
      this.fit();
      this.hint();
    });
    this.fitter.observe(this.$el.parentElement);
    this.fit();
    // once a minute is enough: it turns twice a year
    this.clock = setInterval(() => this.keepOffset(), 60 * SECONDS);
    this.observer = new MutationObserver(() => this.tidy());
    this.observer.observe(this.$el, { childList: true, subtree: true });
    this.$el.addEventListener("scroll", () => this.hint(), { capture: true, passive: true });
    for (const call of this.early ?? []) this[call[0]](...call[1]);
    this.early = null;
    this.tidy();
  },

  beforeUnmount() {
    clearInterval(this.clock);
    this.observer?.disconnect();
    this.fitter?.disconnect();
    window.daybook?.hoverCard.remove();
    if (this.calendar) this.library.destroyCalendar(this.calendar);
    this.calendar = null;
  },

  methods: {
    // ---- what Python calls --------------------------------------------------------------------
    show(events, ground, columns) {
      if (this.later("show", [events, ground, columns])) return;
      this.offset = offsetOf(this.options.zone);
      if (columns) this.calendar.setOption("resources", columns);
      this.known = new Map(events.map((event) => [event.id, event]));
      this.places = null;
      this.ground = ground;
      this.draw();
    },
    upsert(event) {
      if (this.later("upsert", [event])) return;
      const dressed = this.dress(event, "ec-fresh");
      this.known?.set(event.id, event);
      this.places = null;
      if (this.calendar.getEventById(event.id)) this.calendar.updateEvent(dressed);
      else this.calendar.addEvent(dressed);
    },
    remove(id) {
      if (this.later("remove", [id])) return;
      this.known?.delete(id);
      this.places = null;
      this.calendar.removeEventById(id);
    },
    goTo(date) {
      if (!this.later("goTo", [date])) this.calendar.setOption("date", date);
    },
    changeView(view) {
      if (!this.later("changeView", [view])) this.calendar.setOption("view", view);
    },
    step(by) {
      if (!this.later("step", [by])) by > 0 ? this.calendar.next() : this.calendar.prev();
    },
    settle(token, isKept) {
      const move = this.waiting.get(token);
      if (!move) return;
      this.waiting.delete(token);
      // a newer state may have come from Python meanwhile; that one wins over both answers
      if (this.known?.get(move.id) !== move.known) return;
      if (!isKept) move.revert();
      const now = this.calendar.getEventById(move.id);
      if (!now) return;
      const settled = this.plain(now);
      this.known?.set(move.id, settled);
      this.calendar.updateEvent({ ...settled, classNames: isKept ? [] : ["ec-returned"] });
    },

    // ---- drawing ------------------------------------------------------------------------------
    later(name, args) {
      if (this.calendar) return false;
      (this.early ??= []).push([name, args]);
      return true;
    },
    draw() {
      const columns = this.calendar.getOption("resources").map((resource) => resource.id);
      const ground = this.ground.map(({ kind, ...area }) => ({
        ...area,
        resourceIds: area.resourceIds.length ? area.resourceIds : columns,
        display: "background",
        classNames: [`ec-ground-${kind}`],
      }));
      this.calendar.setOption("events", [...ground, ...[...this.known.values()].map((event) => this.dress(event))]);
    },
    dress(event, ...classNames) {
      return { ...event, classNames };
    },
    plain(event) {
      const { id, title, start, end, resourceIds, editable, extendedProps } = event;
      return { id, title, start: wallClock(start), end: wallClock(end), resourceIds, editable, extendedProps };
    },
    /** Half hours as high as the window allows, so that a day is seen whole and a wall board is filled. */
    fit() {
      const hour = (text) => Number(text.slice(0, 2)) + Number(text.slice(3, 5)) / 60;
      const slots = (hour(this.options.slotMaxTime) - hour(this.options.slotMinTime)) * 2;
      const room = this.$el.parentElement.clientHeight - 50;
      const height = Math.max(22, Math.min(96, Math.floor(room / slots)));
      if (height === this.slotHeight) return;
      this.slotHeight = height;
      this.calendar.setOption("slotHeight", height);
    },
    keepOffset() {
      const offset = offsetOf(this.options.zone);
      if (offset === this.offset) return;
      this.offset = offset;
      this.calendar.setOption("timeZone", offset);
      if (this.known) this.draw(); // the library shifts what it holds; ours has not moved on the wall
    },
    libraryOptions() {
      const { options } = this;
      this.offset = offsetOf(options.zone);
      const hours = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
      return {
        view: options.view,
        date: options.date,
        timeZone: this.offset, // only so that "now" and "today" are the venue's
        height: options.height,
        firstDay: options.firstDay,
        locale: "en-GB", // the words around it are English, day before month
        resources: options.columns,
        headerToolbar: { start: "", center: "", end: "" }, // ours stands above, in the page's own hand
        allDaySlot: false,
        nowIndicator: true,
        slotMinTime: options.slotMinTime,
        slotMaxTime: options.slotMaxTime,
        slotDuration: "00:30:00",
        snapDuration: { minutes: options.step },
        slotHeight: 26,
        slotEventOverlap: false,
        slotLabelFormat: hours,
        eventTimeFormat: hours,
        dayHeaderFormat: { weekday: "short", day: "numeric" },
        scrollTime: options.slotMinTime,
        flexibleSlotTimeLimits: true,
        dayMaxEvents: true,
        columnWidth: options.columns.length ? "minmax(132px, 1fr)" : undefined,
        noEventsContent: options.noEvents,
        editable: options.movable,
        selectable: options.selectable,
        pointer: options.selectable,
        eventDragMinDistance: 6, // a slip of the hand is not a move
        selectMinDistance: 6,
        longPressDelay: 500,
        views: {
          timeGridWeek: { columnWidth: undefined },
          dayGridMonth: { dayHeaderFormat: { weekday: "short" } },
          resourceTimelineMonth: { slotDuration: { days: 1 }, columnWidth: undefined, dayHeaderFormat: { day: "numeric", weekday: "narrow" } },
        },
        resourceLabelContent: ({ resource }) => ({ domNodes: this.columnHead(resource) }),
        eventContent: ({ event, timeText, view }) => ({ domNodes: this.card(event, timeText, view) }),
        eventClassNames: ({ event }) => (event.display === "background" ? [] : [`ec-tone`]),
        eventDidMount: ({ event, el }) => this.finish(event, el),
        eventAllUpdated: () => this.finishAll(),
        eventClick: ({ event }) => {
          window.daybook?.hoverCard.remove();
          this.$emit("chosen", event.id);
        },
        eventMouseEnter: ({ event, el }) => this.hover(event, el),
        eventMouseLeave: () => window.daybook?.hoverCard.hide(),
        eventDragStart: () => this.startDrag(),
        eventDragStop: () => this.endDrag(),
        eventResizeStart: () => this.startDrag(),
        eventResizeStop: () => this.endDrag(),
        eventDrop: (info) => this.ask(info, seconds(info.delta), seconds(info.delta)),
        eventResize: (info) => this.ask(info, seconds(info.startDelta ?? {}), seconds(info.endDelta)),
        select: ({ startStr, endStr, resource }) => this.sweep(startStr, endStr, resource),
        dateClick: ({ dateStr, resource, allDay }) => {
          if (options.selectable && !allDay) this.sweep(dateStr, dateStr, resource);
        },
        datesSet: ({ start, end, view }) =>
          this.$emit("shown", { first: wallClock(start), until: wallClock(end), view: view.type }),
      };
    },
    columnHead(resource) {
      const nodes = [make("span", "ec-column-title", resource.title)];
      if (resource.extendedProps?.subtitle) nodes.push(make("span", "ec-column-subtitle", resource.extendedProps.subtitle));
      return nodes;
    },
    card(event, timeText, view) {
      if (event.display === "background") return event.title ? [make("span", "ec-ground-title", event.title)] : [];
      const { look, subtitle, marks } = event.extendedProps;
      if (!look) return [make("span", "ec-card-time", timeText)]; // what is being swept
      const icon = make("span", "ec-card-icon");
      for (const name of [...(marks ?? []), look.icon]) {
        const glyph = make("span", "ec-glyph");
        glyph.dataset.icon = name;
        icon.append(glyph);
      }
      const title = make("span", "ec-card-title", event.title);
      const time = make("time", "ec-card-time", timeText.replaceAll(/\s/g, ""));
      const nodes = view.type === "dayGridMonth" ? [icon, time, title] : [icon, title, time];
      if (subtitle && view.type !== "dayGridMonth") nodes.push(make("span", "ec-card-subtitle", subtitle));
      return nodes;
    },
    /** The attributes the library does not set: the tone of the state, and one sentence to be read aloud. */
    finish(event, el) {
      const look = event.extendedProps?.look;
      if (!look) return;
      const clock = (date) => wallClock(date).slice(11, 16);
      el.dataset.event = event.id;
      const [from, to] = (this.places ??= lanes([...(this.known?.values() ?? [])])).get(event.id) ?? [0, 1];
      el.style.setProperty("--from", from);
      el.style.setProperty("--part", to - from);
      el.dataset.tone = look.tone;
      const height = ((event.end - event.start) / 1800000) * (this.slotHeight ?? 26);
      el.dataset.size = height < 20 ? "tiny" : height < 36 ? "one" : height < 52 ? "two" : "full";
      const words = [event.title, event.extendedProps.subtitle, `${clock(event.start)} to ${clock(event.end)}`, look.word];
      if (el.getAttribute("role") === "button") el.setAttribute("aria-label", words.filter(Boolean).join(", "));
      el.onfocus = () => el.matches(":focus-visible") && this.hover(event, el, 0);
      el.onblur = () => window.daybook?.hoverCard.hide();
    },
    finishAll() {
      this.places = lanes([...(this.known?.values() ?? [])]);
      for (const el of this.$el.querySelectorAll("[data-event]")) {
        const event = this.calendar?.getEventById(el.dataset.event);
        if (event) this.finish(event, el);
      }
    },
    hover(event, el, delay) {
      const { look, facts, actions } = event.extendedProps;
      if (this.dragging || this.waiting.size || !look || !(facts?.length || actions?.length)) return;
      const time = `${wallClock(event.start).slice(11, 16)}–${wallClock(event.end).slice(11, 16)}`;
      window.daybook?.hoverCard.show(
        el,
        { title: event.title, status: look, facts: [["Time", time], ...facts], actions },
        (name) => this.$emit("acted", { id: event.id, name }),
        delay,
      );
    },

    // ---- what people do -----------------------------------------------------------------------
    ask(info, startBy, endBy) {
      const token = `move-${++this.count}`;
      const { id } = info.event;
      this.waiting.set(token, { id, revert: info.revert, known: this.known?.get(id) });
      this.calendar.updateEvent({ ...this.plain(info.event), classNames: ["ec-asking"] });
      // after updateEvent the library's revert would write to an event it no longer holds: put back by hand
      const before = this.plain(info.oldEvent);
      this.waiting.get(token).revert = () => this.calendar.updateEvent(before);
      this.$emit("moved", { id, token, start_by: startBy, end_by: endBy, column: info.newResource?.id ?? info.event.resourceIds[0] ?? "" });
    },
    sweep(starts, ends, resource) {
      const from = new Date(`${starts}Z`);
      const until = starts === ends ? new Date(from.getTime() + 1800 * SECONDS) : new Date(`${ends}Z`);
      const text = (date) => date.toISOString().slice(0, 19);
      this.$emit("swept", { starts: text(from), ends: text(until), column: resource?.id ?? "" });
      this.calendar.unselect();
    },
    startDrag() {
      this.dragging = true;
      window.daybook?.hoverCard.remove();
      this.float = make("div", "ec-float");
      document.body.append(this.float);
      this.follow = (pointer) => {
        const preview = this.$el.querySelector(".ec-preview .ec-card-time");
        this.float.textContent = preview?.textContent ?? "";
        this.float.style.translate = `${pointer.clientX + 14}px ${pointer.clientY + 14}px`;
        this.light(pointer);
      };
      window.addEventListener("pointermove", this.follow);
    },
    /** Light the head of the column under the pointer. */
    light(pointer) {
      for (const head of this.$el.querySelectorAll(".ec-header .ec-col-head")) {
        const box = head.getBoundingClientRect();
        head.classList.toggle("ec-lit", pointer.clientX >= box.left && pointer.clientX < box.right);
      }
    },
    endDrag() {
      this.dragging = false;
      window.removeEventListener("pointermove", this.follow);
      this.float?.remove();
      for (const head of this.$el.querySelectorAll(".ec-lit")) head.classList.remove("ec-lit");
    },

    /** Columns beyond an edge: a shadow there, and a button that says how many and brings them. */
    hint() {
      const main = this.$el.querySelector(".ec-resource.ec-time-grid .ec-main, .ec-resource .ec-main");
      const heads = main ? [...main.querySelectorAll(".ec-header .ec-col-head")] : [];
      const box = main?.getBoundingClientRect();
      const side = main?.querySelector(".ec-sidebar")?.offsetWidth ?? 0;
      const hidden = {
        left: heads.filter((head) => head.getBoundingClientRect().left < box.left + side - 8).length,
        right: heads.filter((head) => head.getBoundingClientRect().right > box.left + main.clientWidth + 8).length,
      };
      for (const [edge, count] of Object.entries(hidden)) this.hintAt(edge, count, main, side);
    },
    hintAt(edge, count, main, side) {
      let hint = this.$el.querySelector(`:scope > .ec-beyond[data-edge=${edge}]`);
      if (!hint) {
        if (!count) return;
        hint = make("div", "ec-beyond");
        hint.dataset.edge = edge;
        const button = make("button", "");
        button.type = "button";
        button.addEventListener("click", () => {
          const now = this.$el.querySelector(".ec-main");
          now.scrollBy({ left: (edge === "left" ? -1 : 1) * (now.clientWidth - side - 132) });
        });
        hint.append(button);
        this.$el.append(hint);
      }
      hint.hidden = !count;
      hint.style.height = `${main.offsetHeight}px`;
      if (!count || hint.dataset.count === String(count)) return;
      hint.dataset.count = count;
      const button = hint.firstChild;
      button.textContent = edge === "left" ? `‹ ${count}` : `${count} ›`;
      button.setAttribute("aria-label", `${count} more ${count === 1 ? "column" : "columns"} to the ${edge}`);
    },

    /** The library claims a table that it is not: leave roles only on what one can press, and name the whole. */
    tidy() {
      if (this.tidying) return;
      this.tidying = requestAnimationFrame(() => {
        this.tidying = 0;
        const root = this.$el.querySelector(".ec");
        if (!root) return;
        for (const el of root.querySelectorAll("[role]:not(.ec-event, h4), [aria-colspan], [aria-colindex], [aria-rowindex]")) {
          if (el.tagName === "BUTTON") continue;
          for (const name of ["role", "aria-colspan", "aria-colindex", "aria-rowindex", "aria-label"]) el.removeAttribute(name);
        }
        for (const el of root.querySelectorAll("h4.ec-day-head")) el.setAttribute("role", "presentation");
        for (const el of root.querySelectorAll(".ec-col-head [aria-label], .ec-day-head time[aria-label]")) el.removeAttribute("aria-label");
        root.setAttribute("role", "group");
        root.setAttribute("aria-label", this.options.label);
        const main = root.querySelector(".ec-main");
        if (main && !main.hasAttribute("tabindex")) main.setAttribute("tabindex", "0"); // can be scrolled by keyboard
        if (main) {
          main.setAttribute("role", "region");
          main.setAttribute("aria-label", `${this.options.label}, scrollable`);
        }
        this.hint();
      });
    },
  },
};
