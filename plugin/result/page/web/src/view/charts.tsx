// SPDX-License-Identifier: BSD-3-Clause
//
// Histogram and waveform, with axes by d3.
import { bin } from "d3-array";
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear, type ScaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { line } from "d3-shape";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { axisUnit } from "../logic/units";

const margin = { left: 62, right: 12, top: 22, bottom: 36 };

interface AxesProps {
  x: ScaleLinear<number, number>;
  y: ScaleLinear<number, number>;
  width: number;
  height: number;
  xName: string;
  yName: string;
  label: string;
  children: ComponentChildren;
}

function Axes({ x, y, width, height, xName, yName, label, children }: AxesProps) {
  const svg = useRef<SVGSVGElement>(null);
  useEffect(() => {
    if (svg.current) {
      const all = select(svg.current);
      all.select<SVGGElement>(".x-axis").call(axisBottom(x).ticks(width / 80).tickSizeOuter(0));
      all.select<SVGGElement>(".y-axis").call(axisLeft(y).ticks(4).tickSizeOuter(0));
    }
  });
  return (
    <svg ref={svg} class="chart" width={width} height={height} role="img" aria-label={label}>
      {children}
      <g class="x-axis" transform={`translate(0,${height - margin.bottom})`} />
      <g class="y-axis" transform={`translate(${margin.left},0)`} />
      <text x={width - margin.right} y={height - 3} text-anchor="end">
        {xName}
      </text>
      <text x={4} y={11}>
        {yName}
      </text>
    </svg>
  );
}

/** The width that an element has, as it changes. */
export function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(320);
  useEffect(() => {
    const element = holder.current;
    if (!element) {
      return undefined;
    }
    const observer = new ResizeObserver(() => setWidth(Math.max(220, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [holder, width];
}

export function Histogram({ values, unit, threshold, name }: { values: ArrayLike<number>; unit: string; threshold: number; name: string }) {
  const [holder, width] = useWidth();
  const height = 190;
  const known = Array.from(values).filter((value) => !Number.isNaN(value));
  const most = known.reduce((a, b) => Math.max(a, b), 0) || 1;
  const scale = axisUnit(unit, most);
  const bins = bin().domain([0, most]).thresholds(40)(known);
  const x = scaleLinear([0, most * scale.factor], [margin.left, width - margin.right]);
  const top = bins.reduce((a, b) => Math.max(a, b.length), 1);
  const y = scaleLinear([0, top], [height - margin.bottom, margin.top]);
  return (
    <div ref={holder}>
      <Axes
        {...{ x, y, width, height }}
        xName={`drop, ${scale.name || "share"}`}
        yName={name}
        label={`Histogram of ${known.length} ${name} over drop`}
      >
        {bins.map((one) => {
          const left = x((one.x0 ?? 0) * scale.factor);
          const right = x((one.x1 ?? 0) * scale.factor);
          const isHot = (one.x0 ?? 0) >= threshold;
          return (
            <rect
              key={one.x0}
              class={isHot ? "bar hot" : "bar"}
              x={left + 0.5}
              width={Math.max(0.5, right - left - 1)}
              y={y(one.length)}
              height={y(0) - y(one.length)}
            />
          );
        })}
        {threshold < most && (
          <line class="hot-line" x1={x(threshold * scale.factor)} x2={x(threshold * scale.factor)} y1={margin.top} y2={height - margin.bottom} />
        )}
      </Axes>
    </div>
  );
}

export function Wave({ times, drops, now, label }: { times: ArrayLike<number>; drops: ArrayLike<number>; now: number; label: string }) {
  const [holder, width] = useWidth();
  const height = 180;
  const last = times[times.length - 1] || 1;
  const unit = axisUnit("s", last);
  const most = Array.from(drops).reduce((a, b) => (b > a ? b : a), 0) || 1;
  const x = scaleLinear([(times[0] ?? 0) * unit.factor, last * unit.factor], [margin.left, width - margin.right]);
  const y = scaleLinear([0, most * 1e3 * 1.05], [height - margin.bottom, margin.top]);
  const path = line<number>()
    .defined((_, i) => !Number.isNaN(drops[i]))
    .x((time) => x(time * unit.factor))
    .y((_, i) => y(drops[i] * 1e3))(Array.from(times));
  return (
    <div ref={holder}>
      <Axes {...{ x, y, width, height }} xName={`time, ${unit.name}`} yName="drop, mV" label={label}>
        <path class="wave" d={path ?? ""} />
        <line class="now" x1={x(now * unit.factor)} x2={x(now * unit.factor)} y1={margin.top} y2={height - margin.bottom} />
      </Axes>
    </div>
  );
}
