// The list of keys that work here and now.
//   data-keys-open            a press opens the list
//   dialog[data-keys-list]    the list; its [data-keys-of=screen|places] are filled with every data-shortcut in sight
//   data-says                 what a key does, where its element has no words
(() => {
  "use strict";
  const { shown } = daybook;
  const SILENT = "[aria-hidden=true], .kbd";
  function said(el) {
    const words = el.dataset.says || el.getAttribute("aria-label") || el.getAttribute("placeholder");
    if (words) return words;
    const copy = el.cloneNode(true);
    for (const each of copy.querySelectorAll(SILENT)) each.remove();
    return copy.textContent.trim();
  }
  function written(keys) {
    const mod = document.documentElement.classList.contains("is-mac") ? "⌘ " : "Ctrl ";
    return keys.replace("mod+", mod).split(" ").map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  }
  function line(keys, words) {
    const [row, term, about] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
    for (const part of written(keys)) {
      const key = document.createElement("kbd");
      key.className = "kbd";
      key.textContent = part;
      term.append(key);
    }
    about.textContent = words;
    row.append(term, about);
    return row;
  }
  function open(list) {
    const rows = { screen: new Map(), places: new Map() };
    for (const el of document.querySelectorAll("[data-shortcut]")) {
      const keys = el.dataset.shortcut, words = said(el);
      if (!keys || !words || !shown(el) || el.matches(":disabled")) continue;
      const of = rows[el.closest("[data-navigation]") ? "places" : "screen"];
      if (!of.has(keys)) of.set(keys, words);
    }
    for (const place of list.querySelectorAll("[data-keys-of]")) {
      const found = [...rows[place.dataset.keysOf]];
      place.replaceChildren(...found.map(([keys, words]) => line(keys, words)));
      place.parentElement.hidden = !found.length;
    }
    if (!list.open) list.showModal();
  }
  document.addEventListener("click", (event) => {
    const list = event.target.closest?.("[data-keys-open]") && document.querySelector("[data-keys-list]");
    if (list) open(list);
    else if (event.target.matches?.("[data-keys-list]")) event.target.close(); // beside it
  });
})();
