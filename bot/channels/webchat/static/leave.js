/* After leaving: what this browser kept for the page goes, and so do the other pages of it that are open. */
(function () {
  "use strict";
  ["localStorage", "sessionStorage"].forEach(function (shelf) {
    try {
      ["queue", "typed", "remind"].forEach(function (name) { window[shelf].removeItem("huiyin." + name); });
      window[shelf].setItem("huiyin.left", String(Date.now()));
      window[shelf].removeItem("huiyin.left");
    } catch (e) { /* nothing was kept */ }
  });
  try { new BroadcastChannel("huiyin").postMessage("left"); } catch (e) { /* the store has told them */ }
  try { indexedDB.deleteDatabase("huiyin"); } catch (e) { /* nothing was kept */ }
})();
