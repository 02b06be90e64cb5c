// Exposure curves as one SVG: a small panel a set, distinct critical phrases met by step. The figure
// that the paper lays over its learning curves.
//
// Steps are the same in all panels, from the index's first one on: where steps are years, they would
// stand at the right edge else. Counts have each their own scale, as sets differ by orders. Sets
// without an exposure have no panel and are named below. Text is text, colours follow the reader's
// light or dark mode, nothing is loaded from elsewhere.

import type { Split, SplitSet } from '../split.ts';
import { escapeXml, formatCount, formatStep, round, shorten } from './svg-text.ts';

const panel = { width: 252, height: 128, left: 34, top: 34, plotWidth: 196, plotHeight: 66 };
const margin = { left: 20, top: 66, right: 8, bottom: 16, lineHeight: 15 };

const style = `svg { --ink: #1f2328; --faint: #59636e; --line: #d8dee4; --curve: #0b62a4; --area: #0b62a41f; background: #fff; font: 11px ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
@media (prefers-color-scheme: dark) { svg { --ink: #e6edf3; --faint: #9198a1; --line: #30363d; --curve: #58a6ff; --area: #58a6ff26; background: #0d1117; } }
text { fill: var(--ink); } .long { font-size: 9.5px; } .faint { fill: var(--faint); font-size: 10px; } .title { font-size: 16px; font-weight: 600; }
.grid { stroke: var(--line); fill: none; } .curve { stroke: var(--curve); fill: none; stroke-width: 1.5; stroke-linejoin: round; } .area { fill: var(--area); }`;

/** The picture of a split's sets, in their order. */
export function drawCurves({ at, firstStep, sets, minCount }: Split): string {
  const axis: Axis = { from: firstStep > 1 ? firstStep : 0, to: at };
  const met = sets.filter(({ curve }) => curve.length > 0);
  const columns = Math.min(5, Math.max(2, Math.ceil(Math.sqrt(met.length))));
  const width = margin.left + columns * panel.width + margin.right;
  const panels = met.map((set, i) => {
    const x = margin.left + (i % columns) * panel.width;
    const y = margin.top + Math.floor(i / columns) * panel.height;
    return `<g transform="translate(${x} ${y})">${drawPanel(set, axis)}</g>`;
  });
  const below = margin.top + Math.ceil(met.length / columns) * panel.height;
  const unmet = listUnmet(sets, Math.floor((width - 2 * margin.left) / 5.4));
  const height = below + unmet.length * margin.lineHeight + margin.bottom;
  const times = minCount === 1 ? '' : ` ${formatCount(minCount)} times or more`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Exposure curves of ${sets.length} sets of minimal pairs">
<style>
${style}
</style>
<text class="title" x="${margin.left}" y="28">Critical phrases met by step</text>
<text class="faint" x="${margin.left}" y="46">distinct phrases of each set exposed${times}, steps ${formatStep(Math.max(1, firstStep))} to ${formatStep(at)}; each panel has its own scale</text>
${panels.join('\n')}
${unmet.map((line, i) => `<text class="faint" x="${margin.left}" y="${below + 4 + i * margin.lineHeight}">${escapeXml(line)}</text>`).join('\n')}
</svg>
`;
}

/** The steps at the left and the right edge of a panel. */
interface Axis {
  readonly from: number;
  readonly to: number;
}

function drawPanel(set: SplitSet, { from, to }: Axis): string {
  const { left, top, plotWidth, plotHeight } = panel;
  const right = left + plotWidth;
  const bottom = top + plotHeight;
  const met = set.curve.at(-1)?.phrases ?? 0;
  const max = niceCount(met);
  const share = (step: number) => (step - from) / Math.max(1, to - from);
  const x = (step: number) => round(left + share(step) * plotWidth);
  const y = (phrases: number) => round(bottom - (phrases / max) * plotHeight);
  const line = thinned(set, (step) => Math.floor(share(step) * plotWidth * 2)).map(
    ({ step, phrases }) => `H${x(step)}V${y(phrases)}`,
  );
  const path = `M${left} ${bottom}${line.join('')}H${right}`;
  const middle = Number.isInteger(max / 2) ? [max / 2] : [];
  const percent = ((100 * met) / set.distinctPhrases).toFixed(
    met / set.distinctPhrases < 0.1 ? 1 : 0,
  );
  const kind = set.class === null ? '' : `, ${set.class}`;
  return [
    `<text${set.name.length > 36 ? ' class="long"' : ''} x="0" y="12">${escapeXml(shorten(set.name, 46))}</text>`,
    `<text class="faint" x="0" y="26">${formatCount(met)} of ${formatCount(set.distinctPhrases)} phrases (${percent}%)${kind}</text>`,
    `<path class="grid" d="${[0, ...middle, max].map((tick) => `M${left} ${y(tick)}H${right}`).join('')}"/>`,
    `<path class="area" d="${path}V${bottom}Z"/><path class="curve" d="${path}"/>`,
    ...[0, ...middle, max].map(
      (tick) =>
        `<text class="faint" x="${left - 4}" y="${y(tick) + 3.5}" text-anchor="end">${formatCount(tick)}</text>`,
    ),
    `<text class="faint" x="${left}" y="${bottom + 13}">${formatStep(from)}</text>`,
    `<text class="faint" x="${right}" y="${bottom + 13}" text-anchor="end">${formatStep(to)}</text>`,
  ].join('');
}

/** The sets without an exposed phrase, in lines of at most `characters`. */
function listUnmet(sets: readonly SplitSet[], characters: number): string[] {
  const names = sets.filter(({ curve }) => curve.length === 0).map(({ name }) => name);
  if (names.length === 0) return [];
  const lines = [`no phrase met, ${names.length} of ${sets.length} sets:`];
  for (const [i, name] of names.entries()) {
    const word = i === names.length - 1 ? name : `${name},`;
    const line = `${lines.at(-1)} ${word}`;
    if (line.length > characters) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines;
}

/** A count from `count` on with few digits, so that an axis may end there. */
function niceCount(count: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, count)));
  const digits = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].find((digit) => {
    return digit * power >= count && Number.isInteger(digit * power);
  });
  return (digits ?? 10) * power;
}

/** Of the curve the last point in each cell, half a pixel: what is drawn stays the same. */
function thinned({ curve }: SplitSet, cell: (step: number) => number): SplitSet['curve'] {
  return curve.filter(({ step }, i) => {
    const next = curve[i + 1];
    return next === undefined || cell(next.step) !== cell(step);
  });
}
