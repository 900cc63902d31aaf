"""A force layout for large networks: thousands of nodes in seconds, without a compiled library of its own.

Pivot MDS (Brandes and Pich 2006) gives the first places; then springs pull along relations while all push each
other away (Fruchterman and Reingold 1991), what is far summed up in the cells of a grid.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    Array = np.ndarray[Any, np.dtype[Any]]

_PIVOTS = 40
_TURNS = 90
_CELLS = 16  # a side of the grid
_NEAR = 10  # neighbours in the order of a grid's rows, and of its columns


def force_layout(size: int, pairs: list[tuple[int, int]], seed: int = 7) -> Array:
    """Places of the nodes 0 … size-1 of one connected network, one unit being about the length of a relation."""
    random = np.random.default_rng(seed)
    ends = np.array(sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]}), dtype=np.int64).reshape(-1, 2)
    spots = _pivot_mds(size, ends)
    spread = np.sqrt(size)
    spots = spots / (np.abs(spots).max() or 1.0) * spread / 2 + random.normal(0, 0.5, (size, 2))
    degree = np.bincount(ends.ravel(), minlength=size)
    weight = 1 + np.sqrt(degree)  # what has many relations needs more room
    weight /= weight.mean()
    heat = spread / 8
    for _ in range(_TURNS):
        push = _far(spots, weight) + _near(spots, weight) + _springs(spots, ends, degree)
        push -= 0.06 * spots  # a weak pull to the middle, so that no part drifts away
        length = np.maximum(np.hypot(push[:, 0], push[:, 1]), 1e-9)[:, None]
        spots = spots + push / length * np.minimum(length, heat)
        heat = max(heat * 0.95, 0.05)
    centred: Array = spots - spots.mean(axis=0)
    return centred


def _pivot_mds(size: int, ends: Array) -> Array:
    """First places from the distances to a few nodes that lie far apart."""
    near: list[list[int]] = [[] for _ in range(size)]
    for a, b in ends.tolist():
        near[a].append(b)
        near[b].append(a)
    pivot = max(range(size), key=lambda i: (len(near[i]), -i))
    closest = np.full(size, np.inf)
    columns = []
    for _ in range(min(_PIVOTS, size)):
        away = _distances(near, pivot)
        columns.append(away)
        closest = np.minimum(closest, away)
        pivot = int(closest.argmax())
    squares = np.stack(columns, axis=1) ** 2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1, keepdims=True) + squares.mean()
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, :-3:-1]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])] < 0, -1, 1)
    spots = np.zeros((size, 2))
    spots[:, : axes.shape[1]] = centred @ axes
    scale = np.abs(spots).max(axis=0)
    return spots / np.where(scale > 0, scale, 1)


def _distances(near: list[list[int]], start: int) -> Array:
    away = [-1] * len(near)
    away[start] = 0
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in near[node]:
            if away[other] < 0:
                away[other] = away[node] + 1
                queue.append(other)
    return np.array(away, dtype=float)


def _far(spots: Array, weight: Array) -> Array:
    """Push each node away from the middle of every cell, as strongly as the cell has weight."""
    low = spots.min(axis=0)
    step = np.maximum((spots.max(axis=0) - low) / _CELLS, 1e-9)
    place = np.minimum(((spots - low) / step).astype(int), _CELLS - 1)
    cell = place[:, 0] * _CELLS + place[:, 1]
    mass = np.bincount(cell, weight, _CELLS**2)
    used = mass > 0
    middle = [np.bincount(cell, weight * spots[:, k], _CELLS**2)[used] / mass[used] for k in (0, 1)]
    dx = spots[:, 0][:, None] - middle[0]
    dy = spots[:, 1][:, None] - middle[1]
    strength = mass[used] / (dx * dx + dy * dy + 0.5) * weight[:, None]
    return np.stack([(dx * strength).sum(axis=1), (dy * strength).sum(axis=1)], axis=1)


def _near(spots: Array, weight: Array) -> Array:
    """Nodes that nearly touch push each other apart."""
    push = np.zeros_like(spots)
    rows = np.floor(spots)
    for first, second in ((0, 1), (1, 0)):
        order = np.lexsort((spots[:, second], rows[:, first]))
        for skip in range(1, min(_NEAR, len(order) - 1) + 1):
            a, b = order[:-skip], order[skip:]
            delta = spots[a] - spots[b]
            square = (delta**2).sum(axis=1)
            strength = np.where(square < 4, weight[a] * weight[b] / (square + 0.05), 0.0)[:, None] * delta
            push[a] += strength
            push[b] -= strength
    return push


def _springs(spots: Array, ends: Array, degree: Array) -> Array:
    """Related nodes pull each other together, the softer the more relations they have."""
    a, b = ends[:, 0], ends[:, 1]
    delta = spots[b] - spots[a]
    length = np.hypot(delta[:, 0], delta[:, 1])
    pull = delta * (length / np.sqrt(np.minimum(degree[a], degree[b])) * 1.2)[:, None]
    push = np.zeros_like(spots)
    for k in (0, 1):
        push[:, k] = np.bincount(a, pull[:, k], len(spots)) - np.bincount(b, pull[:, k], len(spots))
    return push
