// Where we are: the link in the rail, the heading that has the focus after a page change, and the words read aloud.
(() => {
  "use strict";
  // ---- where we are: the link in the rail, the heading, the words read aloud -----------------------
  function markLinks() {
    const here = location.pathname;
    for (const nav of document.querySelectorAll("[data-navigation]")) {
      let best = null;
      for (const link of nav.querySelectorAll("a[href]")) {
        link.removeAttribute("aria-current");
        const path = new URL(link.href).pathname;
        const fits = path === here || link.dataset.also === here || (path !== "/" && here.startsWith(path + "/"));
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

  document.addEventListener("DOMContentLoaded", () => {
    const ready = new MutationObserver(() => {
      if (!document.querySelector("[data-navigation]")) return;
      ready.disconnect();
      markLinks();
      arrive.last = document.querySelector(".daybook-main h1");
    });
    ready.observe(document.body, { childList: true, subtree: true });
  });
})();
