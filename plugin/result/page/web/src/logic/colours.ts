// SPDX-License-Identifier: BSD-3-Clause
//
// Colours of values: viridis, as the pictures of irdrop have it, for what begins at 0, and
// a scale with white in the middle, which the colour-blind can read, for differences.
import { interpolatePuOr, interpolateViridis } from "d3-scale-chromatic";

export type Rgb = [red: number, green: number, blue: number];

export interface Scale {
  low: number;
  high: number;
  isDiverging: boolean;
}

/** "#rrggbb" or "rgb(r, g, b)". */
export function rgbOf(text: string): Rgb {
  if (text.startsWith("#")) {
    return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16)) as Rgb;
  }
  return (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Rgb;
}

const steps = 256;

function table(colour: (share: number) => string): Rgb[] {
  return Array.from({ length: steps }, (_, i) => rgbOf(colour(i / (steps - 1))));
}

const sequential = table(interpolateViridis);
const diverging = table((share) => interpolatePuOr(1 - share));

/** Of a share of the scale from 0 to 1; what lies beyond has the colour of its end. */
export function colourAt(share: number, isDiverging: boolean): Rgb {
  const at = Math.round(Math.min(1, Math.max(0, share)) * (steps - 1));
  return (isDiverging ? diverging : sequential)[at];
}

export function shareOf(scale: Scale, value: number): number {
  return scale.high > scale.low ? (value - scale.low) / (scale.high - scale.low) : 0;
}

export function colourOf(scale: Scale, value: number): Rgb {
  return colourAt(shareOf(scale, value), scale.isDiverging);
}

/** One scale for what is looked at side by side: from 0 where nothing is below it. */
export function scaleFor(extents: { min: number; max: number }[], isDiverging: boolean): Scale {
  const known = extents.filter(({ min, max }) => !Number.isNaN(min) && !Number.isNaN(max));
  const low = Math.min(0, ...known.map(({ min }) => min));
  const high = Math.max(0, ...known.map(({ max }) => max));
  if (isDiverging) {
    const most = Math.max(-low, high) || 1;
    return { low: -most, high: most, isDiverging };
  }
  return { low, high: high > low ? high : low + 1, isDiverging };
}
