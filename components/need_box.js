// What is needed: one box that finds offerings and skills as one types, and a badge for each that was chosen.
// The list is short and already here, so nothing is asked of the server until something is chosen.
const LEVELS = ["Basic", "Intermediate", "Advanced", "Expert"];

export default {
  template: `
    <div class="need-box" @focusout="left">
      <label class="need-box__label" :for="id + '-input'">{{ label }}</label>
      <div class="need-box__control">
        <input :id="id + '-input'" ref="input" v-model="text" type="text" role="combobox" autocomplete="off" spellcheck="false"
          :placeholder="placeholder" :aria-expanded="String(isOpen)" :aria-controls="id + '-list'" aria-autocomplete="list"
          :aria-activedescendant="isOpen && shown[at] ? id + '-' + at : null" data-shortcut="o" aria-keyshortcuts="o"
          @input="open" @click="open" @keydown="pressed" />
        <kbd class="kbd" aria-hidden="true">O</kbd>
      </div>
      <div v-show="isOpen" :id="id + '-list'" ref="list" class="need-box__list" role="listbox" :aria-label="label">
        <template v-for="(option, number) in shown" :key="option.kind + option.id">
          <div v-if="number === 0 || shown[number - 1].kind !== option.kind" class="need-box__group" role="presentation">{{ option.kind }}</div>
          <div :id="id + '-' + number" class="need-box__option" role="option" :aria-selected="String(number === at)"
            @pointerdown.prevent @click="choose(option)" @pointermove="at = number">{{ option.name }}<span class="hint">{{ option.hint }}</span></div>
        </template>
        <div v-if="!shown.length" class="need-box__group" role="option" aria-disabled="true" aria-selected="false">No offering or skill by that name</div>
      </div>
      <ul v-if="badges.length" class="need-box__badges">
        <li v-for="badge in badges" :key="badge.id" class="need-badge" :data-kind="badge.kind">
          <span class="need-badge__name">{{ badge.name }}</span>
          <select v-if="badge.level" class="need-badge__level" :value="badge.level" :aria-label="'Least level of ' + badge.name"
            @change="level(badge, $event.target.value)">
            <option v-for="(word, step) in levels" :key="word" :value="step + 1">{{ word }}{{ step < 3 ? ' +' : '' }}</option>
          </select>
          <button type="button" class="need-badge__remove" data-icon="close" :aria-label="'Remove ' + badge.name" @click="remove(badge)"></button>
        </li>
      </ul>
    </div>`,
  props: { label: String, placeholder: String, options: Array, offering: String, skills: Array },
  data: () => ({ text: "", isOpen: false, at: 0, levels: LEVELS, id: "" }),
  created() {
    this.id = `need-${this.$.uid}`;
  },
  computed: {
    names() {
      return new Map(this.options.map((option) => [option.id, option]));
    },
    shown() {
      const parts = this.text.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (option) => {
        const name = ` ${option.name} ${option.hint}`.toLowerCase();
        return parts.every((part) => name.includes(` ${part}`)) || parts.every((part) => name.includes(part));
      };
      const taken = new Set([this.offering, ...(this.skills ?? []).map(([skill]) => skill)]);
      return this.options.filter((option) => !taken.has(option.id) && fits(option)).slice(0, 60);
    },
    badges() {
      const chosen = this.names.get(this.offering);
      return [
        ...(chosen ? [chosen] : []),
        ...(this.skills ?? []).filter(([skill]) => this.names.has(skill)).map(([skill, level]) => ({ ...this.names.get(skill), level })),
      ];
    },
  },
  methods: {
    open() {
      this.isOpen = true;
      this.at = 0;
    },
    left(event) {
      if (!this.$el.contains(event.relatedTarget)) this.isOpen = false;
    },
    pressed(event) {
      const count = this.shown.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!this.isOpen) return this.open();
        this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + count) % Math.max(count, 1);
        this.$nextTick(() => this.$refs.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }));
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (this.isOpen && this.shown[this.at] && (this.text || count)) this.choose(this.shown[this.at]);
        else this.$emit("done");
      } else if (event.key === "Escape") {
        if (this.isOpen) event.stopPropagation();
        else this.$refs.input.blur(); // so that the letters of the screen work again
        this.isOpen = false;
      } else if (event.key === "Backspace" && !this.text && this.badges.length) {
        this.remove(this.badges[this.badges.length - 1]);
      }
    },
    choose(option) {
      this.text = "";
      this.isOpen = false;
      if (option.kind === "Offerings") this.tell(option.id, this.skills ?? []);
      else this.tell(this.offering, [...(this.skills ?? []), [option.id, 1]]);
      this.$refs.input.focus();
    },
    level(badge, value) {
      this.tell(this.offering, this.skills.map(([skill, level]) => [skill, skill === badge.id ? Number(value) : level]));
    },
    remove(badge) {
      this.tell(
        badge.id === this.offering ? "" : this.offering,
        (this.skills ?? []).filter(([skill]) => skill !== badge.id),
      );
      this.$refs.input.focus();
    },
    tell(offering, skills) {
      this.$emit("need", { offering, skills });
    },
  },
};
