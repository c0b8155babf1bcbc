// The reader's display settings: large type, high contrast, dark. They are set before the first paint and remembered
// where the browser allows it. On a phone it closes what is marked data-fold. Every page reads without this script.
(function () {
  var root = document.documentElement, keys = ["text", "contrast", "theme"], here = document.currentScript.src;
  function remember(key, value) {
    try { if (value) localStorage.setItem("gongbao-" + key, value); else localStorage.removeItem("gongbao-" + key); } catch (e) { /* not allowed */ }
  }
  keys.forEach(function (key) {
    try { var value = localStorage.getItem("gongbao-" + key); if (value) root.dataset[key] = value; } catch (e) { /* not allowed */ }
  });
  root.dataset.js = "";
  document.addEventListener("DOMContentLoaded", function () {
    var buttons = document.querySelectorAll("[data-pref]");
    // Without a choice the system's own dark mode counts, so that the first press changes what is seen.
    function pressed(b) {
      var key = b.dataset.pref, value = root.dataset[key];
      if (key === "theme" && !value && window.matchMedia) return matchMedia("(prefers-color-scheme: dark)").matches;
      return value === b.dataset.value;
    }
    function show() { buttons.forEach(function (b) { b.setAttribute("aria-pressed", String(pressed(b))); }); }
    buttons.forEach(function (b) {
      b.addEventListener("click", function () {
        var key = b.dataset.pref, value = pressed(b) ? (key === "theme" ? "light" : "") : b.dataset.value;
        if (value) root.dataset[key] = value; else delete root.dataset[key];
        remember(key, value);
        show();
        document.dispatchEvent(new CustomEvent("gongbao:prefs"));
      });
    });
    show();
    // The search box is fetched when it is used; on the search page at once.
    document.querySelectorAll("[data-find]").forEach(function (box) {
      function wake() {
        if (wake.done) return;
        wake.done = true;
        var script = document.createElement("script");
        script.src = here.replace(/prefs\.js.*$/, "search.js");
        document.head.appendChild(script);
      }
      if (box.querySelector(".results") || box.contains(document.activeElement)) wake();
      else box.addEventListener("focusin", wake);
    });
    // A phone begins with what was asked for first. What an address points into stays open.
    if (window.matchMedia && matchMedia("(max-width: 37.49em)").matches) {
      var target = document.querySelector(":target");
      document.querySelectorAll("details[data-fold]").forEach(function (d) { if (!target || !d.contains(target)) d.open = false; });
    }
  });
})();
