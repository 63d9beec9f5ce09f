// Who signs in: passwords, passkeys, and forms that post.
//   data-strength-of="password"           says how good the password in that field looks; the service has the last word
//   data-reveal                           a button that shows the secret typed beside it, until the form is sent
//   data-passkey-challenge="/…"           a form whose answer a passkey gives to what that address says
//   data-passkey-make='{…}', -use='{…}'   a button that is given this asks for a passkey, and hears `passkey` with the answer
//   data-codes="copy", "download"         a button that takes the backup codes on the page; data-done is said afterwards
//   data-passkey-problem="…"              where it is said that it did not work
(() => {
  "use strict";
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

  function reveal(button, isShown) {
    button.parentElement.querySelector("input").type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  }
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-reveal]");
    if (button) reveal(button, button.getAttribute("aria-pressed") !== "true");
  });
  document.addEventListener("submit", ({ target }) => {
    for (const button of target.querySelectorAll("[data-reveal]")) reveal(button, false); // browsers keep words, not secrets
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

  // ---- backup codes at the door: taken from the page they stand on, and sent nowhere -----------------------
  document.addEventListener("click", async ({ target }) => {
    const way = target.closest?.("[data-codes]");
    if (!way) return;
    const codes = [...document.querySelectorAll(".codes li")].map((each) => each.textContent.trim()).join("\n");
    if (way.dataset.codes === "download") {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([codes], { type: "text/plain" }));
      link.download = way.dataset.file;
      link.click();
      URL.revokeObjectURL(link.href);
    } else if (navigator.clipboard) await navigator.clipboard.writeText(codes);
    else return getSelection().selectAllChildren(document.querySelector(".codes")); // no clipboard without https
    way.textContent = way.dataset.done;
  });

  // ---- forms that post, once: a second press would throw away what the first is answered ---------------
  const sent = new Set();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return; // a script's
    if (sent.has(event.target)) event.preventDefault();
    sent.add(event.target);
  });
  window.addEventListener("pageshow", () => sent.clear()); // come back to
  // one that signs out here leads on by itself: the page whose session it ends is not sent elsewhere meanwhile
  const open = window.open;
  window.open = (where, target, ...rest) => (sent.size && target === "_self" ? null : open.call(window, where, target, ...rest));
})();
