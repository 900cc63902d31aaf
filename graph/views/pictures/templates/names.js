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

  const MOST = 160;
  const cross = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  // Where the name of a sign may stand: below it, above, to the right, to the left; the first spot that is free.
  function spots(n, at, half, tall, gap) {
    const aside = n.size + half + gap;
    const slant = n.size * 0.75 + half;
    return [[at.x, at.y + n.size + gap], [at.x, at.y - n.size - tall - gap], [at.x + aside, at.y - tall / 2], [at.x - aside, at.y - tall / 2],
      [at.x + slant, at.y + n.size * 0.7], [at.x - slant, at.y + n.size * 0.7], [at.x + slant, at.y - n.size * 0.7 - tall], [at.x - slant, at.y - n.size * 0.7 - tall]];
  }
  function write(pen, lines, spot, size) {
    lines.forEach((line, i) => pen.strokeText(line, spot[0], spot[1] + i * size * 1.2));
    lines.forEach((line, i) => pen.fillText(line, spot[0], spot[1] + i * size * 1.2));
  }

  // Boxes in cells of a grid, so that what lies in the way of another box is found soon.
  function grid() {
    const cells = new Map();
    const step = 120;
    const each = (box, act) => {
      for (let i = Math.floor(box[0] / step); i <= Math.floor(box[2] / step); i += 1) {
        for (let j = Math.floor(box[1] / step); j <= Math.floor(box[3] / step); j += 1) act(i + "," + j);
      }
    };
    const add = (box) => each(box, (key) => { if (!cells.has(key)) cells.set(key, []); cells.get(key).push(box); });
    const free = (box) => {
      let clear = true;
      each(box, (key) => { if (clear && (cells.get(key) || []).some((t) => cross(t, box))) clear = false; });
      return clear;
    };
    return { add, free };
  }

  // The signs that names must not cover: the same from frame to frame, unless nodes move, come or go.
  let signs = null;
  let signsOf = "";
  function signGrid(seen) {
    const key = data.movable ? "" : seen.length + " " + (kit.lit() ? [...kit.lit()][0] : "");
    if (signs === null || key === "" || key !== signsOf) {
      signs = grid();
      signsOf = key;
      seen.forEach((n) => {
        const at = network.getPosition(n.id);
        signs.add([at.x - n.size, at.y - n.size, at.x + n.size, at.y + n.size]);
      });
    }
    return signs;
  }
  network.on("dragEnd", () => { signs = null; });

  network.on("afterDrawing", (pen) => {
    const lit = kit.lit();
    const selected = kit.selected();
    const scale = network.getScale();
    const size = data.roomy ? Math.min(Math.max(14, 11.5 / scale), 24) : 13 / scale;
    const low = network.DOMtoCanvas({ x: 0, y: 0 });
    const high = network.DOMtoCanvas({ x: drawing.clientWidth, y: drawing.clientHeight });
    if (lit && !data.roomy) veil(pen, lit, low, high);
    pen.textAlign = "center";
    pen.textBaseline = "top";
    pen.lineJoin = "round";
    pen.strokeStyle = kit.colours().ground;
    pen.fillStyle = kit.colours().text;
    const first = [kit.hovered(), selected && selected.node].filter((id) => id && kit.byName.has(id)).map((id) => kit.byName.get(id));
    const seen = (n) => kit.visible(n.id) && (!lit || lit.has(n.id) || data.roomy || n.id === kit.hovered());
    const shown = kit.ranked.filter(seen);
    const drawn = shown.map((n) => [n, network.getPosition(n.id)])
      .filter(([, at]) => at.x >= low.x && at.x <= high.x && at.y >= low.y && at.y <= high.y);
    const covered = data.roomy ? null : signGrid(shown);
    const taken = grid();
    const free = (box) => taken.free(box) && (covered === null || covered.free(box));
    const places = new Map(drawn.map(([n, at]) => [n.id, at]));
    let written = 0;
    let tried = 0;
    new Set(first.concat(drawn.map(([n]) => n))).forEach((n) => {
      const at = places.get(n.id);
      if (written >= MOST || tried >= 8 * MOST || !at) return;
      tried += 1;
      pen.globalAlpha = lit && !lit.has(n.id) && n.id !== kit.hovered() ? 0.2 : 1;
      const must = n.id === kit.hovered() || data.roomy;
      const lines = n.label.split("\n");
      // Where there is no room for a large name, a small one; the layout left room for that.
      for (const tall of data.roomy ? [size, (size + 14) / 2, 14] : [size]) {
        pen.font = tall + "px " + kit.FONT;
        pen.lineWidth = tall * 0.3;
        if (!n.half) n.half = Math.max(...lines.map((line) => pen.measureText(line).width)) / 2 / tall; // for a type of 1
        const half = (n.half + 0.3) * tall;
        const all = spots(n, at, half, lines.length * tall * 1.2, tall * 0.25);
        const box = (spot) => [spot[0] - half, spot[1], spot[0] + half, spot[1] + lines.length * tall * 1.2];
        const inside = (b) => data.roomy || (b[0] >= low.x && b[2] <= high.x);
        // A name that finds no room waits until its sign is pointed at or seen from nearer by.
        const clear = (data.roomy ? all.slice(0, 1) : all).find((s) => inside(box(s)) && free(box(s)));
        const spot = clear || (must && (tall <= 14 || !data.roomy) ? all[0] : null);
        if (!spot) continue;
        taken.add(box(spot));
        written += 1;
        write(pen, lines, spot, tall);
        break;
      }
    });
    pen.globalAlpha = 1;
  });
};
