// Keys: shortcuts, and arrows between what belongs together.
//   data-shortcut="n" | "g b" | "mod+k"   press it, and the element is clicked
//   data-roving                           arrow keys move between the children that take focus
//   data-options="#list"                  an input whose arrow keys choose in a list of role=option
(() => {
  "use strict";
  const { shown, typing } = daybook;

  // ---- shortcuts ---------------------------------------------------------------------------------
  let prefix = "";
  let prefixTimer;
  function pressed(event) {
    const key = event.key.toLowerCase();
    return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
  }
  function target(keys) {
    const dialogs = document.querySelectorAll(".q-dialog__inner, dialog[open]");
    const scope = dialogs.length ? dialogs[dialogs.length - 1] : document;
    return [...scope.querySelectorAll(`[data-shortcut="${CSS.escape(keys)}" i]`)].find(shown);
  }
  // before the field one is in, which may keep Enter for itself: here it is for all of the form
  document.addEventListener(
    "keydown",
    (event) => {
      const hit = pressed(event) === "mod+enter" && target("mod+enter");
      if (!hit || event.altKey || event.isComposing) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      hit.click();
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const key = pressed(event);
    if (!key.startsWith("mod+") && typing(event.target)) return;
    if (key === "enter" && event.target.closest?.("a, button, [role], [tabindex]:not([tabindex='-1'])")) return; // its own press
    const keys = prefix ? `${prefix} ${key}` : key;
    prefix = "";
    const hit = target(keys) || target(key);
    if (hit) {
      event.preventDefault();
      hit.matches("input, textarea") ? hit.focus() : hit.click();
    } else if (key === "g") {
      prefix = "g";
      clearTimeout(prefixTimer);
      prefixTimer = setTimeout(() => (prefix = ""), 1200);
    }
  });

  // ---- arrows: between siblings, and in lists of options ------------------------------------------
  function step(list, from, event) {
    const forth = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === "Home") return list[0];
    if (event.key === "End") return list[list.length - 1];
    return forth && list[(list.indexOf(from) + forth + list.length) % list.length];
  }
  document.addEventListener("keydown", (event) => {
    const group = event.target.closest?.("[data-roving]");
    if (!group || typing(event.target)) return;
    const next = step([...group.querySelectorAll("a[href], button:not([disabled]), [tabindex='0']")].filter(shown), event.target, event);
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });

  // in a choice list, Enter takes the only one that what is typed leaves, as soon as it is known which
  const typedIn = new WeakSet();
  document.addEventListener("input", (event) => event.target.matches?.(".q-select input") && typedIn.add(event.target), true);
  document.addEventListener("focusout", (event) => typedIn.delete(event.target), true);
  function takeOnly(input, tries) {
    const list = document.getElementById(input.getAttribute("aria-controls"));
    const left = [...(list?.querySelectorAll("[role=option]") ?? [])];
    if (left.length === 1 && left[0].getAttribute("aria-selected") !== "true") {
      typedIn.delete(input);
      left[0].click();
    } else if (!left.length && tries && typedIn.has(input)) setTimeout(takeOnly, 50, input, tries - 1);
  }
  document.addEventListener(
    "keydown",
    (event) => {
      const input = event.target;
      if (pressed(event) !== "enter" || event.isComposing || !typedIn.has(input) || !input.value.trim()) return;
      const list = document.getElementById(input.getAttribute("aria-controls"));
      if (list?.querySelector(".q-manual-focusable--focused")) return; // found with the arrows: its own press
      event.preventDefault();
      event.stopImmediatePropagation();
      setTimeout(takeOnly, 0, input, 10); // after what the last letter leaves is drawn
    },
    true,
  );

  const optionsOf = (input) => [...(document.querySelector(input.dataset.options)?.querySelectorAll("[role=option]") ?? [])];
  function choose(input, option) {
    for (const other of optionsOf(input)) other.setAttribute("aria-selected", String(other === option));
    input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.dataset?.options || event.isComposing) return;
    const options = optionsOf(input);
    const chosen = options.find((option) => option.getAttribute("aria-selected") === "true") ?? options[0];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(input, step(options, chosen, event));
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      chosen.click();
    }
  });

  daybook.choose = choose;
})();
