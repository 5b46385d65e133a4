// Draws the acts of a pair over time with Observable Plot, in place of the bars that the server drew.
// Words stand above the line, deeds below; each act is a mark that leads to its page.
"use strict";
(() => {
  const figure = document.querySelector("[data-timeline]");
  if (!figure || typeof Plot === "undefined") return;
  const host = figure.querySelector(".chart");
  if (!host) return;
  const SIZE = 4.2;
  const STEP = 2 * SIZE + 2.5;
  let acts = [];
  let domain = null;

  // The first and the last day that a date may mean: "2017" is all of that year.
  const range = (date) => {
    const [year, month, day] = date.split("-").map(Number);
    if (day) return [Date.UTC(year, month - 1, day), Date.UTC(year, month - 1, day)];
    if (month) return [Date.UTC(year, month - 1, 1), Date.UTC(year, month, 0)];
    return [Date.UTC(year, 0, 1), Date.UTC(year, 11, 31)];
  };

  const wanted = (act) => {
    const way = figure.dataset.direction;
    return way === "both" || act.way === "both" || act.way === way;
  };

  // Acts of one column stand on each other, away from the line.
  const stack = (shown, x) => {
    const heights = new Map();
    return shown.map((act) => {
      const deed = act.quad % 2 === 0;
      const column = `${Math.round(x(act.at) / STEP)}${deed}`;
      const height = (heights.get(column) || 0) + 1;
      heights.set(column, height);
      return { ...act, deed, y: deed ? -height : height };
    });
  };

  const draw = () => {
    const width = Math.floor(host.clientWidth);
    if (!width) return;
    const shown = acts.filter(wanted).filter((a) => !domain || (a.at >= domain[0] && a.at <= domain[1]));
    if (!shown.length && !domain) return;
    const extent = domain || d3.extent(shown.flatMap((a) => a.range)).map((d) => new Date(d));
    const pad = (extent[1] - extent[0]) * 0.015 + 864e5;
    const marginLeft = 46;
    const marginRight = 4;
    const span = [new Date(+extent[0] - pad), new Date(+extent[1] + pad)];
    const x = d3.scaleUtc(span, [marginLeft, width - marginRight]);
    const points = stack(shown, x);
    const up = d3.max(points, (p) => p.y) || 1;
    const down = -(d3.min(points, (p) => p.y) || -1);
    const rows = Math.max(up, 3) + Math.max(down, 2) + 2;
    const height = Math.min(420, Math.max(200, rows * STEP + 40));
    const common = { x: "at", y: "y", r: SIZE, href: (d) => `/events/${encodeURIComponent(d.id)}`, ariaLabel: (d) => `${d.when}: ${d.sentence}` };
    const marks = [
      Plot.gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
      Plot.link(points.filter((p) => p.range[1] - p.range[0] > 40 * 864e5), {
        x1: (d) => d.range[0], x2: (d) => d.range[1], y1: "y", y2: "y", stroke: "var(--band)", strokeWidth: 2 * SIZE,
      }),
      Plot.ruleY([0], { stroke: "var(--strong-line)" }),
    ];
    for (const quad of [1, 2, 3, 4]) {
      const tone = quad <= 2 ? "var(--cooperation)" : "var(--conflict)";
      for (const hoped of [false, true]) {
        const some = points.filter((p) => p.quad === quad && ["planned", "hypothetical"].includes(p.modality) === hoped);
        marks.push(
          Plot.dot(some, {
            ...common,
            className: "act-mark",
            symbol: quad <= 2 ? "circle" : "diamond",
            stroke: tone,
            strokeWidth: 1.5,
            fill: quad % 2 === 0 && !hoped ? tone : "var(--ground)",
            ...(hoped ? { strokeDasharray: "2.5 2" } : {}),
          }),
        );
      }
    }
    marks.push(
      Plot.dot(points.filter((p) => p.modality === "negated"), { x: "at", y: "y", r: SIZE, symbol: "times", stroke: "var(--ink)", pointerEvents: "none" }),
      Plot.text(["words"], { frameAnchor: "left", y: 1, dx: -42, fill: "var(--quiet)" }),
      Plot.text(["deeds"], { frameAnchor: "left", y: -1, dx: -42, fill: "var(--quiet)" }),
      Plot.tip(points, Plot.pointer({
        x: "at", y: "y", maxRadius: 14, pointerEvents: "none", fill: "var(--ground)", stroke: "var(--strong-line)", lineWidth: 24, textPadding: 7,
        title: (d) => `${d.when}\n${d.said ? d.said + ": " : ""}${d.sentence}\n${d.sources} ${d.sources === 1 ? "source" : "sources"}`,
      })),
    );
    // Plot adds a style element of its own, which the policy of these pages forbids: the chart is made
    // in a document apart, and that element is left behind. Its rules are in style.css.
    const { documentElement } = document.implementation.createHTMLDocument("");
    const apart = {
      documentElement,
      defaultView: window,
      createElement: (name) => document.createElement(name),
      createTextNode: (text) => document.createTextNode(text),
    };
    const chart = Plot.plot({
      document: apart,
      width,
      height,
      marginLeft,
      marginRight,
      marginTop: 16,
      marginBottom: 26,
      x: { type: "utc", domain: span, label: null },
      y: { axis: null, domain: [-Math.max(down, 2) - 1, Math.max(up, 3) + 1] },
      marks,
    });
    for (const style of chart.querySelectorAll("style")) style.remove();
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", "Acts over time: words above the line, deeds below. The same figures are in the table below.");
    host.replaceChildren(chart);
    brush(chart, x, height);
  };

  const brush = (chart, x, height) => {
    const root = d3.select(chart);
    const area = d3.brushX().extent([[x.range()[0], 8], [x.range()[1], height - 24]]).on("end", (event) => {
      if (!event.selection || !event.sourceEvent) return;
      const [from, to] = event.selection.map((p) => x.invert(p));
      if (to - from < 7 * 864e5) return;
      domain = [from, to];
      draw();
    });
    root.insert("g", ":first-child").attr("class", "brush").call(area);
    let whole = figure.querySelector("button.whole");
    if (!whole) {
      whole = document.createElement("button");
      whole.type = "button";
      whole.className = "whole";
      whole.textContent = "Whole period";
      whole.addEventListener("click", () => {
        domain = null;
        draw();
      });
      host.after(whole);
    }
    whole.hidden = domain === null;
  };

  fetch(figure.dataset.timeline, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((data) => {
      acts = data.acts.map((act) => {
        const [first, last] = range(act.date);
        return { ...act, range: [new Date(first), new Date(last)], at: new Date((first + last) / 2) };
      });
      if (!acts.filter(wanted).length) return;
      host.hidden = false;
      draw();
      figure.querySelector(".static-chart").hidden = true;
      let width = host.clientWidth;
      new ResizeObserver(() => {
        if (Math.abs(host.clientWidth - width) < 2) return;
        width = host.clientWidth;
        draw();
      }).observe(host);
    })
    .catch((error) => {
      console.warn("the chart could not be drawn:", error.message);
      host.hidden = true;
    });
})();
