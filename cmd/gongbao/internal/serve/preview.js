// What gongbao serve adds to a page: it is loaded again when it has changed, and the faults of the input lie over it.
(function () {
  "use strict";
  const waiting = document.currentScript.hasAttribute("data-wait");
  let version = null;

  function box(id, style) {
    let element = document.getElementById(id);
    if (!element) {
      element = document.createElement("div");
      element.id = id;
      Object.assign(element.style, { position: "fixed", zIndex: 2147483647, font: "14px/1.6 sans-serif" }, style);
      document.body.append(element);
    }
    return element;
  }

  function line(text, style) {
    const element = document.createElement("div");
    element.textContent = text;
    Object.assign(element.style, style);
    return element;
  }

  function mark(text) {
    const corner = box("preview-mark", {
      right: "8px", bottom: "8px", padding: "2px 10px", borderRadius: "12px", background: "#7a1f00", color: "#fff", pointerEvents: "none",
    });
    corner.textContent = text;
  }

  function show(faults) {
    const old = document.getElementById("preview-faults");
    if (old) old.remove();
    if (!faults || faults.length === 0) return;
    const errors = faults.filter((f) => f.error).length;
    const panel = box("preview-faults", {
      left: "0", right: "0", bottom: "0", maxHeight: "55vh", overflow: "auto", padding: "12px 16px", background: "#1d1d1f", color: "#fff",
      boxShadow: "0 -2px 12px rgba(0,0,0,.4)",
    });
    panel.setAttribute("role", "alert");
    const details = document.createElement("details");
    details.open = errors > 0;
    const summary = document.createElement("summary");
    summary.textContent = errors > 0
      ? `输入有 ${errors} 处错误` + (version ? "，页面还是改动以前的样子" : "") + (faults.length > errors ? `；另有 ${faults.length - errors} 处提醒` : "")
      : `输入有 ${faults.length} 处提醒`;
    Object.assign(summary.style, { cursor: "pointer", fontWeight: "bold" });
    details.append(summary);
    for (const f of faults) {
      details.append(line(f.place, { marginTop: "8px", color: "#9cd", fontFamily: "monospace" }));
      details.append(line((f.error ? "错误：" : "提醒：") + f.message, {}));
      if (f.hint) details.append(line("提示：" + f.hint, { color: "#ccc" }));
    }
    panel.append(details);
  }

  const events = new EventSource("/-preview/events");
  events.onmessage = (event) => {
    const state = JSON.parse(event.data);
    const first = version === null;
    if ((!first && state.version !== version) || (waiting && !first && state.complete)) {
      location.reload();
      return;
    }
    version = state.version;
    mark(state.mark);
    show(state.faults);
  };
  events.onerror = () => mark("预览已停止");
})();
