// The line to the server: one that was started anew, or waited too long, no longer knows this page.
(() => {
  "use strict";
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

  document.addEventListener("DOMContentLoaded", watchLine);
})();
