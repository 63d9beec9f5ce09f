// Forms: words that are not saved, and one answer to one press.
//   data-dirty="true"                     a form with unsaved words: ask before leaving (a link, Escape, the veil)
//   data-leaves                           a button that leaves the form beside it, asked about like a link
(() => {
  "use strict";
  const { shown } = daybook;

  // ---- unsaved words -------------------------------------------------------------------------------
  const dirty = (within = document) => [...within.querySelectorAll("[data-dirty=true]")].filter(shown);
  /** Ask once whether what was typed may be lost; then `leave` is done. */
  function asked(forms, leave) {
    const words = forms[0].dataset;
    Quasar.Dialog.create({
      "aria-label": words.leaveTitle,
      title: words.leaveTitle,
      message: words.leaveMessage,
      ok: { label: words.leaveOk, noCaps: true, unelevated: true, color: "negative" },
      cancel: { label: words.leaveCancel, noCaps: true, flat: true, color: "plain" }, // no colour of Quasar's
      focus: "cancel",
    }).onOk(() => {
      for (const form of forms) form.dataset.dirty = "false";
      leave();
    });
  }
  const topmost = () => [...document.querySelectorAll(".q-dialog--modal")].at(-1);
  window.addEventListener("beforeunload", (event) => {
    if (dirty().length) event.preventDefault();
  });
  document.addEventListener(
    "click",
    (event) => {
      const out = event.target.closest?.("a[href^='/'], [data-leaves], .q-dialog__backdrop");
      if (!out || out.target === "_blank") return;
      const forms = out.matches("a") ? dirty() : dirty(out.closest(".q-dialog") ?? document);
      if (!forms.length || forms.some((form) => form.contains(out))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      asked(forms, () => out.click());
    },
    true,
  );
  document.addEventListener(
    "keydown",
    (event) => {
      const dialog = topmost();
      if (event.key !== "Escape" || event.isComposing || !dialog) return;
      // a list that is open is what Escape closes, whoever draws it; some say that they are and have nothing to show
      const list = document.getElementById(event.target.getAttribute?.("aria-controls"));
      if ((list && shown(list)) || document.querySelector(".q-menu")) return;
      const forms = dirty(dialog);
      if (!forms.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      asked(forms, () => dialog.querySelector("[data-leaves]")?.click());
    },
    true,
  );
})();
