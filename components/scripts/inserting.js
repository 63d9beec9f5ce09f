// Words that may be inserted, by a press.
//   data-insert="words"                   a button: puts them where somebody types, or typed last
//   data-takes-words                      a field of the same form (data-inserts) that takes them; the last is the usual one
(() => {
  "use strict";
  let last = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-takes-words]")) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-insert]");
    const form = button?.closest("[data-inserts]");
    if (!form) return;
    const field = last && form.contains(last) ? last : [...form.querySelectorAll("[data-takes-words]")].at(-1);
    if (!field) return;
    field.focus();
    field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
