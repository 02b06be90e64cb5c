// The curves of one set as an SVG: the fixed split and the one as of each checkpoint, side by side.

import { escapeXml, formatCount, formatStep } from '../../splits/output/svg-text.ts';
import type { SetSummary } from '../sets/over-sets.ts';
import { drawPanel, type PanelData } from './curve-panel.ts';
import { figureStyle } from './figure-style.ts';

export interface FigureOptions {
  readonly thresholds: readonly number[];
  /** The one whose lag is marked; one of `thresholds`. */
  readonly threshold: number;
  /** Steps on a logarithmic axis. */
  readonly log: boolean;
}

const panel = { width: 340, height: 210, left: 42, right: 34, top: 92, bottom: 62 };
const titles = {
  fixed: 'sides of the split, at every checkpoint',
  as_of: 'sides as of each checkpoint',
} as const;

/** `curves` are of one set and seed: of either kind of split, or of both. */
export function drawSet(curves: readonly SetSummary[], options: FigureOptions): string {
  const [first] = curves;
  if (first === undefined) throw new Error('a figure of no curves');
  const each = panel.left + panel.width + panel.right;
  const width = each * curves.length + 8;
  const height = panel.top + panel.height + panel.bottom;
  const panels = curves.map((curve, i) => {
    const x = i * each + panel.left;
    const labels = [
      `<text class="panel-title" x="0" y="-26">${titles[curve.split]}</text>`,
      `<text class="faint" x="0" y="-11">${escapeXml(describe(curve, options))}</text>`,
      `<text class="faint" x="${panel.width / 2}" y="${panel.height + 30}" text-anchor="middle">step</text>`,
    ];
    const drawn = drawPanel(panelData(curve, options, curves), {
      ...panel,
      log: options.log,
      small: false,
    });
    return `<g transform="translate(${x} ${panel.top})">${labels.join('')}${drawn}</g>`;
  });
  const seed = first.seed === null ? '' : `, seed ${escapeXml(String(first.seed))}`;
  const long = first.set.length > 60 ? ' style="font-size: 12px"' : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Accuracy on exposed and unexposed examples of ${escapeXml(first.set)}">
<style>
${figureStyle}
</style>
<text class="title"${long} x="${panel.left}" y="26">${escapeXml(first.set)}${seed}</text>
${drawKey(panel.left, 46)}
${panels.join('\n')}
</svg>
`;
}

/** The data of a curve's panel. The share exposed is known where the sides as of a step are. */
export function panelData(
  { steps, train, validation, tTrain, tValidation }: SetSummary,
  { thresholds, threshold }: FigureOptions,
  curves: readonly SetSummary[],
): PanelData {
  const t = thresholds.indexOf(threshold);
  const asOf = curves.find(({ split }) => split === 'as_of');
  const exposed = asOf?.train.examples.map((count, c) => {
    return count / Math.max(1, count + (asOf.validation.examples[c] ?? 0));
  });
  return {
    ...{ steps, train, validation, thresholds },
    lag: { threshold, train: tTrain[t] ?? null, validation: tValidation[t] ?? null },
    ...(exposed && { exposed }),
  };
}

function describe(
  { train, validation, lag, p, q }: SetSummary,
  { thresholds, threshold }: FigureOptions,
): string {
  const t = thresholds.indexOf(threshold);
  const sizes = `n = ${formatCount(train.examples.at(-1) ?? 0)} and ${formatCount(validation.examples.at(-1) ?? 0)}`;
  const found = lag[t] ?? null;
  if (found === null) return `${sizes}; lag at ${threshold} % undefined`;
  const tested = [
    `p = ${formatP(p.groups[t] ?? null)}`,
    ...((q.groups[t] ?? null) === null ? [] : [`q = ${formatP(q.groups[t] ?? null)}`]),
  ];
  return `${sizes}; lag at ${threshold} %: ${formatStep(found)} steps, ${tested.join(', ')} (groups)`;
}

function formatP(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3);
}

/** The key of the two sides and the exposure curve. */
export function drawKey(x: number, y: number): string {
  const entries = [
    { text: 'proxy-train (exposed)', path: '<path class="curve train" d="M0 -4h22"/>' },
    {
      text: 'proxy-validation (not exposed)',
      path: '<path class="curve validation" d="M0 -4h22"/>',
    },
    { text: 'share of examples exposed, 0 to 100 %', path: '<path class="exposed" d="M0 -4h22"/>' },
  ];
  let at = x;
  const drawn = entries.map(({ text, path }) => {
    const entry = `<g transform="translate(${at} ${y})">${path}<text class="faint" x="27" y="0">${text}</text></g>`;
    at += 42 + text.length * 5.3;
    return entry;
  });
  return drawn.join('');
}
