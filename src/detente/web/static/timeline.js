// What is better with scripts on a chart that the server drew: a tip at the mark, a stretch of time
// chosen by dragging, a drawing in the width of the screen.
"use strict";
(() => {
  const NAMES = "http://www.w3.org/2000/svg";
  const DAY = 864e5;
  const NARROW = 620;
  const PARTS = ["tools", "chart", "story", "acts"];
  if (!document.querySelector("svg.relation")) return;

  const widthOf = () => document.getElementById("chart").clientWidth;
  let drawnFor = 0;
  let asked = 0;

  // The address of this view for the server: with the width of the screen where that is small.
  const wanted = (address) => {
    const url = new URL(address, location.href);
    if (widthOf() < NARROW) url.searchParams.set("width", String(Math.max(300, widthOf())));
    return url;
  };

  // Fetches a view of this page and puts its parts in place of those that are here.
  const show = async (address, { keep = false } = {}) => {
    const url = wanted(address);
    const turn = ++asked;
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== asked) return; // a later one was asked for meanwhile
    for (const id of PARTS) {
      const [here, there] = [document.getElementById(id), page.getElementById(id)];
      if (here && there) here.replaceWith(document.adoptNode(there));
    }
    drawnFor = widthOf();
    if (keep) {
      const shown = new URL(address, location.href);
      shown.searchParams.delete("width");
      history.pushState(null, "", shown);
    }
    ready();
  };

  const tryTo = (address, how) =>
    show(address, how).catch(() => {
      if (how && how.keep) location.assign(address);
    });

  // Where a pointer stands on a chart, in its drawing units.
  const unit = (svg, event) => {
    const box = svg.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
  };

  const dayAt = (svg, x) => {
    const { left, right, first, last } = svg.dataset;
    const share = Math.min(1, Math.max(0, (x - left) / (right - left)));
    const [from, to] = [Date.parse(first), Date.parse(last) + DAY];
    return Math.min(from + share * (to - from), to - DAY);
  };

  const brush = (svg) => {
    let from = null;
    let area = null;
    let dragged = false;
    const stop = () => {
      if (area) area.remove();
      from = area = null;
    };
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return; // a finger scrolls
      from = unit(svg, event);
      dragged = false;
    });
    svg.addEventListener("pointermove", (event) => {
      if (from === null) return;
      const to = unit(svg, event);
      if (!area && Math.abs(to - from) < 6) return;
      if (!area) {
        area = document.createElementNS(NAMES, "rect");
        area.setAttribute("class", "selection");
        area.setAttribute("y", svg.dataset.top);
        area.setAttribute("height", String(svg.dataset.bottom - svg.dataset.top));
        svg.append(area);
        svg.setPointerCapture(event.pointerId);
      }
      dragged = true;
      area.setAttribute("x", String(Math.min(from, to)));
      area.setAttribute("width", String(Math.abs(to - from)));
    });
    svg.addEventListener("pointerup", (event) => {
      if (from === null) return;
      const ends = [from, unit(svg, event)].sort((a, b) => a - b).map((x) => dayAt(svg, x));
      const drawn = area !== null;
      stop();
      if (!drawn || ends[1] - ends[0] < 7 * DAY) return;
      const url = new URL(location.href);
      url.hash = "";
      url.searchParams.delete("page");
      url.searchParams.set("since", new Date(ends[0]).toISOString().slice(0, 10));
      url.searchParams.set("until", new Date(ends[1]).toISOString().slice(0, 10));
      tryTo(url.href, { keep: true });
    });
    svg.addEventListener("pointercancel", stop);
    // a drag that ends on a mark is no click on it
    svg.addEventListener("click", (event) => dragged && event.preventDefault(), true);
    svg.addEventListener("dragstart", (event) => event.preventDefault());
  };

  // Says at the pointer, or at the mark that has the focus, what a mark is.
  const tips = (host) => {
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    tip.setAttribute("aria-hidden", "true");
    host.append(tip);
    for (const title of host.querySelectorAll("svg title")) {
      title.parentNode.dataset.tip = title.textContent;
      title.remove();
    }
    const at = (node, x, y) => {
      const held = node.closest("[data-tip]") || node.querySelector("[data-tip]");
      if (!held) {
        tip.hidden = true;
        return;
      }
      tip.textContent = held.dataset.tip;
      tip.hidden = false;
      const box = host.getBoundingClientRect();
      const left = Math.min(Math.max(0, x - box.left + 12), Math.max(0, box.width - tip.offsetWidth - 4));
      const above = y - box.top - tip.offsetHeight - 10;
      tip.style.left = `${left + host.scrollLeft}px`;
      tip.style.top = `${above < 0 ? y - box.top + 16 : above}px`;
    };
    host.addEventListener("pointermove", (event) => at(event.target, event.clientX, event.clientY));
    host.addEventListener("pointerleave", () => (tip.hidden = true));
    host.addEventListener("focusin", (event) => {
      if (!event.target.closest("svg")) return;
      const box = event.target.getBoundingClientRect();
      at(event.target, box.left + box.width / 2, box.top);
    });
    host.addEventListener("focusout", () => (tip.hidden = true));
  };

  const ready = () => {
    for (const svg of document.querySelectorAll("svg.relation")) brush(svg);
    for (const host of document.querySelectorAll(".static-chart")) tips(host);
    for (const hint of document.querySelectorAll(".hint")) hint.hidden = matchMedia("(pointer: coarse)").matches;
    for (const link of document.querySelectorAll("a[data-swap]")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        tryTo(link.href, { keep: true });
      });
    }
    for (const link of document.querySelectorAll("a.permalink")) {
      link.addEventListener("click", (event) => {
        if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        navigator.clipboard.writeText(link.href).then(
          () => {
            link.textContent = "Link copied";
          },
          () => location.assign(link.href),
        );
      });
    }
  };

  addEventListener("popstate", () => tryTo(location.href));
  ready();
  drawnFor = NARROW;
  const fit = () => {
    const width = widthOf();
    if (Math.min(width, NARROW) !== Math.min(drawnFor, NARROW) && Math.abs(width - drawnFor) > 8) tryTo(location.href);
  };
  fit();
  new ResizeObserver(fit).observe(document.querySelector("main"));
})();
