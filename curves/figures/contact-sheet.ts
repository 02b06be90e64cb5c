// All sets on one sheet: a small panel each of the fixed split, those that the filters leave first.

import { escapeXml, formatStep, shorten } from '../../splits/output/svg-text.ts';
import type { SetSummary } from '../sets/over-sets.ts';
import { drawPanel } from './curve-panel.ts';
import { figureStyle } from './figure-style.ts';
import { drawKey, type FigureOptions, panelData } from './set-figure.ts';

const cell = { width: 236, height: 168, left: 30, top: 36, plotWidth: 186, plotHeight: 96 };
const margin = { left: 16, top: 80, section: 30, bottom: 12 };

/** `curves` of one seed, in the order of their sets. */
export function drawSheet(curves: readonly SetSummary[], options: FigureOptions): string {
  const bySet = [...Map.groupBy(curves, ({ set }) => set).values()];
  const kept = bySet.filter(([first]) => first?.excluded === null);
  const excluded = bySet.filter(([first]) => first?.excluded !== null);
  const columns = Math.min(5, Math.max(2, Math.ceil(Math.sqrt(bySet.length))));
  const width = Math.max(820, margin.left * 2 + columns * cell.width);
  let y = margin.top;
  const section = (title: string, sets: readonly (readonly SetSummary[])[]) => {
    if (sets.length === 0) return '';
    const heading = `<text class="panel-title" x="${margin.left}" y="${y + 10}">${title}</text>`;
    y += margin.section;
    const panels = sets.map((set, i) => {
      const at = [
        margin.left + (i % columns) * cell.width,
        y + Math.floor(i / columns) * cell.height,
      ];
      return `<g transform="translate(${at.join(' ')})">${drawCell(set, options)}</g>`;
    });
    y += Math.ceil(sets.length / columns) * cell.height;
    return [heading, ...panels].join('\n');
  };
  const body = [
    section(`${kept.length} ${kept.length === 1 ? 'set' : 'sets'}`, kept),
    section(`excluded: ${excluded.length}, by the filters`, excluded),
  ];
  const height = y + margin.bottom;
  const seed = curves[0]?.seed ?? null;
  const ofSeed = seed === null ? '' : `, seed ${escapeXml(String(seed))}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Accuracy on exposed and unexposed examples of ${bySet.length} sets">
<style>
${figureStyle}
</style>
<text class="title" x="${margin.left}" y="28">Accuracy by exposure${ofSeed}</text>
<text class="faint" x="${margin.left}" y="45">sides of the split, accuracy in per cent by step, intervals at 95 %; marked: where a side reaches ${options.threshold} %, and the lag in steps</text>
${drawKey(margin.left, 64)}
${body.join('\n')}
</svg>
`;
}

function drawCell(curves: readonly SetSummary[], options: FigureOptions): string {
  const [curve] = curves;
  if (curve === undefined) return '';
  const drawn = drawPanel(panelData(curve, options, curves), {
    ...{ width: cell.plotWidth, height: cell.plotHeight, log: options.log, small: true },
  });
  const long = curve.set.length > 34 ? ' class="long"' : '';
  const note = curve.excluded ?? describeLag(curve, options);
  return `<text${long} x="0" y="12">${escapeXml(shorten(curve.set, 46))}</text><text class="faint" x="0" y="25">${escapeXml(shorten(note, 42))}</text><g transform="translate(${cell.left} ${cell.top})">${drawn}</g>`;
}

function describeLag(
  { lag, p, train, validation }: SetSummary,
  { thresholds, threshold }: FigureOptions,
): string {
  const t = thresholds.indexOf(threshold);
  const sizes = `${train.examples.at(-1)} / ${validation.examples.at(-1)}`;
  const found = lag[t] ?? null;
  if (found === null) return `${sizes}; lag undefined`;
  const tested = p.groups[t] ?? null;
  return `${sizes}; lag ${formatStep(found)}, p ${tested === null ? '–' : tested.toFixed(3)}`;
}
