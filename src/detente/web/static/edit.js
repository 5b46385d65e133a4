// Keys for editors: c confirms, e corrects, x strikes out, u takes back; w shows why it was read so.
"use strict";
(() => {
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  const held = () =>
    document.activeElement.closest("[data-item]") ||
    document.querySelector("[data-item]:target") ||
    document.querySelector("[data-item]:has([data-judge])");

  const act = (key) => {
    const item = held();
    const control = item && item.querySelector(`[data-do="${key}"]`);
    if (!control) return;
    if (control.matches("button")) {
      control.click();
      return;
    }
    control.open = !control.open;
    if (!control.open) {
      item.focus();
      return;
    }
    for (const other of item.querySelectorAll("details[data-do]")) if (other !== control) other.open = false;
    control.querySelector("input:not([type=hidden]), select").focus();
  };

  // Taken before the keys of every page, where e opens the evidence: for an editor that is w.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") {
        const open = event.target.closest("details[data-do][open]");
        if (!open) return;
        open.open = false;
        open.closest("[data-item]").focus();
      } else if (typing(event.target)) return;
      else if ("cexu".includes(event.key)) act(event.key);
      else if (event.key === "w") {
        const item = held();
        const details = item && item.querySelector("details.evidence");
        if (details) details.open = !details.open;
      } else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  // Back from a form: the walk with j and k goes on where it was.
  const back = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (back && back.matches("[data-item]")) back.focus({ preventScroll: true });
})();
