// Joins each mark of the text with its entry at the right, and draws the bracket of an act.
"use strict";
(() => {
  const text = document.getElementById("text");
  const SVG = "http://www.w3.org/2000/svg";
  const marks = [...document.querySelectorAll(".m")].map((node) => ({
    node,
    roles: new Map(node.dataset.m.split(" ").map((r) => r.split(":")).map(([item, role]) => [`${item}:${role}`, { item, role }])),
  }));
  const entries = new Map([...document.querySelectorAll("[data-entry]")].map((e) => [e.dataset.entry, e]));
  let held = null;
  let drawing = null;

  const clear = () => {
    for (const { node } of marks) node.classList.remove("lit", "lit-side", "lit-act");
    for (const entry of entries.values()) entry.classList.remove("lit");
    if (drawing) drawing.remove();
    drawing = null;
    held = null;
  };

  const box = (node) => {
    const outer = text.getBoundingClientRect();
    const first = node.getClientRects()[0];
    return { x: first.left - outer.left + first.width / 2, top: first.top - outer.top };
  };

  // A thin bracket from the trigger over to each side; between lines it runs up the left margin.
  const draw = (trigger, sides) => {
    if (!trigger || !sides.length) return;
    drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("class", "brackets");
    drawing.setAttribute("aria-hidden", "true");
    const from = box(trigger);
    for (const side of sides) {
      const to = box(side);
      const path = document.createElementNS(SVG, "path");
      const same = Math.abs(from.top - to.top) < 4;
      const rise = 5;
      path.setAttribute(
        "d",
        same
          ? `M${from.x} ${from.top + 2}v${-rise}H${to.x}v${rise}`
          : `M${from.x} ${from.top + 2}v${-rise}H-8V${to.top - rise + 2}H${to.x}v${rise}`,
      );
      drawing.append(path);
    }
    text.append(drawing);
  };

  const show = (item) => {
    if (item === held) return;
    clear();
    held = item;
    let trigger = null;
    const sides = [];
    for (const { node, roles } of marks) {
      for (const role of roles.values()) {
        if (role.item !== item) continue;
        if (role.role === "act") {
          node.classList.add("lit-act");
          trigger ||= node;
        } else if (role.role === "side") {
          node.classList.add("lit-side");
          sides.push(node);
        } else if (role.role !== "cue") node.classList.add("lit");
      }
    }
    const entry = entries.get(item);
    if (entry) entry.classList.add("lit");
    draw(trigger, sides);
  };

  // Of the items over a mark, the narrowest is meant: the act within the statement.
  const meant = (node) => {
    const roles = node.dataset.m.split(" ").map((r) => r.split(":"));
    const act = roles.find(([, role]) => role === "act");
    return (act || roles[roles.length - 1])[0];
  };

  const within = (node) => {
    const pane = document.querySelector(".found");
    if (!node || pane.scrollHeight <= pane.clientHeight) return;
    const inner = node.getBoundingClientRect();
    const outer = pane.getBoundingClientRect();
    if (inner.top < outer.top || inner.bottom > outer.bottom) pane.scrollTop += inner.top - outer.top - outer.height / 3;
  };

  for (const { node } of marks) {
    node.addEventListener("mouseenter", () => {
      show(meant(node));
      within(entries.get(meant(node)));
    });
    node.addEventListener("focus", () => {
      show(meant(node));
      within(entries.get(meant(node)));
    });
  }
  for (const [item, entry] of entries) {
    entry.addEventListener("mouseenter", () => show(item));
    entry.addEventListener("focusin", () => {
      show(item);
      const mark = marks.find(({ roles }) => [...roles.values()].some((r) => r.item === item));
      if (mark && matchMedia("(min-width: 60rem)").matches) mark.node.scrollIntoView({ block: "nearest" });
    });
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".m, [data-entry]")) clear();
  });
  addEventListener("resize", clear);
})();
