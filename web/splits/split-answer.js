// Splits as the server sends them (a zip of the folder that `firstseen split` writes) -> their
// summaries, one a step, and the exposure curve by the last of the steps.

import { readDirectory, readEntry } from './zip-reader.js';

/** @import { SplitSummary } from '../../schemas/split.ts' */
/** @import { Plot } from '../chart/plot-data.js' */

/** @typedef {{ set: string, step: number, examples: number, phrases: number }} CurvePoint */
/** @typedef {{ zip: Uint8Array<ArrayBuffer>, summaries: SplitSummary[], curve: CurvePoint[] }} SplitAnswer summaries by rising step, at least one */

/** @param {Uint8Array<ArrayBuffer>} zip @returns {Promise<SplitAnswer>} */
export async function readSplit(zip) {
  const entries = readDirectory(zip);
  /** @param {string} path */
  const text = (path) => {
    const entry = entries.get(path);
    if (entry === undefined) throw new Error(`the split has no ${path}`);
    return readEntry(zip, entry);
  };
  // One split stands at the top, several in a folder each.
  const name = 'split.json';
  const folders = [...entries.keys()]
    .filter((path) => path === name || path.endsWith(`/${name}`))
    .map((path) => path.slice(0, -name.length));
  const splits = await Promise.all(
    folders.map(async (folder) => {
      /** @type {SplitSummary} */
      const summary = JSON.parse(await text(folder + name));
      return { folder, summary };
    }),
  );
  splits.sort((a, b) => a.summary.at - b.summary.at);
  const last = splits.at(-1);
  if (last === undefined) throw new Error('the archive holds no split.json');
  return {
    zip,
    summaries: splits.map(({ summary }) => summary),
    curve: decodeCurve(await text(`${last.folder}exposure_curve.csv`)),
  };
}

/** Rows of exposure_curve.csv: set, step, distinct phrases, examples. @param {string} csv */
export function decodeCurve(csv) {
  const [, ...lines] = csv.split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => {
    const cells = line.split(',');
    const [step, phrases, examples] = cells.slice(-3).map(Number);
    const set = cells
      .slice(0, -3)
      .join(',')
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"');
    return { set, step: step ?? 0, phrases: phrases ?? 0, examples: examples ?? 0 };
  });
}

/**
 * The curve as a plot: examples exposed by each step, a curve a set, or one of all sets where
 * there are more than a chart holds apart. Between two edges nothing changes.
 * @param {readonly CurvePoint[]} points
 * @param {{ sets: readonly string[], firstStep: number, lastStep: number, limit: number }} options
 * steps of the chart: the first of the index, the last of the splits
 * @returns {Plot}
 */
export function planCurve(points, { sets, firstStep, lastStep, limit }) {
  const start = Math.max(0, Math.min(firstStep, lastStep) - 1);
  const changes = points.map(({ step }) => step).filter((step) => step > start && step < lastStep);
  const edges = [...new Set([start, ...changes, lastStep])].sort((a, b) => a - b);
  const groups = sets.length <= limit ? sets.map((set) => [set]) : [sets];
  const curves = groups.map((group, style) => {
    const soFar = sumAt(edges, points, group);
    return {
      phrase: group.length === 1 ? (group[0] ?? '') : `all ${group.length} sets`,
      style,
      soFar,
      perBin: soFar.slice(1).map((sum, i) => sum - (soFar[i] ?? 0)),
      firstStep: edges.find((_, i) => (soFar[i] ?? 0) > 0) ?? null,
    };
  });
  return {
    ...{ noun: 'exposure', edges, places: edges, x: 'step' },
    ...{ zoomed: false, firstPlaces: new Map(), curves },
  };
}

/** @param {readonly number[]} edges @param {readonly CurvePoint[]} points @param {readonly string[]} group */
function sumAt(edges, points, group) {
  const sums = edges.map(() => 0);
  for (const set of group) {
    const own = points.filter((point) => point.set === set);
    let next = 0;
    let examples = 0;
    for (const [i, edge] of edges.entries()) {
      for (; next < own.length && (own[next]?.step ?? 0) <= edge; next++) {
        examples = own[next]?.examples ?? 0;
      }
      sums[i] = (sums[i] ?? 0) + examples;
    }
  }
  return sums;
}
