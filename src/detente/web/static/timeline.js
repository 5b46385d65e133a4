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
  const MOST = 24;
  const DAY = 864e5;
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

  // Acts that would overlap stand on each other, away from the line.
  const stack = (shown, x) => {
    const ends = { up: [], down: [] };
    return d3.sort(shown, (a) => a.at).map((act) => {
      const deed = act.quad % 2 === 0;
      const levels = deed ? ends.down : ends.up;
      const place = x(act.at);
      let level = levels.findIndex((end) => end <= place);
      if (level < 0) level = levels.length;
      levels[level] = place + STEP;
      return { ...act, deed, y: deed ? -level - 1 : level + 1 };
    });
  };

  const tip = (data, how) =>
    Plot.tip(data, Plot.pointer({
      ...how,
      maxRadius: 14,
      pointerEvents: "none",
      fill: "var(--ground)",
      stroke: "var(--strong-line)",
      lineWidth: 24,
      textPadding: 7,
      lineHeight: 1.35,
      fontSize: 12,
    }));

  // One mark an act.
  const single = (points) => {
    const marks = [];
    for (const quad of [1, 2, 3, 4]) {
      const tone = quad <= 2 ? "var(--cooperation)" : "var(--conflict)";
      for (const hoped of [false, true]) {
        const some = points.filter((p) => p.quad === quad && ["planned", "hypothetical"].includes(p.modality) === hoped);
        marks.push(
          Plot.dot(some, {
            x: "at",
            y: "y",
            r: SIZE,
            href: (d) => `/events/${encodeURIComponent(d.id)}`,
            ariaLabel: (d) => `${d.when}: ${d.sentence}`,
            symbol: quad <= 2 ? "circle" : "diamond",
            stroke: tone,
            strokeWidth: 1.5,
            fill: quad % 2 === 0 && !hoped ? tone : "var(--ground)",
            ...(hoped ? { strokeDasharray: "2.5 2" } : {}),
          }),
        );
      }
    }
    const denied = points.filter((p) => p.modality === "negated");
    marks.push(
      Plot.dot(denied, { x: "at", y: "y", r: SIZE, symbol: "times", stroke: "var(--ink)", pointerEvents: "none" }),
      tip(points, {
        x: "at",
        y: "y",
        title: (d) => `${d.when}\n${d.said ? `${d.said}: ` : ""}${d.sentence}\n${d.sources} ${d.sources === 1 ? "source" : "sources"}`,
      }),
    );
    // "2017" may be any day of the year: a pale band says so
    const vague = points.filter((p) => p.range[1] - p.range[0] > 40 * DAY);
    const bands = Plot.link(vague, { x1: (d) => d.range[0], x2: (d) => d.range[1], y: "y", stroke: "var(--band)", strokeWidth: 2 * SIZE });
    return {
      marks,
      under: [bands],
      up: Math.max(d3.max(points, (p) => p.y) || 0, 3) + 1,
      down: Math.max(-(d3.min(points, (p) => p.y) || 0), 2) + 1,
      step: STEP,
    };
  };

  // Where acts are too many to stand singly: how many of each class, by month, quarter or year.
  const bars = (shown, span) => {
    const years = (span[1] - span[0]) / (365 * DAY);
    const unit = years <= 4 ? d3.utcMonth : years <= 16 ? d3.utcMonth.every(3) : d3.utcYear;
    const real = shown.filter((a) => a.modality === "actual");
    const rows = d3
      .flatRollup(real, (v) => v.length, (a) => +unit.floor(a.at), (a) => a.quad)
      .map(([from, quad, count]) => ({
        x1: new Date(from),
        x2: unit.offset(new Date(from), 1),
        quad,
        count,
        y: quad % 2 === 0 ? -count : count,
        tone: quad <= 2 ? "var(--cooperation)" : "var(--conflict)",
      }));
    const most = (deed) => d3.max(d3.rollup(rows.filter((r) => (r.quad % 2 === 0) === deed), (v) => d3.sum(v, (r) => r.count), (r) => +r.x1).values()) || 1;
    const place = { x1: "x1", x2: "x2", y: "y", order: "quad", insetLeft: 1, insetRight: 1 };
    const name = { 1: "words of cooperation", 2: "deeds of cooperation", 3: "words of conflict", 4: "deeds of conflict" };
    const title = (d) => `${d.x1.toISOString().slice(0, years > 16 ? 4 : 7)}: ${d.count} ${name[d.quad]}`;
    const up = most(false) * 1.06;
    const down = Math.max(most(true), up / 6) * 1.06;
    return {
      marks: [
        Plot.rectY(rows, Plot.stackY({ ...place, fill: (d) => d.tone, fillOpacity: (d) => (d.quad % 2 === 0 ? 1 : 0.14), stroke: (d) => d.tone, title })),
      ],
      under: [],
      up,
      down,
      step: 260 / (up + down),
    };
  };

  const draw = () => {
    const width = Math.floor(host.clientWidth);
    if (!width) return;
    const shown = acts.filter(wanted).filter((a) => !domain || (a.at >= domain[0] && a.at <= domain[1]));
    if (!shown.length && !domain) return;
    const extent = domain || d3.extent(shown.flatMap((a) => a.range)).map((d) => new Date(d));
    const pad = (extent[1] - extent[0]) * 0.015 + DAY;
    const marginLeft = 46;
    const marginRight = 16;
    const span = [new Date(+extent[0] - pad), new Date(+extent[1] + pad)];
    const x = d3.scaleUtc(span, [marginLeft, width - marginRight]);
    const points = stack(shown, x);
    const crowded = d3.max(points, (p) => Math.abs(p.y)) > MOST;
    const drawn = crowded ? bars(shown, span) : single(points);
    const height = Math.min(420, Math.max(200, (drawn.up + drawn.down) * drawn.step + 40));
    const marks = [
      Plot.gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
      ...drawn.under,
      Plot.ruleY([0], { stroke: "var(--strong-line)" }),
      ...drawn.marks,
      Plot.text(["words"], { frameAnchor: "left", y: drawn.up * 0.12, dx: -42, fill: "var(--quiet)" }),
      Plot.text(["deeds"], { frameAnchor: "left", y: -drawn.down * 0.2, dx: -42, fill: "var(--quiet)" }),
    ];
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
      y: { axis: null, domain: [-drawn.down, drawn.up] },
      color: { type: "identity" },
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
      if (to - from < 7 * DAY) return;
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
