import { useState, type PointerEvent, type ReactNode } from 'react';
import type { Hue } from './legend.js';
import { Legend } from './legend.js';
import { labelled, share, ticks } from './scale.js';

const HEIGHT = 184;
const TOP = 8;
const BOTTOM = 24;
const GROUND = HEIGHT - BOTTOM;

export interface Series {
  name: string;
  hue: Hue;
  values: readonly number[];
}

/** Columns of stacked counts over time. Whatever a column holds is read out above when the pointer is on it; the table of the figure holds the same. */
export function StackedColumns({
  labels,
  series,
  readout,
}: {
  labels: readonly string[];
  series: readonly Series[];
  readout: (index: number) => string;
}): ReactNode {
  const [at, setAt] = useState<number | null>(null);
  const totals = labels.map((_, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const marks = ticks(Math.max(0, ...totals));
  const highest = marks.at(-1) ?? 1;
  const y = (value: number) => GROUND - (value / highest) * (GROUND - TOP);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / width) * labels.length);
    setAt(index >= 0 && index < labels.length ? index : null);
  };
  return (
    <div className="columns">
      <Legend entries={series.filter(({ values }) => values.some((value) => value > 0))} />
      <div className="readout small" aria-hidden="true">
        {at === null ? ' ' : readout(at)}
      </div>
      <div className="columns-in" aria-hidden="true">
        <svg className="columns-axis" height={HEIGHT} width="100%">
          {marks.map((mark) => (
            <text key={mark} x="100%" y={y(mark)} dy="0.32em" textAnchor="end">
              {mark.toLocaleString()}
            </text>
          ))}
        </svg>
        <svg height={HEIGHT} width="100%" onPointerMove={point} onPointerDown={point} onPointerLeave={() => setAt(null)}>
          {marks.map((mark) => (
            <line key={mark} x1="0" x2="100%" y1={Math.round(y(mark)) + 0.5} y2={Math.round(y(mark)) + 0.5} className="grid" />
          ))}
          {at === null ? null : (
            <rect className="cursor" x={share(at, labels.length)} width={share(1, labels.length)} y={TOP} height={GROUND - TOP} />
          )}
          {labels.map((label, index) => (
            <Column key={label} index={index} count={labels.length} series={series} y={y} />
          ))}
        </svg>
        <div className="columns-labels">
          {labelled(labels.length, 5).map((index) => (
            <span key={index} style={{ left: share(index, labels.length), minWidth: share(1, labels.length) }}>
              {labels[index]}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

/** One stack, from the ground up; a thin gap keeps neighbours of like colour apart. */
function Column({
  index,
  count,
  series,
  y,
}: {
  index: number;
  count: number;
  series: readonly Series[];
  y: (value: number) => number;
}): ReactNode {
  const gap = count > 60 ? 0.1 : 0.2;
  const parts = series.map(({ name, hue, values }, at) => {
    const below = series.slice(0, at).reduce((sum, each) => sum + (each.values[index] ?? 0), 0);
    const value = values[index] ?? 0;
    const [top, bottom] = [y(below + value), y(below)];
    return { name, hue, value, top, height: Math.max(1, bottom - top - (below > 0 ? 1 : 0)) };
  });
  return (
    <>
      {parts
        .filter(({ value }) => value > 0)
        .map(({ name, hue, top, height }) => (
          <rect
            key={name}
            className={`hue ${hue}`}
            x={share(index + gap / 2, count)}
            width={share(1 - gap, count)}
            y={top}
            height={height}
          />
        ))}
    </>
  );
}
