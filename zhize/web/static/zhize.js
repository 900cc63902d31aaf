// The print and the list of its statements point at each other; pages work without this.
"use strict";
(() => {
  const paper = document.getElementById("paper");
  if (!paper) return;
  const list = document.getElementById("statements");
  const items = new Map([...list.children].map((li) => [li.dataset.s, li]));
  const marks = new Map();
  for (const span of paper.querySelectorAll("[data-s]")) {
    for (const number of span.dataset.s.split(" ")) {
      if (!marks.has(number)) marks.set(number, []);
      marks.get(number).push(span);
    }
  }
  let lit = [];
  const light = (number) => {
    for (const one of lit) one.classList.remove("on");
    lit = number ? [items.get(number), ...(marks.get(number) || [])].filter(Boolean) : [];
    for (const one of lit) one.classList.add("on");
  };
  const innermost = (span) => span.dataset.s.split(" ").at(-1);
  paper.addEventListener("mouseover", (event) => {
    const span = event.target.closest("[data-s]");
    light(span ? innermost(span) : "");
  });
  paper.addEventListener("click", (event) => {
    const span = event.target.closest("[data-s]");
    const item = span && items.get(innermost(span));
    if (item) item.scrollIntoView({ block: "nearest" });
  });
  const show = (event) => {
    const item = event.target.closest("li[data-s]");
    light(item ? item.dataset.s : "");
  };
  list.addEventListener("mouseover", show);
  list.addEventListener("focusin", show);
  // A static page is told by its address which words to open at: #w120-180.
  const open = () => {
    const at = /^#w(\d+-\d+)$/.exec(location.hash);
    if (!at) return;
    const item = [...items.values()].find((li) => li.querySelector(".jump").hash === location.hash);
    const [start, end] = at[1].split("-").map(Number);
    const lines = [...paper.children].filter((line) => line.dataset.o).filter((line, n, all) => {
      const next = all[n + 1];
      return Number(line.dataset.o) < end && (!next || Number(next.dataset.o) > start);
    });
    const found = item ? marks.get(item.dataset.s) || [] : lines;
    for (const old of paper.querySelectorAll(".at")) old.classList.remove("at");
    for (const one of found) one.classList.add("at");
    if (found.length) found[0].scrollIntoView({ block: "center" });
  };
  window.addEventListener("hashchange", open);
  open();
  const at = document.getElementById("at");
  if (at && location.hash === "#at") at.scrollIntoView({ block: "center" });
})();
