"use strict";
// The picture for paper: drawn as lines and letters, which stay sharp, over the sheets that were reckoned before.
window.sheets = function (kit) {
  const { network, data, svg, make } = kit;
  const INK = "#1b1f24";
  const RULE = "#cfd4da";
  const [WIDE, TALL, LARGEST, READABLE] = [277, 162, 0.27, 0.2]; // millimetres of a sheet, and for a pixel

  function text(x, y, words, look) {
    const element = svg("text", { x, y, "font-family": kit.FONT, "font-size": 14, fill: INK, ...look });
    element.textContent = words;
    return element;
  }
  function mark(n, x, y, size) {
    const scale = size / 10;
    const look = { fill: n.hollow ? "#ffffff" : n.color, stroke: n.color, "stroke-width": 1.5 / scale };
    const shape = n.mark === "dot" ? svg("circle", { cx: 10, cy: 10, r: 9.5, ...look }) : svg("polygon", { points: kit.outlines[n.mark], ...look });
    shape.setAttribute("transform", "translate(" + (x - size) + " " + (y - size) + ") scale(" + scale + ")");
    return shape;
  }
  function line(e, d, wide, faint) {
    const path = svg("path", { d, fill: "none", stroke: e.color, "stroke-width": wide, opacity: faint });
    if (e.dashes) path.setAttribute("stroke-dasharray", e.dashes.join(" "));
    return path;
  }
  function head(e, ax, ay, x, y) {
    const angle = (Math.atan2(y - ay, x - ax) * 180) / Math.PI;
    return svg("polygon", { points: "0,0 -10,4 -10,-4", fill: e.color, transform: "translate(" + x + " " + y + ") rotate(" + angle + ")" });
  }

  // What of a board stands on a sheet: boxes that are whole on it, and what of frames and lines lies on it.
  function board(group, top, bottom) {
    data.frames.forEach((f) => {
      group.append(svg("rect", { x: f.x, y: f.y, width: f.width, height: f.height, rx: 8, fill: "#f5f6f8", stroke: RULE, "stroke-width": 1.5 }));
      if (f.y - 24 >= top && f.y <= bottom) group.append(text(f.x + 4, f.y - 8, f.label, { "font-weight": 600 }));
    });
    data.edges.filter(kit.drawn).forEach((e) => {
      const r = data.routes[e.id];
      const d = "M" + r[0] + " " + r[1] + (r.length === 8 ? "C" : "L") + r.slice(2).join(" ");
      group.append(line(e, d, Math.max(1.4, kit.thick(e)), data.edges.length > 100 ? 0.6 : 1));
      if (e.arrows) group.append(head(e, ...r.slice(-4)));
    });
    data.nodes.filter((n) => n.y - n.tall / 2 >= top && n.y + n.tall / 2 <= bottom).forEach((n) => {
      const left = n.x - n.wide / 2;
      group.append(svg("rect", { x: left, y: n.y - n.tall / 2, width: n.wide, height: n.tall, rx: 4, fill: "#ffffff", stroke: n.color, "stroke-width": 1.8 }));
      group.append(mark(n, left + 14, n.y, 6));
      const lines = n.label.split("\n");
      lines.forEach((words, i) => group.append(text(left + 27, n.y + 5.5 + (i - (lines.length - 1) / 2) * 18, words, {})));
    });
  }
  function sides() {
    const spans = data.nodes.map((n) => [n.x - n.wide / 2, n.x + n.wide / 2]).concat(data.frames.map((f) => [f.x, f.x + f.width]));
    const lines = data.edges.filter((e) => kit.drawn(e) && data.routes[e.id].length !== 8);
    const corners = lines.flatMap((e) => data.routes[e.id].filter((_, i) => i % 2 === 0));
    return [Math.min(...spans.map((s) => s[0]), ...corners) - 8, Math.max(...spans.map((s) => s[1]), ...corners) + 8];
  }

  function plain(group, shown) {
    const among = new Set(shown.map((n) => n.id));
    const at = new Map(shown.map((n) => [n.id, network.getPosition(n.id)]));
    data.edges.filter((e) => kit.drawn(e) && among.has(e.from)).forEach((e) => {
      const [a, b] = [at.get(e.from), at.get(e.to)];
      group.append(line(e, "M" + a.x + " " + a.y + "L" + b.x + " " + b.y, kit.thick(e), data.roomy ? 0.7 : 0.4));
      const size = shown.find((n) => n.id === e.to).size;
      const far = Math.hypot(b.x - a.x, b.y - a.y) || 1;
      if (e.arrows) group.append(head(e, a.x, a.y, b.x - ((b.x - a.x) * size) / far, b.y - ((b.y - a.y) * size) / far));
    });
    shown.forEach((n) => group.append(mark(n, at.get(n.id).x, at.get(n.id).y, n.size)));
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const include = (x0, y0, x1, y1) => { box[0] = Math.min(box[0], x0); box[1] = Math.min(box[1], y0); box[2] = Math.max(box[2], x1); box[3] = Math.max(box[3], y1); };
    shown.forEach((n) => {
      const { x, y } = at.get(n.id);
      include(x - n.size, y - n.size, x + n.size, y + n.size);
      const spot = data.spots[n.id];
      if (!spot) return;
      n.label.split("\n").forEach((words, i) => {
        const seam = { "text-anchor": "middle", "font-size": 13, stroke: "#ffffff", "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" };
        group.append(text(x + spot[0], y + spot[1] + 13 + 16 * i, words, seam));
        include(x + spot[0] - words.length * 7, y + spot[1], x + spot[0] + words.length * 7, y + spot[1] + 16 * (i + 1));
      });
    });
    return [box[0] - 6, box[2] + 6, box[1] - 6, box[3] + 6];
  }

  // The nodes of a network that are joined: where the whole would be too small, each larger part has a sheet of its own.
  function parts(shown) {
    const of = new Map(shown.map((n) => [n.id, n.id]));
    const top = (id) => { let at = id; while (of.get(at) !== at) at = of.get(at); return at; };
    data.edges.filter(kit.drawn).forEach((e) => of.set(top(e.from), top(e.to)));
    const groups = new Map();
    shown.forEach((n) => groups.set(top(n.id), (groups.get(top(n.id)) || []).concat(n)));
    const sorted = [...groups.values()].sort((a, b) => b.length - a.length);
    return sorted.filter((g) => g.length > 12).concat([sorted.filter((g) => g.length <= 12).flat()]).filter((g) => g.length);
  }

  // What the signs and lines mean, each once.
  function signs() {
    const list = make("div", "", "signs");
    const known = new Set();
    const add = (key, picture, words) => {
      if (known.has(key)) return;
      known.add(key);
      const entry = make("span");
      entry.append(picture, make("span", words));
      list.append(entry);
    };
    data.nodes.filter((n) => kit.visible(n.id)).forEach((n) => add(n.family, kit.sign(n), n.kindLabel));
    data.edges.filter(kit.drawn).forEach((e) => add("\0" + e.kind, kit.stroke(e), e.kindLabel));
    if (data.sizeLabel) list.append(make("span", "大小：" + data.sizeLabel + "；线的粗细：共同任务数"));
    return list;
  }

  return () => {
    const place = document.getElementById("sheets");
    const title = document.querySelector("h1").textContent;
    const note = document.getElementById("note");
    const drawn = data.board ? boards() : nets();
    // All sheets alike large, as far as the largest has room: type of 11 points at most.
    const by = Math.min(LARGEST, ...drawn.map((d) => scale(d.box)));
    place.textContent = "";
    drawn.forEach(({ group, box }, i) => {
      const sheet = make("section", "", "sheet");
      sheet.append(make("h2", drawn.length > 1 ? title + "（" + (i + 1) + "/" + drawn.length + "）" : title));
      if (note && i === 0) sheet.append(make("p", note.textContent));
      const picture = svg("svg", { viewBox: [box[0], box[2], box[1] - box[0], box[3] - box[2]].join(" ") });
      picture.style.width = (box[1] - box[0]) * by + "mm";
      picture.style.height = (box[3] - box[2]) * by + "mm";
      picture.append(group);
      sheet.append(picture, signs());
      place.append(sheet);
    });
  };

  function boards() {
    const [left, right] = sides();
    return data.sheets.map(([top, bottom]) => {
      const group = svg("g", {});
      board(group, top, bottom);
      return { group, box: [left, right, top, bottom] };
    });
  }
  function nets() {
    const shown = data.nodes.filter((n) => kit.visible(n.id));
    const net = (nodes) => { const group = svg("g", {}); return { group, box: plain(group, nodes) }; };
    const whole = net(shown);
    return scale(whole.box) >= READABLE ? [whole] : parts(shown).map(net);
  }
  function scale(box) {
    return Math.min(WIDE / (box[1] - box[0]), TALL / (box[3] - box[2]));
  }
};
