// What only the browser can do well, for all pages; no state of the product in it. Everything is wired through data
// attributes, which stand at the head of each file here. This one comes first: what the others share.
(() => {
  "use strict";
  const shown = (el) => el.offsetParent !== null || getComputedStyle(el).position === "fixed";
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));

  // ---- what was refused: its field has the focus, and its words are in sight -----------------------
  function bring(id) {
    const at = document.getElementById(id);
    const field = at?.closest(".q-field") ?? at;
    if (!field) return;
    (field.querySelector("input, textarea, [tabindex='0']") ?? field).focus({ preventScroll: true });
    field.scrollIntoView({ block: "nearest" });
    field.querySelector(".q-field__bottom")?.scrollIntoView({ block: "nearest" }); // below many lines
  }

  // ---- data-held: the framework makes what stands in a slot anew; who is there stays there ---------------
  let held = "";
  document.addEventListener("focusin", (event) => (held = event.target.dataset?.held ?? ""));
  document.addEventListener("focusout", (event) => {
    const left = event.target;
    queueMicrotask(() => {
      if (left.isConnected && left.dataset.held === held) held = ""; // left by its own will
    });
  });
  const mendFocus = () => {
    if (held && document.activeElement === document.body)
      document.querySelector(`[data-held="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  };

  // ---- the framework's choice lists: what lies between the list and its options must have no say --------
  const mendLists = () =>
    requestAnimationFrame(() => {
      for (const list of document.querySelectorAll("[role=listbox] > .q-virtual-scroll__content")) {
        list.removeAttribute("tabindex");
        list.setAttribute("role", "presentation");
      }
    });

  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.classList.toggle("is-mac", /Mac|iPhone|iPad/.test(navigator.userAgent));
    document.getElementById("popup")?.setAttribute("role", "status");
    new MutationObserver(mendFocus).observe(document.body, { childList: true, subtree: true });
    new MutationObserver(mendLists).observe(document.body, { childList: true }); // menus hang directly under the body
  });

  window.daybook = { shown, typing, bring };
})();
