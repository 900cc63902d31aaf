(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const night = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme === "dark" || (root.dataset.theme === "auto" && night.matches);

  // Vega loads nothing: whatever a specification might name is refused.
  const refuse = () => Promise.reject(new Error("This page loads nothing."));
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

  function draw() {
    byId("theme").textContent = isDark() ? "浅色" : "深色";
    const style = getComputedStyle(root);
    const own = (name) => style.getPropertyValue("--" + name).trim();
    const axis = { labelColor: own("text"), titleColor: own("text"), gridColor: own("rule"), tickColor: own("rule"), domainColor: own("rule") };
    const config = {
      ...data.spec.config, background: own("ground"), axis: { ...data.spec.config.axis, ...axis },
      legend: { ...data.spec.config.legend, labelColor: own("text"), titleColor: own("text") },
      view: { ...data.spec.config.view, fill: own("panel") },
      header: { labelColor: own("text"), titleColor: own("text") }, style: { printed: { fill: own("text"), color: own("text") } },
    };
    const spec = { ...data.spec, background: own("ground"), config };
    return window.vegaEmbed("#chart", spec, { actions: false, renderer: "canvas", loader, tooltip: { theme: isDark() ? "dark" : "light" }, timeFormatLocale: data.locale })
      .then((result) => { window.chart = result; root.dataset.ready = "yes"; });
  }

  // Text from documents only ever becomes a text node.
  function row(cells, tag) {
    const tr = document.createElement("tr");
    cells.forEach((text) => {
      const cell = document.createElement(tag);
      cell.textContent = text;
      tr.append(cell);
    });
    return tr;
  }
  byId("table").querySelector("thead").append(row(data.table.head, "th"));
  byId("table").querySelector("tbody").append(...data.table.rows.map((cells) => row(cells, "td")));
  byId("to-table").addEventListener("click", () => {
    const on = byId("table").hidden;
    byId("table").hidden = !on;
    byId("chart").classList.toggle("hidden", on);
    byId("to-table").setAttribute("aria-pressed", String(on));
  });
  byId("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    draw();
  });
  byId("save").addEventListener("click", () => window.chart.view.toImageURL("png", 2)
    .then((address) => window.saveImage(address, document.querySelector("h1").textContent)));
  night.addEventListener("change", draw);
  draw();
})();
