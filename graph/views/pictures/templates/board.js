"use strict";
// Boards: frames with headings, and relations as curves whose course was computed before.
window.board = function (kit) {
  const { network, data, drawing, edgeById } = kit;
  const routes = new Map(Object.entries(data.routes));
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  const include = (x0, y0, x1, y1) => {
    box.x0 = Math.min(box.x0, x0); box.y0 = Math.min(box.y0, y0);
    box.x1 = Math.max(box.x1, x1); box.y1 = Math.max(box.y1, y1);
  };
  data.frames.forEach((f) => include(f.x, f.y - 24, f.x + f.width, f.y + f.height));
  data.nodes.forEach((n) => include(n.x - n.wide / 2, n.y - n.tall / 2, n.x + n.wide / 2, n.y + n.tall / 2));
  routes.forEach((r) => r.forEach((x, i) => { if (r.length !== 8 && i % 2 === 0) include(x, r[i + 1], x, r[i + 1]); }));

  function arrow(pen, r) {
    const [ax, ay, x, y] = r.slice(-4);
    const angle = Math.atan2(y - ay, x - ax);
    pen.beginPath();
    pen.moveTo(x, y);
    [0.42, -0.42].forEach((turn) => pen.lineTo(x - 10 * Math.cos(angle + turn), y - 10 * Math.sin(angle + turn)));
    pen.fill();
  }
  network.on("beforeDrawing", (pen) => {
    const colours = kit.colours();
    pen.save();
    pen.font = "600 14px " + kit.FONT;
    pen.textBaseline = "bottom";
    data.frames.forEach((f) => {
      pen.fillStyle = colours.panel;
      pen.strokeStyle = colours.rule;
      pen.lineWidth = 1.5;
      pen.beginPath();
      pen.roundRect(f.x, f.y, f.width, f.height, 8);
      pen.fill();
      pen.stroke();
      pen.fillStyle = colours.text;
      pen.fillText(f.label, f.x + 4, f.y - 4);
    });
    data.edges.forEach((e) => {
      const how = kit.drawn(e);
      const r = routes.get(e.id);
      if (!how || !r) return;
      pen.globalAlpha = how === 1 && routes.size > 100 ? 0.5 : Math.min(how, 1);
      pen.strokeStyle = pen.fillStyle = e.color;
      pen.lineWidth = Math.max(how > 1 ? 2.6 : 1.4, kit.thick(e));
      pen.setLineDash(e.dashes || []);
      pen.beginPath();
      pen.moveTo(r[0], r[1]);
      if (r.length === 8) pen.bezierCurveTo(r[2], r[3], r[4], r[5], r[6], r[7]);
      else for (let i = 2; i < r.length; i += 2) pen.lineTo(r[i], r[i + 1]);
      pen.stroke();
      pen.setLineDash([]);
      if (e.arrows) arrow(pen, r);
    });
    pen.restore();
  });

  // A sign in the colour of the class, and the label behind it.
  const paths = Object.fromEntries(Object.entries(kit.outlines).map(([name, corners]) => [name, new Path2D("M" + corners.replace(/ /g, "L") + "Z")]));
  paths.dot = new Path2D();
  paths.dot.arc(10, 10, 8, 0, 7);
  function sign(pen, n) {
    pen.save();
    pen.translate(n.x - n.wide / 2 + 8, n.y - 6.5);
    pen.scale(0.65, 0.65);
    pen.lineWidth = 3;
    pen.strokeStyle = pen.fillStyle = n.color;
    if (n.hollow) pen.stroke(paths[n.mark]);
    else pen.fill(paths[n.mark]);
    pen.restore();
  }
  network.on("afterDrawing", (pen) => {
    const colours = kit.colours();
    const lit = kit.lit();
    pen.save();
    pen.font = "14px " + kit.FONT;
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    data.nodes.forEach((n) => {
      pen.globalAlpha = lit && !lit.has(n.id) ? 0.2 : 1;
      sign(pen, n);
      pen.fillStyle = colours.text;
      const lines = n.label.split("\n");
      lines.forEach((line, i) => pen.fillText(line, n.x - n.wide / 2 + 27, n.y + 1 + (i - (lines.length - 1) / 2) * 18));
    });
    pen.restore();
  });

  const along = (a, b, c, d, t) => {
    const u = 1 - t;
    return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
  };
  function points(r) {
    const list = [];
    for (let k = 0; k + (r.length === 8 ? 7 : 3) < r.length; k += 2) {
      for (let i = 0; i <= 24; i += 1) {
        const t = i / 24;
        if (r.length === 8) list.push([along(r[0], r[2], r[4], r[6], t), along(r[1], r[3], r[5], r[7], t)]);
        else list.push([r[k] + (r[k + 2] - r[k]) * t, r[k + 1] + (r[k + 3] - r[k + 1]) * t]);
      }
    }
    return list;
  }
  function edgeAt(point) {
    let best;
    let nearest = 7 / network.getScale();
    routes.forEach((r, id) => {
      if (!kit.drawn(edgeById.get(id))) return;
      for (const [x, y] of points(r)) {
        const away = Math.hypot(x - point.x, y - point.y);
        if (away < nearest) [best, nearest] = [id, away];
      }
    });
    return best;
  }
  const tip = document.createElement("div");
  tip.className = "vis-tooltip";
  tip.hidden = true;
  drawing.parentElement.append(tip);
  drawing.addEventListener("mousemove", (event) => {
    const at = { x: event.offsetX, y: event.offsetY };
    const hit = network.getNodeAt(at) === undefined ? edgeAt(network.DOMtoCanvas(at)) : undefined;
    tip.hidden = hit === undefined;
    if (tip.hidden) return;
    tip.textContent = kit.text(edgeById.get(hit));
    Object.assign(tip.style, { position: "absolute", visibility: "visible" });
    tip.style.left = Math.max(0, Math.min(at.x + 14, drawing.clientWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = Math.max(0, Math.min(at.y + 14, drawing.clientHeight - tip.offsetHeight - 8)) + "px";
  });
  drawing.addEventListener("mouseleave", () => { tip.hidden = true; });

  const MARGIN = 24;
  function show(scale, x, y) {
    network.moveTo({ scale, position: { x, y } });
  }
  function fit() {
    const w = box.x1 - box.x0;
    const h = box.y1 - box.y0;
    if (!(w > 0)) return;
    const scale = Math.min((drawing.clientWidth - 2 * MARGIN) / w, (drawing.clientHeight - 2 * MARGIN) / h, 1.2);
    show(scale, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2);
  }
  // At first: all of it where it can be read, else as wide as the window from the top.
  function open() {
    fit();
    if (network.getScale() >= 0.75) return;
    const scale = Math.min(Math.max((drawing.clientWidth - 2 * MARGIN) / (box.x1 - box.x0), 0.6), 1);
    const half = drawing.clientWidth / 2 / scale;
    const middle = (box.x0 + box.x1) / 2;
    const x = box.x1 - box.x0 > 2 * half ? box.x0 - MARGIN + half : middle;
    show(scale, x, box.y0 - MARGIN / scale + drawing.clientHeight / 2 / scale);
  }
  return { edgeAt, fit, open };
};
