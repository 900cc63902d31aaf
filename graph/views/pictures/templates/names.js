"use strict";
// Names in networks. Small ones have room for every name; in large ones names keep their size on the screen, and as
// many appear as there is room for. In large ones a veil dims what is not selected, which is quicker than repainting.
window.names = function (kit) {
  const { network, data, drawing } = kit;

  function veil(pen, lit, low, high) {
    const selected = kit.selected();
    pen.globalAlpha = 0.85;
    pen.fillStyle = kit.colours().ground;
    pen.fillRect(low.x, low.y, high.x - low.x, high.y - low.y);
    pen.globalAlpha = 1;
    const near = selected.edge !== undefined ? [selected.edge] : kit.incident.get(selected.node).filter(kit.isShown).map((e) => e.id);
    near.forEach((id) => {
      network.body.edges[id].draw(pen);
      network.body.edges[id].drawArrows(pen);
    });
    lit.forEach((id) => network.body.nodes[id].draw(pen));
  }

  function place(pen, n, at, size, room) {
    pen.font = size + "px " + kit.FONT;
    pen.lineWidth = size * 0.3;
    const lines = n.label.split("\n");
    const half = Math.max(...lines.map((line) => pen.measureText(line).width)) / 2 + size * 0.3;
    const top = at.y + n.size + size * 0.25;
    return [lines, top, [at.x - half - room, top - room, at.x + half + room, top + lines.length * size * 1.2 + room]];
  }

  network.on("afterDrawing", (pen) => {
    const lit = kit.lit();
    const selected = kit.selected();
    const scale = network.getScale();
    const size = data.roomy ? Math.min(Math.max(14, 11.5 / scale), 24) : 13 / scale;
    const low = network.DOMtoCanvas({ x: 0, y: 0 });
    const high = network.DOMtoCanvas({ x: drawing.clientWidth, y: drawing.clientHeight });
    if (lit && !data.roomy) veil(pen, lit, low, high);
    const taken = [];
    pen.textAlign = "center";
    pen.textBaseline = "top";
    pen.lineJoin = "round";
    pen.strokeStyle = kit.colours().ground;
    pen.fillStyle = kit.colours().text;
    const first = selected && selected.node !== undefined ? [kit.byName.get(selected.node)] : [];
    for (const n of first.concat(kit.ranked)) {
      if (taken.length >= 160) break;
      pen.globalAlpha = 1;
      if (lit && !lit.has(n.id)) {
        if (!data.roomy) continue;
        pen.globalAlpha = 0.2;
      }
      const at = network.getPosition(n.id);
      if (at.x < low.x || at.x > high.x || at.y < low.y || at.y > high.y) continue;
      const room = lit || data.roomy ? 0 : size * 0.6;
      // Where there is no room for a large name, a small one; the layout left room for that.
      for (const high of data.roomy ? [size, (size + 14) / 2, 14] : [size]) {
        const [lines, top, box] = place(pen, n, at, high, room);
        if (high > 14 || !data.roomy) {
          if (taken.some((t) => t[0] < box[2] && box[0] < t[2] && t[1] < box[3] && box[1] < t[3])) continue;
        }
        taken.push(box);
        lines.forEach((line, i) => pen.strokeText(line, at.x, top + i * high * 1.2));
        lines.forEach((line, i) => pen.fillText(line, at.x, top + i * high * 1.2));
        break;
      }
    }
    pen.globalAlpha = 1;
  });
};
