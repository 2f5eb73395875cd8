// SPDX-License-Identifier: BSD-3-Clause
//
// The colours of a map with their values and unit, the threshold, and the value under the
// pointer.
import { axisBottom } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { useEffect, useRef } from "preact/hooks";
import { colourAt } from "../logic/colours";
import { valueAt } from "../logic/raster";
import { axisUnit } from "../logic/units";
import type { Store } from "../state";

const height = 12;

export function ColourBar({ store, pane, width, left }: { store: Store; pane: number; width: number; left: number }) {
  const axis = useRef<SVGGElement>(null);
  const layer = store.layerOf(pane);
  const scale = store.scaleOf(pane);
  const unit = axisUnit(layer.unit, Math.max(-scale.low, scale.high));
  const x = scaleLinear([scale.low * unit.factor, scale.high * unit.factor], [0, width]);
  useEffect(() => {
    if (axis.current) {
      select(axis.current).call(axisBottom(x).ticks(Math.max(3, Math.min(9, width / 80))).tickSize(4));
    }
  }, [scale.low, scale.high, width, layer.key]);
  const id = `colours-${pane}`;
  const stops = Array.from({ length: 17 }, (_, i) => i / 16);
  const hover = store.hover.value;
  const value = hover ? valueAt(layer.raster(store.time.value), hover[0], hover[1]) : NaN;
  const hot = store.threshold.value * unit.factor;
  const pointer = (at: number) => `M${x(at)},${1} l-4,-6 h8 z`;
  return (
    <svg class="colour-bar" width={left + width + 10} height={50} role="img" aria-label={`Colours from ${x.domain()[0].toPrecision(3)} to ${x.domain()[1].toPrecision(3)} ${unit.name}`}>
      <defs>
        <linearGradient id={id}>
          {stops.map((share) => (
            <stop offset={share} stop-color={`rgb(${colourAt(share, scale.isDiverging).join()})`} />
          ))}
        </linearGradient>
      </defs>
      <g transform={`translate(${left},14)`}>
        <text x={-8} y={10} text-anchor="end" class="unit">
          {unit.name || "share"}
        </text>
        <rect width={width} height={height} fill={`url(#${id})`} class="bar" />
        <g ref={axis} transform={`translate(0,${height})`} />
        {layer.isDrop && hot > x.domain()[0] && hot <= x.domain()[1] && (
          <line class="hot-mark" x1={x(hot)} x2={x(hot)} y1={-3} y2={height + 3} />
        )}
        {!Number.isNaN(value) && <path class="pointer" d={pointer(value * unit.factor)} />}
      </g>
    </svg>
  );
}
