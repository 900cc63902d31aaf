"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const FONT = '"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif';
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const byName = new Map(data.nodes.map((n) => [n.id, n]));
  const edgeById = new Map(data.edges.map((e) => [e.id, e]));
  const incident = new Map(data.nodes.map((n) => [n.id, []]));
  data.edges.forEach((e) => {
    incident.get(e.from).push(e);
    if (e.to !== e.from) incident.get(e.to).push(e);
  });
  const ranked = data.nodes.slice().sort((a, b) => incident.get(b.id).length - incident.get(a.id).length);
  const hiddenKinds = new Set();

  // --- signs: a shape for each kind of node, a line for each kind of relation
  const GLYPHS = {
    dot: "●○", square: "■□", diamond: "◆◇", triangle: "▲△", star: "★☆", triangleDown: "▼▽", hexagon: "⬢⬡",
  };
  data.nodes.forEach((n) => {
    n.hollow = n.sign.endsWith("-open") ? 1 : 0;
    n.mark = n.sign.replace("-open", "");
  });
  data.edges.forEach((e) => { e.dashes = e.dashes.length ? e.dashes : false; });

  // --- bends: parallel relations are curved each differently, each loop is wider than the last
  const pairs = new Map();
  data.edges.forEach((e) => {
    const key = JSON.stringify([e.from, e.to].sort());
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(e);
  });
  pairs.forEach((group) => group.forEach((e, i) => {
    const a = byName.get(e.from);
    const b = byName.get(e.to);
    const level = data.tree && (data.across ? a.x === b.x : a.y === b.y);
    const bend = (i - (group.length - 1) / 2) * Math.min(0.24, 1.4 / group.length) + (level ? 0.25 : 0);
    if (a === b) {
      e.selfReference = { size: 18 + 9 * i, angle: 0.8 };
    } else if (Math.abs(bend) > 0.01) {
      const same = e.from === group[0].from;
      e.smooth = { enabled: true, type: (bend > 0) === same ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) };
    } else if (data.tree) {
      e.smooth = { enabled: true, type: "cubicBezier", forceDirection: data.across ? "horizontal" : "vertical", roundness: 0.45 };
    } else {
      e.smooth = { enabled: false, type: "curvedCW", roundness: 0 };
    }
  }));
  let selected = null; // {node: id} or {edge: id}
  let hovered = null; // id of the node under the pointer
  let explored = null; // ids of the nodes that are shown while exploring; null: all
  const visible = (id) => explored === null || explored.has(id);
  let colours = {};

  // Text from documents only ever becomes a text node.
  function make(tag, text, className) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  }
  function link(text, action) {
    const button = make("button", text, "link");
    button.type = "button";
    button.addEventListener("click", action);
    return button;
  }
  function svg(tag, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.keys(attributes).forEach((key) => element.setAttribute(key, attributes[key]));
    return element;
  }
  const OUTLINES = {
    square: "3,3 17,3 17,17 3,17", diamond: "10,1 19,10 10,19 1,10", triangle: "10,2 19,17 1,17",
    triangleDown: "1,3 19,3 10,18", hexagon: "5,1.5 15,1.5 20,10 15,18.5 5,18.5 0,10", star: "10,1 12.6,7.2 19.5,7.6 14.2,12 16,18.8 10,15 4,18.8 5.8,12 0.5,7.6 7.4,7.2",
  };
  function sign(node) {
    const picture = svg("svg", { width: 20, height: 20, viewBox: "0 0 20 20", "aria-hidden": "true" });
    const look = { fill: node.hollow ? "none" : node.color, stroke: node.color, "stroke-width": 2.5 };
    if (node.mark === "dot") picture.append(svg("circle", { cx: 10, cy: 10, r: 7.5, ...look }));
    else picture.append(svg("polygon", { points: OUTLINES[node.mark], ...look }));
    return picture;
  }
  function stroke(edge) {
    const picture = svg("svg", { width: 34, height: 12, viewBox: "0 0 34 12", "aria-hidden": "true" });
    const line = svg("line", { x1: 0, y1: 6, x2: edge.arrows ? 25 : 34, y2: 6, stroke: edge.color, "stroke-width": 2.5 });
    if (edge.dashes) line.setAttribute("stroke-dasharray", edge.dashes.join(" "));
    picture.append(line);
    if (edge.arrows) picture.append(svg("polygon", { points: "24,1 34,6 24,11", fill: edge.color }));
    return picture;
  }

  // --- the drawing
  const sentence = (e) => byName.get(e.from).name + " — " + e.name + " → " + byName.get(e.to).name;
  const thick = (e) => Math.min(1 + Math.log2(Math.max(e.weight, 1)) * 1.4, 7);
  const isShown = (e) => !hiddenKinds.has(e.kind) && visible(e.from) && visible(e.to);
  const isNear = (e) => hovered === e.from || hovered === e.to
    || (selected !== null && (selected.edge === e.id || selected.node === e.from || selected.node === e.to));
  function litIds() {
    if (!selected) return null;
    const lit = new Set();
    if (selected.edge !== undefined) {
      const e = edgeById.get(selected.edge);
      lit.add(e.from).add(e.to);
    } else {
      lit.add(selected.node);
      incident.get(selected.node).filter(isShown).forEach((e) => lit.add(e.from).add(e.to));
    }
    return lit;
  }
  let lit = null;
  function nodeLook(n) {
    const dim = data.roomy && lit !== null && !lit.has(n.id); // else a veil dims
    const chosen = selected !== null && selected.node === n.id;
    const box = data.tree || n.hollow;
    return {
      id: n.id, hidden: !visible(n.id), opacity: dim ? 0.15 : 1, borderWidth: chosen ? 4 : box ? 2.5 : 1,
      color: { background: data.board || n.hollow ? colours.ground : box ? colours.panel : n.color, border: chosen ? colours.text : box ? n.color : colours.ground },
      font: { color: dim ? colours.quiet + "40" : colours.text },
    };
  }
  function edgeLook(e) {
    const near = isNear(e);
    const dim = data.roomy && (selected !== null || hovered !== null) && !near;
    const chosen = near && selected !== null && (selected.edge === e.id || selected.node === e.from || selected.node === e.to);
    e.labelled = e.labelled || chosen || data.named;
    return {
      id: e.id, hidden: data.board || !isShown(e), label: chosen || (data.named && !dim) ? e.name : e.labelled ? " " : undefined,
      color: { color: e.color, opacity: dim ? 0.1 : near ? 1 : e.arrows ? (data.roomy ? 1 : 0.4) : Math.min(0.25 + 0.1 * e.weight, 1) },
      width: Math.max(near ? 2.6 : data.roomy ? 1.6 : 1, thick(e)),
      font: { color: colours.text, strokeWidth: 5, strokeColor: colours.ground },
    };
  }
  const shownAs = new Map();
  // The looks that differ from what is drawn already.
  function changed(items, look, kind) {
    return items.map(look).filter((now) => {
      const key = JSON.stringify(now);
      const same = shownAs.get(kind + now.id) === key;
      shownAs.set(kind + now.id, key);
      return !same;
    });
  }
  function readColours() {
    const style = getComputedStyle(root);
    ["ground", "panel", "text", "quiet", "rule"].forEach((name) => { colours[name] = style.getPropertyValue("--" + name).trim(); });
  }
  readColours();
  const merged = (items, look, kind, base) => changed(items, look, kind).map((now, i) => ({ ...now, ...base(items[i]) }));
  const nodes = new vis.DataSet(merged(data.nodes, nodeLook, "n", (n) => ({
    x: n.x, y: n.y, shape: data.tree ? "box" : n.mark, size: n.size,
    label: data.board ? " " : data.tree ? GLYPHS[n.mark][n.hollow] + " " + n.label : undefined, margin: data.board ? 6 : 8,
    widthConstraint: n.wide ? n.wide - 12 : undefined, heightConstraint: n.wide ? n.tall - 12 : undefined, title: make("div", n.hover || n.name),
  })));
  const edges = new vis.DataSet(merged(data.edges, edgeLook, "e", (e) => ({
    from: e.from, to: e.to, arrows: e.arrows, dashes: e.dashes, smooth: e.smooth, selfReference: e.selfReference,
    title: make("div", sentence(e) + (e.hover ? "\n" + e.hover : "")),
  })));
  const drawing = byId("drawing");
  const network = new vis.Network(drawing, { nodes, edges }, {
    autoResize: true,
    layout: { randomSeed: 1, improvedLayout: false },
    physics: { enabled: false, stabilization: false, barnesHut: { springLength: 190, gravitationalConstant: -9000, avoidOverlap: 0.6 } },
    interaction: { hover: true, tooltipDelay: 120, selectConnectedEdges: false, hoverConnectedEdges: false, hideEdgesOnDrag: data.edges.length > 1500, hideEdgesOnZoom: data.edges.length > 1500 },
    nodes: { labelHighlightBold: false, chosen: false, font: { face: FONT, size: 14 }, scaling: { label: { drawThreshold: 4 } } },
    edges: { chosen: false, arrows: { to: { scaleFactor: data.roomy ? 0.7 : 0.45 } }, width: data.roomy ? 1.6 : 1, font: { face: FONT, size: 12 } },
  });

  function paint() {
    readColours();
    lit = litIds();
    nodes.update(changed(data.nodes, nodeLook, "n"));
    edges.update(changed(data.edges, edgeLook, "e"));
    network.redraw();
  }

  if (!data.tree) window.names({ network, data, drawing, FONT, ranked, byName, incident, isShown, lit: () => lit, colours: () => colours, selected: () => selected, hovered: () => hovered, visible });

  // --- card, selection, search
  function relationLists(card, list, before, after, other) {
    const called = (e) => e.kindLabel || e.name;
    new Set(list.map(called)).forEach((name) => {
      const same = list.filter((e) => called(e) === name).sort((a, b) => b.weight - a.weight);
      const ul = make("ul");
      same.forEach((e) => {
        const li = make("li");
        const text = (visible(other(e)) ? "" : "＋ ") + byName.get(other(e)).name;
        li.append(link(text, () => select(other(e), true)), make("span", e.weight > 1 ? "（" + e.weight + "）" : ""));
        li.title = e.hover;
        ul.append(li);
      });
      card.append(make("h4", before + name + after + "（" + same.length + "）"), ul);
    });
  }
  function showCard() {
    const card = byId("card");
    card.textContent = "";
    card.hidden = selected === null;
    card.scrollTop = 0;
    if (selected === null) return;
    if (selected.edge !== undefined) {
      const e = edgeById.get(selected.edge);
      const kind = make("div", "", "kind");
      kind.append(stroke(e), make("span", "关系"));
      card.append(kind, make("h3", e.name), make("h4", "主体"), link(byName.get(e.from).name, () => select(e.from, true)));
      card.append(make("h4", "客体"), link(byName.get(e.to).name, () => select(e.to, true)));
      if (e.hover) card.append(make("h4", "出处"), make("blockquote", e.hover));
      return;
    }
    const n = byName.get(selected.node);
    const kind = make("div", "", "kind");
    kind.append(sign(n), make("span", n.kindLabel));
    card.append(kind, make("h3", n.name));
    if (n.card.length) {
      const dl = make("dl");
      n.card.forEach((row) => dl.append(make("dt", row[0]), make("dd", row[1])));
      card.append(dl);
    }
    if (!data.tree) card.append(exploreTools(n));
    const seen = incident.get(n.id).filter((e) => !hiddenKinds.has(e.kind));
    relationLists(card, seen.filter((e) => !e.arrows), "", "", (e) => (e.from === n.id ? e.to : e.from));
    relationLists(card, seen.filter((e) => e.arrows && e.from === n.id), "", " →", (e) => e.to);
    relationLists(card, seen.filter((e) => e.arrows && e.from !== n.id), "← ", "", (e) => e.from);
  }
  function refresh() {
    paint();
    showCard();
  }
  function select(id, move) {
    if (!byName.has(id)) return false;
    if (explored !== null) explored.add(id);
    selected = { node: id };
    refresh();
    if (move) {
      showTable(false);
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      network.focus(id, { scale: Math.max(network.getScale(), 0.7), animation: calm ? false : { duration: 350 } });
    }
    return true;
  }
  function selectEdge(id) {
    if (!edgeById.has(id)) return false;
    selected = { edge: id };
    refresh();
    return true;
  }
  function clear() {
    selected = null;
    refresh();
  }
  const board = data.board ? window.board({
    network, data, drawing, FONT, edgeById, thick, outlines: OUTLINES, lit: () => lit,
    text: (e) => sentence(e) + (e.hover ? "\n" + e.hover : ""), colours: () => colours,
    drawn: (e) => {
      const near = isNear(e);
      return !isShown(e) || (e.quiet && !near) ? 0 : near ? 2 : selected === null && hovered === null ? 1 : 0.15;
    },
  }) : null;
  network.on("click", (event) => {
    const hit = board ? board.edgeAt(event.pointer.canvas) : event.edges[0];
    if (event.nodes.length) select(event.nodes[0], false);
    else if (hit !== undefined) selectEdge(hit);
    else clear();
  });
  // What lies under the pointer: its relations are lit, and its name appears.
  function hover(id) {
    const before = hovered;
    hovered = id;
    const touched = [before, id].filter((one) => one !== null).flatMap((one) => incident.get(one));
    if (!data.board) edges.update(changed(touched, edgeLook, "e"));
    network.redraw();
  }
  network.on("hoverNode", (event) => hover(event.node));
  network.on("blurNode", () => hover(null));

  // Exploring: one node with its closest neighbours, then more of them, one by one or all of one node's.
  const neighbours = (id) => [...new Set(incident.get(id).slice().sort((a, b) => b.weight - a.weight).map((e) => (e.from === id ? e.to : e.from)))];
  function explore(id, most) {
    if (explored === null) explored = new Set();
    explored.add(id);
    neighbours(id).slice(0, most).forEach((other) => explored.add(other));
    byId("all").hidden = false;
    select(id, false);
    network.fit({ nodes: [...explored], animation: false });
  }
  function showAll() {
    explored = null;
    byId("all").hidden = true;
    refresh();
    fit();
  }
  byId("all").addEventListener("click", showAll);
  function exploreTools(n) {
    const list = make("p", "", "explore");
    const around = neighbours(n.id);
    const rest = around.filter((id) => !visible(id));
    if (explored === null) list.append(link("从这里探索", () => explore(n.id, 8)));
    else if (rest.length) list.append(link("再展开全部相邻（" + rest.length + "）", () => explore(n.id, around.length)));
    return list;
  }
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const folded = new Map(data.nodes.map((n) => [n.id, fold(n.name)]));
  function search(text) {
    const want = text.split(/\s+/).map(fold).filter(Boolean);
    if (!want.length) return [];
    return ranked.filter((n) => want.every((w) => folded.get(n.id).includes(w))).map((n) => n.id);
  }
  function showHits() {
    const text = byId("search").value;
    const found = search(text);
    const list = byId("hits");
    list.textContent = "";
    if (text.trim() && !found.length) list.append(make("li", "没有找到名称含“" + text.trim() + "”的节点"));
    found.slice(0, 12).forEach((id) => {
      const li = make("li");
      li.append(link(byName.get(id).name, () => select(id, true)));
      list.append(li);
    });
    if (found.length > 12) list.append(make("li", "还有 " + (found.length - 12) + " 个，请多输几个字"));
    if (!byId("table").hidden) fillTable();
  }
  byId("search").addEventListener("input", showHits);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const found = search(event.target.value);
    if (found.length) select(found[0], true);
  });

  // --- table
  function fillTable() {
    const hits = byId("search").value.trim() ? new Set(search(byId("search").value)) : null;
    const rows = data.edges.filter((e) => isShown(e) && (!hits || hits.has(e.from) || hits.has(e.to)));
    const body = byId("table").querySelector("tbody");
    body.textContent = "";
    rows.forEach((e) => {
      const row = make("tr");
      const cells = [make("td"), make("td", e.name), make("td"), make("td", e.hover)];
      cells[0].append(link(byName.get(e.from).name, () => select(e.from, true)));
      cells[2].append(link(byName.get(e.to).name, () => select(e.to, true)));
      row.append(...cells);
      body.append(row);
    });
    byId("count").textContent = rows.length === data.edges.length
      ? "共 " + rows.length + " 条关系" : "显示 " + rows.length + " 条关系，共 " + data.edges.length + " 条";
  }
  function showTable(on) {
    byId("table").hidden = !on;
    drawing.style.visibility = on ? "hidden" : "visible";
    byId("to-table").setAttribute("aria-pressed", String(on));
    if (on) fillTable();
  }
  byId("to-table").addEventListener("click", () => showTable(byId("table").hidden));

  // --- legend and filters
  function tally(items) {
    const groups = new Map();
    items.forEach((item) => {
      const key = item.family || item.kind;
      if (!groups.has(key)) groups.set(key, { first: item, number: 0 });
      groups.get(key).number += 1;
    });
    return [...groups.values()].sort((a, b) => b.number - a.number);
  }
  tally(data.nodes).forEach((group) => {
    const li = make("li");
    li.append(sign(group.first), make("span", group.first.kindLabel), make("span", String(group.number), "number"));
    byId("legend").append(li);
  });
  tally(data.edges).forEach((group) => {
    const li = make("li");
    const label = make("label");
    const box = make("input");
    box.type = "checkbox";
    box.checked = true;
    box.value = group.first.kind;
    box.addEventListener("change", () => {
      if (box.checked) hiddenKinds.delete(box.value);
      else hiddenKinds.add(box.value);
      refresh();
      if (!byId("table").hidden) fillTable();
    });
    label.append(box, stroke(group.first), make("span", group.first.kindLabel), make("span", String(group.number), "number"));
    li.append(label);
    byId("filters").append(li);
  });

  if (data.sizeLabel) { // what the size of a sign and the width of a line count
    const counts = data.nodes.map((n) => [new Set(incident.get(n.id).map((e) => (e.from === n.id ? e.to : e.from))).size, n.size]).sort((a, b) => a[0] - b[0]);
    const shown = [...new Map([0, 0.5, 0.9, 1].map((part) => counts[Math.round(part * (counts.length - 1))])).entries()];
    byId("sizes").hidden = false;
    byId("sizes").querySelector("h2").textContent = "大小：" + data.sizeLabel;
    shown.forEach(([count, size]) => {
      const li = make("li");
      const picture = svg("svg", { width: 54, height: 2 * size + 2, viewBox: "-27 " + (-size - 1) + " 54 " + (2 * size + 2), "aria-hidden": "true" });
      picture.append(svg("circle", { cx: 0, cy: 0, r: size, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }));
      li.append(picture, make("span", String(count)));
      byId("sizes").querySelector("ul").append(li);
    });
  }

  // --- tools
  // The picture as it is shown, with its title above.
  function save() {
    const shown = drawing.querySelector("canvas");
    const by = shown.width / drawing.clientWidth;
    const whole = document.createElement("canvas");
    const title = document.querySelector("h1").textContent;
    whole.width = shown.width;
    whole.height = shown.height + 48 * by;
    const pen = whole.getContext("2d");
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, whole.width, whole.height);
    pen.fillStyle = colours.text;
    pen.font = "600 " + 20 * by + "px " + FONT;
    pen.textBaseline = "middle";
    pen.fillText(title, 16 * by, 24 * by, whole.width - 32 * by);
    pen.drawImage(shown, 0, 48 * by);
    window.saveImage(whole.toDataURL("image/png"), title);
  }
  byId("save").addEventListener("click", save);
  const night = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme === "dark" || (root.dataset.theme === "auto" && night.matches);
  function themed() {
    byId("theme").textContent = isDark() ? "浅色" : "深色";
    paint();
  }
  byId("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    themed();
  });
  if (night.addEventListener) night.addEventListener("change", themed);
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor });
  function fit() {
    if (board) board.fit();
    else network.fit();
    if (!data.tree) zoom(data.roomy ? 0.94 : 0.86); // room for the names around the outermost signs
  }
  byId("fit").addEventListener("click", fit);
  byId("zoom-in").addEventListener("click", () => zoom(1.3));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  byId("physics").hidden = !data.movable;
  byId("physics").addEventListener("click", () => {
    const on = byId("physics").getAttribute("aria-pressed") !== "true";
    byId("physics").setAttribute("aria-pressed", String(on));
    network.setOptions({ physics: { enabled: on } });
  });
  const sheets = window.sheets({
    network, data, svg, make, sign, stroke, thick, FONT, outlines: OUTLINES,
    drawn: (e) => isShown(e) && !e.quiet, visible,
  });
  window.addEventListener("beforeprint", sheets);

  themed();
  fit();
  if (board) board.open();
  window.diagram = { network, nodes, edges, explore, showAll, hover, select, selectEdge, clear, search, showTable };
})();
