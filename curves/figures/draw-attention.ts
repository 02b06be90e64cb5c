// Attention of all heads as one SVG of heat maps: for each set a row a side, a column a checkpoint, and
// the change between two of them at the right. In a map layers go down and heads to the right.
//
// Colours are of 20 strengths, and the cells of one strength are one path: a model of a thousand heads
// has a hundred thousand cells in a figure.

import { escapeXml, formatCount, formatStep, round } from '../../splits/output/svg-text.ts';
import type { SetAttention } from '../attention/describe-attention.ts';
import type { HeadMeans } from '../attention/head-means.ts';
import { bodyTop, drawPage } from './svg-page.ts';

const margin = { left: 20, right: 12, bottom: 8 };
const label = { left: 104, top: 30, between: 10, below: 22 };
/** Checkpoints that are drawn; more are left out, evenly. */
const maxCheckpoints = 6;
const strengths = 20;
const style = `.frame { stroke: var(--line); fill: none; } .up { fill: var(--a); } .down { fill: var(--b); } .tick { fill: var(--faint); font-size: 8px; }`;

const sides: readonly (readonly [keyof HeadMeans, string])[] = [
  ['train', 'proxy-train'],
  ['validation', 'proxy-validation'],
  ['all', 'all'],
];

export function drawAttention(runs: readonly SetAttention[]): string {
  const notes = [
    'mean attention from the critical to the context token, layers from top to bottom, heads from left to right',
    'blue: the weight, or an increase; orange: a decrease; the full colours of a set stand next to its name',
  ];
  let y = bodyTop(notes.length) + 10;
  let width = 640;
  const body = runs.map((run) => {
    const drawn = drawRun(run);
    const group = `<g transform="translate(${margin.left} ${y})">${drawn.body}</g>`;
    y += drawn.height;
    width = Math.max(width, margin.left + drawn.width + margin.right);
    return group;
  });
  return drawPage({
    ...{ width, height: y + margin.bottom, notes, style, body: body.join('\n') },
    label: `Attention of the heads on ${runs.length} sets of minimal pairs by checkpoint`,
    title: 'Attention from critical to context token by head',
  });
}

interface Drawn {
  readonly body: string;
  readonly width: number;
  readonly height: number;
}

/** The largest |value|; 0: there is none. */
function largest(maps: readonly (Float64Array | null)[]): number {
  let max = 0;
  for (const values of maps) {
    for (const value of values ?? []) max = Math.max(max, Math.abs(value));
  }
  return max;
}

interface Column {
  readonly title: string;
  readonly values: (side: keyof HeadMeans) => Float64Array | null;
  /** The value of the fullest colour. */
  readonly max: number;
}

function drawRun(run: SetAttention): Drawn {
  const { set, seed, layers, heads, examples } = run;
  const cell = Math.min(12, Math.max(3, Math.floor(96 / Math.max(layers, heads))));
  const size = { width: Math.max(64, cell * heads), height: cell * layers };
  const columns = planColumns(run);
  const rows = sides.filter(([side]) => columns.some(({ values }) => values(side) !== null));
  const scales = `full colour: mean ${short(columns[0]?.max ?? 0)}, change ${short(columns.at(-1)?.max ?? 0)}`;
  const parts = [
    `<text x="0" y="12">${escapeXml(nameRun(set, seed))} <tspan class="faint" dx="8">${scales}</tspan></text>`,
  ];
  for (const [c, { title }] of columns.entries()) {
    const x = label.left + c * (size.width + label.between);
    parts.push(`<text class="faint" x="${x}" y="${label.top - 4}">${escapeXml(title)}</text>`);
  }
  for (const [r, [side, name]] of rows.entries()) {
    const y = label.top + r * (size.height + label.between);
    const n = side === 'all' ? examples.train + examples.validation : examples[side];
    parts.push(
      `<text class="faint" x="0" y="${y + 11}">${name}</text>`,
      `<text class="faint" x="0" y="${y + 24}">${formatCount(n)} pairs</text>`,
      ...ticks(layers - 1).map(
        (layer) =>
          `<text class="tick end" x="${label.left - 3}" y="${y + (layer + 0.5) * cell + 3}">${layer}</text>`,
      ),
    );
    for (const [c, { values, max }] of columns.entries()) {
      const x = label.left + c * (size.width + label.between);
      const map = drawMap(values(side), { heads, layers, cell, max });
      parts.push(`<g transform="translate(${x} ${y})">${map}</g>`);
    }
  }
  const bottom = label.top + rows.length * (size.height + label.between);
  for (const c of columns.keys()) {
    const x = label.left + c * (size.width + label.between);
    parts.push(
      ...ticks(heads - 1).map(
        (head) =>
          `<text class="tick middle" x="${x + (head + 0.5) * cell}" y="${bottom}">${head}</text>`,
      ),
    );
  }
  return {
    body: parts.join(''),
    width: label.left + columns.length * (size.width + label.between),
    height: bottom + label.below,
  };
}

/** The first and the last. */
function ticks(last: number): number[] {
  return last > 0 ? [0, last] : [0];
}

function nameRun(set: string, seed: SetAttention['seed']): string {
  return seed === null ? set : `${set}, seed ${seed}`;
}

/** The checkpoints, the compared ones among them, and their difference. */
function planColumns({ checkpoints, from, to }: SetAttention): Column[] {
  const shown = evenly(checkpoints, { from, to });
  const maxMean = largest(shown.flatMap(({ mean }) => [mean.train, mean.validation, mean.all]));
  const meanAt = (step: number) => checkpoints.find((one) => one.step === step)?.mean;
  const change = (side: keyof HeadMeans) => {
    const before = meanAt(from)?.[side] ?? null;
    const after = meanAt(to)?.[side] ?? null;
    if (before === null || after === null) return null;
    return after.map((value, i) => value - (before[i] ?? 0));
  };
  const maxChange = largest(sides.map(([side]) => change(side)));
  return [
    ...shown.map(({ step, mean }) => ({
      title: `step ${formatStep(step)}`,
      values: (side: keyof HeadMeans) => mean[side],
      max: maxMean,
    })),
    { title: `${formatStep(from)} to ${formatStep(to)}`, values: change, max: maxChange },
  ];
}

function evenly(
  checkpoints: SetAttention['checkpoints'],
  { from, to }: Pick<SetAttention, 'from' | 'to'>,
): SetAttention['checkpoints'] {
  const last = checkpoints.length - 1;
  const kept = new Set(
    Array.from({ length: maxCheckpoints }, (_, i) => Math.round((i * last) / (maxCheckpoints - 1))),
  );
  return checkpoints.filter(
    ({ step }, i) =>
      checkpoints.length <= maxCheckpoints || kept.has(i) || step === from || step === to,
  );
}

interface MapShape {
  readonly layers: number;
  readonly heads: number;
  readonly cell: number;
  readonly max: number;
}

function drawMap(values: Float64Array | null, { layers, heads, cell, max }: MapShape): string {
  const frame = `<path class="frame" d="M0 0h${heads * cell}v${layers * cell}h-${heads * cell}z"/>`;
  if (values === null || max === 0) return frame;
  const paths = new Map<string, string>();
  for (const [i, value] of values.entries()) {
    const strength = Math.ceil((Math.abs(value) / max) * strengths - 1e-9);
    if (strength === 0) continue;
    const key = `class="${value < 0 ? 'down' : 'up'}" opacity="${round((10 * strength) / strengths) / 10}"`;
    const square = `M${(i % heads) * cell} ${Math.floor(i / heads) * cell}h${cell}v${cell}h-${cell}z`;
    paths.set(key, (paths.get(key) ?? '') + square);
  }
  return [...paths].map(([key, d]) => `<path ${key} d="${d}"/>`).join('') + frame;
}

/** Two digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
