// SPDX-License-Identifier: BSD-3-Clause
//
// How drops are spread: eight ranges as sign-off tools print them, and a histogram.

export interface Range {
  from: number;
  to: number;
  count: number;
  share: number; // of all that have a value
}

/** `count` equal ranges from 0 (or less, where values are) to the largest value, the highest
 * first. A value on a border counts in the range above it; the largest in the highest. */
export function rangesOf(values: ArrayLike<number>, count = 8): Range[] {
  let [low, high, all] = [0, -Infinity, 0];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
      all++;
    }
  }
  if (all === 0) {
    return [];
  }
  const width = (high - low) / count;
  const counts = new Array<number>(count).fill(0);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) {
      const at = width > 0 ? Math.floor((values[i] - low) / width) : 0;
      counts[Math.min(at, count - 1)]++;
    }
  }
  return counts
    .map((n, i) => ({
      from: low + i * width,
      to: i === count - 1 ? high : low + (i + 1) * width,
      count: n,
      share: n / all,
    }))
    .reverse();
}

/** The indices of the largest values, largest first; NaN is none. */
export function largest(values: ArrayLike<number>, count: number): number[] {
  const indices: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) {
      indices.push(i);
    }
  }
  return indices.sort((a, b) => values[b] - values[a] || a - b).slice(0, count);
}
