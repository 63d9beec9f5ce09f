// Free times, drawn in the browser from plain data: rows of starts by provider, or a week of starts with head counts.
// Arrow keys move between starts without the server. One start is in the tab order; a refresh leaves focus and scroll.
export default {
  template: `
    <div class="free-times" :class="{ 'free-times--waits': isWaiting }" @keydown="pressed" @focusin="keep">
      <div v-if="days.length" class="day-strip" role="group" :aria-label="daysLabel">
        <button v-for="day in days" :key="day.on" type="button" class="day-strip__day" :aria-pressed="String(day.isShown)"
          :data-share="day.share" :aria-label="day.said" @click="$emit('day', day.on)">
          <span>{{ day.name }}</span><b>{{ day.number }}</b><i aria-hidden="true" :style="{ '--share': day.share }"></i>
        </button>
      </div>
      <ul v-if="rows.length" class="providers" :aria-label="rowsLabel">
        <li v-for="{ row, starts, hidden, isOpen } in drawn" :key="row.id" class="provider">
          <div class="provider__who">
            <h2>{{ row.name }}</h2>
            <p class="provider__where">{{ row.where }}<span v-if="row.zone" class="provider__zone" data-icon="public">{{ row.zone }}</span></p>
            <p v-if="row.skills.length" class="provider__skills">
              <span v-for="s in row.skills" :key="s.name" class="skill" role="img" :data-level="s.level" :aria-label="s.said" :title="s.said">{{ s.name }}</span>
              <span v-if="row.more" class="small faint">{{ row.more }}</span>
            </p>
          </div>
          <div class="provider__starts" role="group" :aria-label="row.startsLabel" data-line>
            <button v-for="s in starts" :key="s.at" type="button" class="slot" data-slot :data-key="row.id + '|' + s.at"
              :tabindex="tab(row.id + '|' + s.at)" :aria-label="s.said" :title="s.title" @click="$emit('book', { calendar: row.id, at: s.at })">{{ s.time }}</button>
            <button v-if="hidden || isOpen" type="button" class="slot slot--words" data-slot :data-key="row.id + '|more'" :tabindex="tab(row.id + '|more')"
              :aria-expanded="String(isOpen)" :aria-label="row.moreLabel" @click="unfold(row)">{{ isOpen ? 'Fewer' : '+' + hidden + ' more' }}</button>
            <span v-if="!row.starts.length" class="faint small">{{ row.none }}</span>
            <template v-if="row.why">
              <button v-if="!whys[row.id]" type="button" class="slot slot--words" data-slot :data-key="row.id + '|why'" :tabindex="tab(row.id + '|why')"
                :aria-label="row.whyLabel" @click="$emit('why', row.id)">{{ row.why }}</button>
              <span class="provider__why" aria-live="polite">{{ whys[row.id] }}</span>
            </template>
          </div>
        </li>
      </ul>
      <div v-if="week" class="pooled">
        <div class="pooled__scroll">
          <table class="pooled__grid" :aria-label="week.label">
            <thead><tr><th scope="col"><span class="hidden-text">Start</span></th>
              <th v-for="day in week.days" :key="day.on" scope="col" :class="{ 'is-today': day.isToday }"><span>{{ day.name }}</span> <b>{{ day.number }}</b></th></tr></thead>
            <tbody><tr v-for="line in week.lines" :key="line.time" :class="{ 'is-hour': line.isHour }" data-line>
              <th scope="row"><time>{{ line.time }}</time></th>
              <td v-for="(cell, number) in line.cells" :key="number">
                <button v-if="cell" type="button" class="head-count" data-slot :data-key="cell.at" :data-column="number" :data-shade="cell.shade"
                  :tabindex="tab(cell.at)" :aria-label="cell.said" :aria-pressed="String(cell.at === week.chosen)" @click="choose(cell.at)">{{ cell.count }}</button>
              </td></tr></tbody>
          </table>
        </div>
        <div v-if="week.chosen" ref="who" class="pooled__who" role="region" :aria-label="week.whoLabel" @keydown.esc.stop="back">
          <h2>{{ week.whoLabel }}</h2>
          <ul><li v-for="(one, number) in week.who" :key="one.id">
            <button type="button" class="who-free" :aria-label="one.said" @click="$emit('book', { calendar: one.id, at: week.chosen })">
              <b>{{ one.name }}</b><span>{{ one.where }}</span><span v-if="one.skills" class="faint">{{ one.skills }}</span></button></li></ul>
          <p v-if="!week.who.length" class="faint small">Nobody any more</p>
        </div>
        <p v-else class="pooled__who pooled__who--hint small faint">{{ week.hint }}</p>
      </div>
    </div>`,
  props: {
    days: { default: () => [] }, daysLabel: String, rows: { default: () => [] }, rowsLabel: String, whys: { default: () => ({}) },
    week: Object, isWaiting: Boolean,
  },
  data: () => ({ active: "", held: false, goesToWho: false, perLine: 8, unfolded: {} }),
  computed: {
    /** Two lines of starts each, unless one was unfolded: "+12 more" takes the room of two. */
    drawn() {
      return this.rows.map((row) => {
        const isLong = row.starts.length > 2 * this.perLine;
        const isOpen = isLong && !!this.unfolded[row.id];
        const starts = isLong && !isOpen ? row.starts.slice(0, Math.max(2 * this.perLine - 2, 1)) : row.starts;
        return { row, starts, isOpen, hidden: row.starts.length - starts.length };
      });
    },
    keys() {
      if (this.week) return this.week.lines.flatMap((line) => line.cells.filter(Boolean).map((cell) => cell.at));
      return this.drawn.flatMap(({ row, starts, hidden, isOpen }) => [
        ...starts.map((start) => `${row.id}|${start.at}`),
        ...(hidden || isOpen ? [`${row.id}|more`] : []),
        ...(row.why && !this.whys[row.id] ? [`${row.id}|why`] : []),
      ]);
    },
    current() {
      return this.keys.includes(this.active) ? this.active : this.keys[0];
    },
  },
  mounted() {
    this.resized = new ResizeObserver(() => this.measure());
    this.resized.observe(this.$el);
  },
  beforeUnmount() {
    this.resized.disconnect();
  },
  beforeUpdate() {
    this.held = this.$el.contains(document.activeElement) && document.activeElement.matches("[data-slot]");
  },
  updated() {
    this.measure();
    // the start one stood on was taken: stand on the one that is left, rather than nowhere
    if (this.held && document.activeElement === document.body) this.focus();
    if (this.goesToWho && this.$refs.who) {
      this.goesToWho = false;
      this.$refs.who.querySelector("button")?.focus({ preventScroll: false });
    }
  },
  methods: {
    tab(key) {
      return key === this.current ? 0 : -1;
    },
    keep(event) {
      if (event.target.matches("[data-slot]")) this.active = event.target.dataset.key;
    },
    focus() {
      (this.$el.querySelector("[data-slot][tabindex='0']") ?? this.$el.querySelector("[data-slot]"))?.focus();
    },
    /** How many starts fit on a line; before anything is painted, so that nothing jumps. */
    measure() {
      const slot = this.$el.querySelector(".slot:not(.slot--words)");
      const line = slot?.parentElement;
      if (!line?.clientWidth) return;
      const gap = parseFloat(getComputedStyle(line).columnGap) || 0;
      const width = Math.max(parseFloat(getComputedStyle(slot).minWidth), 1);
      this.perLine = Math.max(1, Math.floor((line.clientWidth + gap) / (width + gap)));
    },
    /** More of a provider's starts, or fewer again; stands where the list went on. */
    unfold(row) {
      const { starts, isOpen } = this.drawn.find((each) => each.row.id === row.id);
      this.unfolded[row.id] = !isOpen;
      this.active = isOpen ? `${row.id}|more` : `${row.id}|${row.starts[starts.length].at}`;
      this.$nextTick(this.focus);
    },
    choose(at) {
      this.goesToWho = true;
      this.$emit("start", at);
    },
    back() {
      this.$el.querySelector("[data-slot][aria-pressed=true]")?.focus();
    },
    pressed(event) {
      const from = event.target;
      if (event.altKey || event.metaKey) return;
      if (from.matches(".who-free, .day-strip__day")) return this.pressedInList(event);
      if (!from.matches("[data-slot]")) return;
      const line = from.closest("[data-line]");
      const own = [...line.querySelectorAll("[data-slot]")];
      const all = [...this.$el.querySelectorAll("[data-slot]")];
      const next = {
        ArrowRight: () => (this.week ? own : all)[(this.week ? own : all).indexOf(from) + 1],
        ArrowLeft: () => (this.week ? own : all)[(this.week ? own : all).indexOf(from) - 1],
        ArrowDown: () => this.across(line, from, 1),
        ArrowUp: () => this.across(line, from, -1),
        Home: () => (event.ctrlKey ? all : own)[0],
        End: () => (event.ctrlKey ? all : own).at(-1),
      }[event.key]?.();
      if (!next) return;
      event.preventDefault();
      next.focus();
    },
    pressedInList(event) {
      const list = [...this.$el.querySelectorAll(event.target.matches(".who-free") ? ".who-free" : ".day-strip__day")];
      const forth = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      const next = forth && list[list.indexOf(event.target) + forth];
      if (!next) return;
      event.preventDefault();
      next.focus();
    },
    /** Straight up or down: the same column of the week; the start nearest below the eye in a list of providers. */
    across(line, from, by) {
      const lines = [...this.$el.querySelectorAll("[data-line]")].filter((each) => each.querySelector("[data-slot]"));
      const middle = (el) => el.getBoundingClientRect().left + el.offsetWidth / 2;
      if (!this.week) {
        const own = [...line.querySelectorAll("[data-slot]")];
        const beside = own.filter((each) => (each.offsetTop - from.offsetTop) * by > 0);
        const row = beside.length ? beside.filter((each) => each.offsetTop === (by > 0 ? beside[0] : beside.at(-1)).offsetTop) : null;
        const other = row ?? [...(lines[lines.indexOf(line) + by]?.querySelectorAll("[data-slot]") ?? [])];
        const near = row ? other : other.filter((each) => each.offsetTop === (by > 0 ? other[0] : other.at(-1)).offsetTop);
        return near.sort((a, b) => Math.abs(middle(a) - middle(from)) - Math.abs(middle(b) - middle(from)))[0];
      }
      for (let at = lines.indexOf(line) + by; lines[at]; at += by) {
        const same = lines[at].querySelector(`[data-column="${from.dataset.column}"]`);
        if (same) return same;
      }
      return undefined;
    },
  },
};
