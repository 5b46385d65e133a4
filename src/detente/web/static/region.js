// A range over the months of the record; letting go of it, or a pause, swaps the figures for those of that month.
"use strict";
(() => {
  const host = document.querySelector("[data-slide]");
  if (!host) return;
  const label = host.querySelector(".slider");
  const range = label.querySelector("input");
  const said = label.querySelector("output");
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  const [year, month] = host.dataset.first.split("-").map(Number);
  let pause = 0;
  let asking = null;

  const at = () => {
    const n = year * 12 + month - 1 + Number(range.value);
    return [Math.floor(n / 12), n % 12];
  };
  const name = () => {
    const [y, m] = at();
    said.textContent = `${MONTHS[m]} ${y}`;
    range.setAttribute("aria-valuetext", said.textContent);
  };
  const address = () => {
    if (range.value === range.max) return host.dataset.base;
    const [y, m] = at();
    const mark = host.dataset.base.includes("?") ? "&" : "?";
    return `${host.dataset.base}${mark}at=${String(y).padStart(4, "0")}-${String(m + 1).padStart(2, "0")}`;
  };

  const show = async () => {
    const wanted = address();
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(wanted, { headers: { Accept: "text/html" }, signal: asking.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of document.querySelectorAll("[data-swap]")) {
        const now = page.querySelector(`[data-swap="${old.dataset.swap}"]`);
        if (!now) throw new Error("no figure");
        old.replaceChildren(...[...now.childNodes].map((n) => document.importNode(n, true)));
      }
      document.title = page.title;
      history.replaceState(null, "", wanted);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(wanted);
    }
  };

  label.hidden = false;
  name();
  range.addEventListener("input", () => {
    name();
    clearTimeout(pause);
    pause = setTimeout(show, 180);
  });
})();
