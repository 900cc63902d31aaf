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
      .then((result) => {
        window.chart = result;
        root.dataset.ready = "yes";
        return paper();
      });
  }

  // The picture for paper, on light ground: as many rows on a sheet as can be read, the head over each.
  const [WIDE, TALL, LARGEST, READABLE] = [277, 168, 0.27, 0.21]; // millimetres of a sheet, and for a pixel
  async function paper() {
    const { view } = await window.vegaEmbed(document.createElement("div"), data.spec, { actions: false, renderer: "none", loader, timeFormatLocale: data.locale });
    const text = await view.toSVG();
    const whole = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
    const [wide, tall] = ["width", "height"].map((name) => parseFloat(whole.getAttribute(name)));
    const head = view.origin()[1] + view.padding().top;
    const scale = view._runtime.scales.y ? view.scale("y") : null;
    const step = scale && scale.step ? scale.step() : tall;
    const fits = (by) => Math.max(1, Math.floor((TALL / by - head) / step));
    const rows = Math.max(1, Math.round((tall - head) / step));
    const [large, small] = [Math.min(WIDE / wide, LARGEST), Math.min(WIDE / wide, READABLE)];
    const by = Math.ceil(rows / fits(large)) <= Math.ceil(rows / fits(small)) ? large : small;
    const many = Math.ceil(rows / fits(by));
    const part = (top, height) => {
      const copy = whole.cloneNode(true);
      copy.setAttribute("viewBox", [0, top, wide, height].join(" "));
      copy.removeAttribute("width");
      copy.removeAttribute("height");
      Object.assign(copy.style, { width: wide * by + "mm", height: height * by + "mm" });
      return copy;
    };
    const sheets = Array.from({ length: many }, (_, i) => {
      const sheet = document.createElement("section");
      sheet.className = "sheet";
      const title = document.createElement("h2");
      title.textContent = document.querySelector("h1").textContent + (many > 1 ? "（" + (i + 1) + "/" + many + "）" : "");
      const each = Math.ceil(rows / many);
      const [top, bottom] = [head + i * each * step, i + 1 < many ? head + (i + 1) * each * step : tall];
      sheet.append(title);
      const note = byId("note");
      if (note && i === 0) sheet.append(Object.assign(document.createElement("p"), { textContent: note.textContent }));
      sheet.append(part(0, head), part(top, bottom - top));
      return sheet;
    });
    byId("sheets").replaceChildren(...sheets);
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
