// Keys on every page: j and k walk the items, e opens the evidence, / searches, ? helps.
"use strict";
(() => {
  const items = () => [...document.querySelectorAll("[data-item]")].filter((i) => i.offsetParent !== null);
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  const walk = (step) => {
    const all = items();
    if (!all.length) return;
    const held = document.activeElement.closest("[data-item]");
    const at = held ? all.indexOf(held) + step : step > 0 ? 0 : all.length - 1;
    const next = all[Math.max(0, Math.min(all.length - 1, at))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const evidence = () => {
    const held = document.activeElement.closest("[data-item]");
    const details = (held || document).querySelector("details.evidence");
    if (details) details.open = !details.open;
  };

  const open = (event) => {
    if (!event.target.matches("[data-item]")) return;
    const link = event.target.querySelector("a[href]");
    if (link) link.click();
  };

  const help = () => {
    let dialog = document.querySelector("dialog.help");
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "help";
      const title = document.createElement("h2");
      title.textContent = "Keys";
      const list = document.createElement("dl");
      list.className = "keys";
      const edits = document.querySelector("[data-judge]");
      const keys = [["j, k", "next and previous item"], [edits ? "w" : "e", "evidence of the item"], ["Enter", "open the item"], ["/", "search"], ["?", "this help"]];
      if (edits) keys.push(["c", "confirm the item"], ["e", "correct it"], ["x", "strike it out"], ["u", "take the last judgement back"]);
      for (const [key, what] of keys) {
        const name = document.createElement("dt");
        const kbd = document.createElement("kbd");
        kbd.textContent = key;
        name.append(kbd);
        const text = document.createElement("dd");
        text.textContent = what;
        list.append(name, text);
      }
      const close = document.createElement("button");
      close.type = "button";
      close.textContent = "Close";
      close.addEventListener("click", () => dialog.close());
      dialog.append(title, list, close);
      document.body.append(dialog);
    }
    if (dialog.open) dialog.close();
    else dialog.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "e") evidence();
    else if (event.key === "Enter") return open(event);
    else if (event.key === "?") help();
    else if (event.key === "/") document.querySelector(".find input").focus();
    else return;
    event.preventDefault();
  });
})();
