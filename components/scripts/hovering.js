// Cards beside what they are about, on hover and on focus.
//   data-hover='{"title": …}'             what stands in the card
(() => {
  "use strict";
  // ---- hover cards ---------------------------------------------------------------------------------
  const hover = { card: null, anchor: null, timer: 0 };
  const make = (tag, className, text) => {
    const el = document.createElement(tag);
    if (className) el.className = className;
    if (text !== undefined) el.textContent = text;
    return el;
  };
  /** Show a card: {title, status: {word, tone, icon}, facts: [[name, words]], actions: [{name, label}]}. */
  function show(anchor, content, onAction, delay = 320) {
    clearTimeout(hover.timer);
    if (hover.anchor === anchor && hover.card) return;
    hover.timer = setTimeout(() => draw(anchor, content, onAction), delay);
  }
  function draw(anchor, content, onAction) {
    remove();
    if (!anchor.isConnected) return;
    const card = make("div", "hover-card");
    card.id = "hover-card";
    card.setAttribute("role", content.actions?.length ? "group" : "tooltip");
    card.setAttribute("aria-label", content.title);
    card.append(make("div", "hover-card__title", content.title));
    if (content.status) {
      const status = make("span", "status", content.status.word);
      status.dataset.tone = content.status.tone;
      status.dataset.icon = content.status.icon;
      card.append(status);
    }
    const facts = make("dl", "facts");
    for (const [name, words] of content.facts ?? []) facts.append(make("dt", "", name), make("dd", "", words));
    if (facts.childElementCount) card.append(facts);
    if (content.actions?.length) {
      const actions = make("div", "hover-card__actions");
      for (const action of content.actions) {
        const button = make("button", "", action.label);
        button.type = "button";
        button.addEventListener("click", () => {
          remove();
          onAction?.(action.name);
        });
        actions.append(button);
      }
      card.append(actions);
    }
    card.addEventListener("pointerenter", () => clearTimeout(hover.timer));
    card.addEventListener("pointerleave", () => hide());
    card.addEventListener("focusout", (event) => {
      if (!card.contains(event.relatedTarget)) hide();
    });
    document.body.append(card);
    place(card, anchor.getBoundingClientRect());
    anchor.setAttribute("aria-describedby", card.id);
    hover.card = card;
    hover.anchor = anchor;
  }
  function place(card, box) {
    const { offsetWidth: width, offsetHeight: height } = card;
    const right = box.right + 8 + width <= innerWidth - 8;
    const left = right ? box.right + 8 : box.left - 8 - width >= 8 ? box.left - 8 - width : Math.max(8, Math.min(box.left, innerWidth - width - 8));
    const beside = right || box.left - 8 - width >= 8;
    const top = beside ? box.top : box.bottom + 8;
    card.style.left = `${left}px`;
    card.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
  }
  function remove() {
    clearTimeout(hover.timer);
    hover.anchor?.removeAttribute("aria-describedby");
    hover.card?.remove();
    hover.card = hover.anchor = null;
  }
  function hide(delay = 160) {
    clearTimeout(hover.timer);
    hover.timer = setTimeout(remove, delay);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && hover.card) {
      const back = hover.card.contains(document.activeElement) ? hover.anchor : null;
      remove();
      back?.focus();
      event.stopPropagation();
    }
  }, true);
  document.addEventListener("scroll", (event) => hover.card && !hover.card.contains(event.target) && remove(), true);
  for (const [enter, leave] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    document.addEventListener(enter, (event) => {
      const anchor = event.target.closest?.("[data-hover]");
      if (anchor) show(anchor, JSON.parse(anchor.dataset.hover));
    });
    document.addEventListener(leave, (event) => event.target.closest?.("[data-hover]") && hide());
  }

  daybook.hoverCard = { show, hide, remove };
})();
