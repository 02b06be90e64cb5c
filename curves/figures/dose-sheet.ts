// Accuracy against exposures as one SVG: a panel a set, the last checkpoint with its intervals and some
// earlier ones.

import { escapeXml, formatStep, round, shorten } from '../../splits/output/svg-text.ts';
import type { DoseOfSet } from '../dose/dose.ts';
import { figureStyle } from './figure-style.ts';

const cell = { width: 236, height: 176, left: 30, top: 32, plotWidth: 190, plotHeight: 104 };
const margin = { left: 16, top: 66, bottom: 16 };
const earlier = 3;

const style = `${figureStyle}
.dose { stroke: var(--train); stroke-width: 1.8; } .bar { stroke: var(--train); } .point { fill: var(--train); } .earlier { stroke: var(--exposed); stroke-width: 1; }`;

/** `doses` of one seed, in the order of their sets and checkpoints. */
export function drawDoses(doses: readonly DoseOfSet[]): string {
  const sets = [...Map.groupBy(doses, ({ set }) => set).values()];
  const columns = Math.min(5, Math.max(2, Math.ceil(Math.sqrt(sets.length))));
  const width = Math.max(820, margin.left * 2 + columns * cell.width);
  const height = margin.top + Math.ceil(sets.length / columns) * cell.height + margin.bottom;
  const seed = doses[0]?.seed ?? null;
  const ofSeed = seed === null ? '' : `, seed ${escapeXml(String(seed))}`;
  const panels = sets.map((ofSet, i) => {
    const x = margin.left + (i % columns) * cell.width;
    const y = margin.top + Math.floor(i / columns) * cell.height;
    return `<g transform="translate(${x} ${y})">${drawCell(ofSet)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Accuracy against exposures of ${sets.length} sets">
<style>
${style}
</style>
<text class="title" x="${margin.left}" y="28">Accuracy against exposures${ofSeed}</text>
<text class="faint" x="${margin.left}" y="45">in per cent, by exposures of the critical phrases by the checkpoint; blue: the last checkpoint, intervals at 95 %; grey: earlier ones</text>
${panels.join('\n')}
</svg>
`;
}

function drawCell(checkpoints: readonly DoseOfSet[]): string {
  const last = checkpoints.at(-1);
  if (last === undefined) return '';
  const { left, top, plotWidth, plotHeight } = cell;
  const filled = last.rows.filter(({ examples }) => examples > 0).length;
  const shown = last.rows.slice(
    0,
    Math.max(2, last.rows.findLastIndex(({ examples }) => examples > 0) + 1),
  );
  const x = (i: number) => round(((i + 0.5) / shown.length) * plotWidth);
  const y = (share: number) => round((1 - share) * plotHeight);
  const drawLine = ({ rows }: DoseOfSet) =>
    rows
      .slice(0, shown.length)
      .flatMap(({ accuracy }, i) => (accuracy === null ? [] : [`${x(i)} ${y(accuracy)}`]))
      .map((point, i) => `${i === 0 ? 'M' : 'L'}${point}`)
      .join('');
  const grid = [0, 0.5, 1].map((share) => `M0 ${y(share)}H${plotWidth}`).join('');
  const old = pickEarlier(checkpoints).map(
    (dose) => `<path class="earlier" d="${drawLine(dose)}"/>`,
  );
  const bars = shown.flatMap(({ interval }, i) =>
    interval === null ? [] : `M${x(i)} ${y(interval[0])}V${y(interval[1])}`,
  );
  const points = shown.flatMap(({ accuracy }, i) =>
    accuracy === null ? [] : `<circle class="point" cx="${x(i)}" cy="${y(accuracy)}" r="2.5"/>`,
  );
  const labels = shown.map(
    ({ low, high }, i) =>
      `<text class="faint" x="${x(i)}" y="${plotHeight + 13}" text-anchor="middle">${labelRange(low, high)}</text>`,
  );
  const long = last.set.length > 34 ? ' class="long"' : '';
  return [
    `<text${long} x="0" y="12">${escapeXml(shorten(last.set, 46))}</text>`,
    `<text class="faint" x="0" y="25">step ${formatStep(last.step)}, ${filled} of ${last.rows.length} ranges with examples</text>`,
    `<g transform="translate(${left} ${top})"><path class="grid" d="${grid}"/>`,
    ...[0, 50, 100].map(
      (percent) =>
        `<text class="faint" x="-4" y="${y(percent / 100) + 3.5}" text-anchor="end">${percent}</text>`,
    ),
    ...[...old, `<path class="bar" d="${bars.join('')}"/>`],
    `<path class="dose" d="${drawLine(last)}"/>`,
    ...[...points, ...labels, '</g>'],
  ].join('');
}

/** Some checkpoints before the last one, evenly spread; not the first, which is often untrained. */
function pickEarlier(checkpoints: readonly DoseOfSet[]): DoseOfSet[] {
  const before = checkpoints.slice(1, -1);
  const apart = before.length / (earlier + 1);
  return Array.from({ length: earlier }, (_, i) => before[Math.floor((i + 1) * apart)]).filter(
    (dose) => dose !== undefined,
  );
}

function labelRange(low: number, high: number | null): string {
  const short = (count: number) => (count >= 1024 ? `${Math.round(count / 1024)}k` : String(count));
  return high === null ? `${short(low)}+` : short(low);
}
