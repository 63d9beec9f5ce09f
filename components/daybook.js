// What only the browser can do well: keys, focus after a page change, unsaved forms, hover cards.
// One file for all pages, no state of the product in it. Everything is wired through data attributes:
//   data-shortcut="n" | "g b" | "mod+k"   press it, and the element is clicked
//   data-dirty="true"                     a form with unsaved words: ask before leaving (a link, Escape, the veil)
//   data-leaves                           a button that leaves the form beside it, asked about like a link
//   data-roving                           arrow keys move between the children that take focus
//   data-options="#list"                  an input whose arrow keys choose in a list of role=option
//   data-hover='{"title": …}'             a card beside the element, on hover and on focus
//   data-strength-of="password"           says how good the password in that field looks; the service has the last word
//   data-passkey-challenge="/…"           a form whose answer a passkey gives to what that address says
//   data-passkey-make='{…}', -use='{…}'   a button that is given this asks for a passkey, and hears `passkey` with the answer
//   data-passkey-problem="…"              where it is said that it did not work
(() => {
  "use strict";
  const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  const shown = (el) => el.offsetParent !== null || getComputedStyle(el).position === "fixed";

  // ---- shortcuts ---------------------------------------------------------------------------------
  let prefix = "";
  let prefixTimer;
  function pressed(event) {
    const key = event.key.toLowerCase();
    return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
  }
  function target(keys) {
    const dialogs = document.querySelectorAll(".q-dialog__inner");
    const scope = dialogs.length ? dialogs[dialogs.length - 1] : document;
    return [...scope.querySelectorAll(`[data-shortcut="${CSS.escape(keys)}"]`)].find(shown);
  }
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

  // ---- where we are: the link in the rail, the heading, the words read aloud -----------------------
  function markLinks() {
    const here = location.pathname;
    for (const nav of document.querySelectorAll("[data-navigation]")) {
      let best = null;
      for (const link of nav.querySelectorAll("a[href]")) {
        link.removeAttribute("aria-current");
        const path = new URL(link.href).pathname;
        const fits = path === here || (path !== "/" && here.startsWith(path + "/"));
        if (fits && (!best || path.length > new URL(best.href).pathname.length)) best = link;
      }
      best?.setAttribute("aria-current", "page");
    }
  }
  let arriving;
  function arrive() {
    markLinks();
    document.querySelector(".q-drawer__backdrop:not(.hidden)")?.click(); // a drawer over the page has done its work
    arriving?.disconnect();
    const main = document.querySelector(".daybook-main");
    if (!main) return;
    const heading = () => {
      const title = main.querySelector("h1");
      if (!title || title === arrive.last) return;
      arrive.last = title;
      arriving.disconnect();
      title.setAttribute("tabindex", "-1");
      title.focus({ preventScroll: true });
      const said = document.querySelector("[data-said]");
      if (said) said.textContent = title.textContent;
    };
    arriving = new MutationObserver(heading);
    arriving.observe(main, { childList: true, subtree: true });
    setTimeout(() => arriving.disconnect(), 5000);
  }
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...args) {
      const before = location.pathname;
      const result = original.apply(this, args);
      if (location.pathname !== before) arrive();
      return result;
    };
  }
  window.addEventListener("popstate", arrive);

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

  // ---- the framework's choice lists: what lies between the list and its options must have no say --------
  const mendLists = () =>
    requestAnimationFrame(() => {
      for (const list of document.querySelectorAll("[role=listbox] > .q-virtual-scroll__content")) {
        list.removeAttribute("tabindex");
        list.setAttribute("role", "presentation");
      }
    });

  // ---- the line: a server that was started anew, or waited too long, no longer knows this page ----------
  function watchLine() {
    if (!window.socket) return setTimeout(watchLine, 200);
    window.socket.on("connect_error", async () => {
      // one that never had a line (it was opened while the cookies changed) tries again, but not for ever
      if (watchLine.isDone || (!window.did_handshake && Date.now() - Number(sessionStorage.lineTried ?? 0) < 60_000)) return;
      const isUp = await fetch(`${window.path_prefix ?? ""}/healthz/ready`, { cache: "no-store" }).then((answer) => answer.ok, () => false);
      if (!isUp || window.socket.connected || watchLine.isDone) return;
      sessionStorage.lineTried = Date.now();
      watchLine.isDone = true; // asked once: with words unsaved, the browser lets one stay
      location.reload();
    });
  }

  // ---- what was refused: its field has the focus, and its words are in sight -----------------------
  function bring(id) {
    const at = document.getElementById(id);
    const field = at?.closest(".q-field") ?? at;
    if (!field) return;
    (field.querySelector("input, textarea, [tabindex='0']") ?? field).focus({ preventScroll: true });
    field.scrollIntoView({ block: "nearest" });
    field.querySelector(".q-field__bottom")?.scrollIntoView({ block: "nearest" }); // below many lines
  }

  // ---- passwords: how good one looks while it is typed; nothing leaves the browser ----------------------
  const LEAST = 15;
  function judged(password, known) {
    const length = [...password].length;
    if (length < LEAST) return ["weak", (length / LEAST) * 60, `${length} of at least ${LEAST} characters`];
    const rest = known.reduce((left, word) => left.replaceAll(word, ""), password.toLowerCase());
    if (rest.length < 8) return ["weak", 40, "Too much of this is your name or your address"];
    if (new Set(rest).size < 6) return ["weak", 40, "Too much of this is the same"];
    return length < 20 ? ["fair", 80, "Long enough"] : ["good", 100, "Good"];
  }
  document.addEventListener("input", ({ target: typed }) => {
    const form = typed.form;
    const meter = form?.querySelector("[data-strength-of]");
    const password = meter && form.elements[meter.dataset.strengthOf];
    if (!password) return;
    const about = (meter.dataset.strengthAbout ?? "").split(" ").map((name) => form.elements[name]?.value ?? "");
    const known = about.flatMap((said) => said.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 2);
    const [grade, share, words] = password.value ? judged(password.value, known) : ["", 0, ""];
    meter.dataset.strength = grade;
    meter.style.setProperty("--strength", `${share}%`);
    if (meter.textContent !== words) meter.textContent = words;
  });

  // ---- start -----------------------------------------------------------------------------------------
  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.classList.toggle("is-mac", isMac);
    watchLine();
    document.getElementById("popup")?.setAttribute("role", "status");
    new MutationObserver(mendLists).observe(document.body, { childList: true }); // menus hang directly under the body
    const ready = new MutationObserver(() => {
      if (!document.querySelector("[data-navigation]")) return;
      ready.disconnect();
      markLinks();
      arrive.last = document.querySelector(".daybook-main h1");
    });
    ready.observe(document.body, { childList: true, subtree: true });
  });
  // ---- passkeys: what the browser alone can ask -----------------------------------------------------
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const said = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  async function passkey(kind, options) {
    const asked = { ...options, challenge: bytes(options.challenge) };
    if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"])
      if (asked[list]) asked[list] = asked[list].map((key) => ({ ...key, id: bytes(key.id) }));
    const key = await navigator.credentials[kind === "make" ? "create" : "get"]({ publicKey: asked });
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (key.response[part]) response[part] = said(key.response[part]);
    return JSON.stringify({ id: key.id, rawId: said(key.rawId), type: key.type, response, clientExtensionResults: {} });
  }
  async function tried(within, work) {
    const problem = within.querySelector("[data-passkey-problem]");
    if (problem) problem.textContent = "";
    try {
      await work();
    } catch {
      if (problem) problem.textContent = problem.dataset.passkeyProblem; // refused, cancelled, or nobody came
    }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.passkeyChallenge) return;
    event.preventDefault();
    tried(form, async () => {
      const asked = await fetch(form.dataset.passkeyChallenge, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      form.elements.answer.value = await passkey("use", await asked.json());
      form.submit();
    });
  });
  new MutationObserver((given) => {
    for (const { target: button } of given) {
      const kind = button.dataset.passkeyMake ? "make" : "use";
      tried(button.closest(".q-dialog") ?? document, async () => {
        const answer = await passkey(kind, JSON.parse(button.dataset.passkeyMake ?? button.dataset.passkeyUse));
        button.dispatchEvent(new CustomEvent("passkey", { detail: answer }));
      });
    }
  }).observe(document, { subtree: true, attributeFilter: ["data-passkey-make", "data-passkey-use"] });
  const isNamed = !/^[\d.]+$|:/.test(location.hostname); // a passkey belongs to a name, not to a number
  if (window.PublicKeyCredential && isNamed) document.documentElement.classList.add("has-passkeys");

  // ---- forms that post, once: a second press would throw away what the first is answered ---------------
  const sent = new Set();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return; // a script's
    if (sent.has(event.target)) event.preventDefault();
    sent.add(event.target);
  });
  window.addEventListener("pageshow", () => sent.clear()); // come back to

  window.daybook = { hoverCard: { show, hide, remove }, choose, bring };
})();
