"use strict";
(function () {
  const byId = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("tbody tr")];
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const words = new Map(rows.map((row) => [row, fold(row.textContent + [...row.querySelectorAll("[title]")].map((e) => e.title).join(""))]));
  function search() {
    const wanted = byId("search").value.split(/\s+/).map(fold).filter(Boolean);
    let section = null;
    let shown = 0;
    rows.forEach((row) => {
      if (row.className === "section") {
        section = row;
        row.hidden = wanted.length > 0;
        return;
      }
      row.hidden = !wanted.every((word) => words.get(row).includes(word));
      if (!row.hidden) {
        shown += 1;
        if (section) section.hidden = false;
      }
    });
    byId("count").textContent = wanted.length ? "找到 " + shown + " 项" : "";
  }
  byId("search").addEventListener("input", search);
  byId("print").addEventListener("click", () => window.print());
})();
