// What the page makes of answers: curves, heights, ticks, CSV, SVG, words; no browser needed.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { divideRange } from '../../exposure/plan-edges.ts';
import type { Answer, Unanswerable } from '../../schemas/answer.ts';
import { analyze } from '../../text/analyzer.ts';
import { moved } from '../../web/chart/chart-keys.js';
import { chartSvg } from '../../web/chart/chart-svg.js';
import { markers, seriesLimit } from '../../web/chart/palette.js';
import {
  binAtPlace,
  drawable,
  findRange,
  pickHeights,
  placeOfStep,
  planPlot,
  showsStep,
} from '../../web/chart/plot-data.js';
import { linearTicks, logTicks, ticksBetween } from '../../web/chart/ticks.js';
import { answersSummary, pairVerdict } from '../../web/exposures/answers-table.js';
import { binSentence } from '../../web/exposures/bin-text.js';
import { timelineCsv } from '../../web/exposures/downloads.js';
import { differingTokens } from '../../web/exposures/pair-difference.js';
import { shownSteps, zoomedIn, zoomedOut } from '../../web/exposures/zoom.js';
import { formatSteps, tickLabels } from '../../web/format-number.js';
import { stepsOfIndex } from '../../web/index-facts.js';

function answer(phrase: string, counts: readonly number[], lastStep = counts.length): Answer {
  const edges = divideRange({ after: 0, by: lastStep }, counts.length);
  const count = counts.reduce((sum, one) => sum + one, 0);
  const firstBin = counts.findIndex((one) => one > 0);
  const seen = (bin: number) => ({ step: edges[bin + 1] as number, rank: bin, id: null });
  return {
    phrase,
    tokens: analyze(phrase, 'words'),
    count,
    first: firstBin < 0 ? null : seen(firstBin),
    last: firstBin < 0 ? null : seen(counts.findLastIndex((one) => one > 0)),
    timeline: { edges, count: [...counts] },
  };
}

const unasked: Unanswerable = {
  phrase: ' ',
  error: { code: 'phrase_without_token', message: 'm' },
};
const scalings = (['cumulative', 'bin'] as const).flatMap((y) =>
  (['linear', 'log'] as const).map((scale) => ({ y, scale })),
);

t.test('a curve sums up its bins and keeps the place of its phrase', async (t) => {
  const plot = planPlot([unasked, answer('a', [0, 2, 0, 3])], null);
  t.same(plot.edges, [0, 1, 2, 3, 4]);
  t.same(plot.curves, [
    { phrase: 'a', style: 1, perBin: [0, 2, 0, 3], soFar: [0, 0, 2, 2, 5], firstStep: 2 },
  ]);
});

t.test('a chart holds the first eight phrases, an empty index nothing', async (t) => {
  const many = Array.from({ length: 12 }, (_, i) => answer(`p${i}`, [i]));
  const plot = planPlot(many, null);
  t.equal(drawable(plot).curves.length, seriesLimit);
  t.equal(plot.curves.length, 12, 'the table and the CSV have them all');
  t.match(timelineCsv(plot), /^p11,0,1,11,11$/m);
  t.match(
    answersSummary(many),
    /12 phrases, 11 seen, 1 never seen, chart and contexts show the first 8/,
  );
  t.equal(answersSummary([answer('a', [0])]), '1 phrase, 1 never seen');
  const nothing = { ...answer('a', []), timeline: { edges: [0], count: [] } };
  t.same(planPlot([nothing], null).edges, [0]);
});

t.test('no height is lost but zeros that nothing stands beside', async () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 30 }), (counts) => {
      const plot = planPlot([answer('a', counts)], null);
      const [curve] = plot.curves;
      assert.ok(curve);
      for (const scaling of scalings) {
        const heights = pickHeights(curve, scaling);
        assert.equal(heights.length, plot.places.length);
        const values: readonly number[] = scaling.y === 'bin' ? counts : curve.soFar;
        for (const [i, value] of values.entries()) {
          if (value > 0) assert.equal(heights[i], value);
          else assert.ok(heights[i] === null || (heights[i] as number) < 1);
        }
        const [low, high] = findRange(plot, scaling);
        for (const height of heights) {
          assert.ok(height === null || (height >= low && height <= high));
        }
      }
    }),
  );
});

t.test(
  'a place on the axis is in the bin that holds its step, on steps and on tokens',
  async () => {
    const counts = fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(counts, fc.nat({ max: 50 }), fc.nat({ max: 1e6 }), (counts, more, at) => {
        const lastStep = counts.length + more;
        const { timeline } = answer('a', counts, lastStep);
        assert.ok(timeline);
        const step = (at % lastStep) + 1;
        const bin = timeline.edges.findIndex((edge) => edge >= step);
        const tokens = timeline.edges.map((edge) => edge * edge * 3);
        for (const axis of [null, { tokens }]) {
          const plot = planPlot([answer('a', counts, lastStep)], axis);
          assert.equal(binAtPlace(plot, placeOfStep(plot, step)), bin);
        }
      }),
    );
  },
);

t.test('ticks are few, whole and within the axis', async (t) => {
  t.same(linearTicks(1, 5), [0, 1]);
  t.same(linearTicks(98, 5), [0, 20, 40, 60, 80]);
  t.same(logTicks(60), [1, 2, 5, 10, 20, 50]);
  t.same(logTicks(20_000), [1, 10, 100, 1000, 10_000]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e15 }),
      fc.integer({ min: 2, max: 12 }),
      (top, wanted) => {
        const ticks = linearTicks(top, wanted);
        assert.ok(ticks.every((tick) => Number.isInteger(tick) && tick >= 0 && tick <= top));
        assert.ok(ticks.length >= 2 && ticks.length <= wanted + 1);
      },
    ),
  );
});

t.test('ticks of an axis that does not begin at 0 are whole and within it', async (t) => {
  t.same(ticksBetween(1944, 2006, 6), [1960, 1980, 2000]);
  t.same(ticksBetween(1949, 1950, 6), [1949, 1950]);
  const ends = fc.tuple(fc.nat({ max: 1e12 }), fc.integer({ min: 1, max: 1e9 }));
  fc.assert(
    fc.property(ends, fc.integer({ min: 2, max: 12 }), ([from, length], wanted) => {
      const ticks = ticksBetween(from, from + length, wanted);
      assert.ok(ticks.every((tick) => Number.isInteger(tick)));
      assert.ok(ticks.every((tick) => tick >= from && tick <= from + length));
      assert.ok(ticks.length >= 1 && ticks.length <= wanted + 1);
    }),
  );
});

t.test('labels of an axis say the whole value, and years have no separator', async (t) => {
  t.same(tickLabels([1960, 1980, 2000], 'step'), ['1960', '1980', '2000']);
  t.same(tickLabels([0, 50_000, 100_000], 'step'), ['0', '50K', '100K']);
  t.same(tickLabels([143_200, 143_400], 'step'), ['143,200', '143,400']);
  t.same(tickLabels([5000, 10_000], 'token'), ['5,000', '10K']);
  t.equal(formatSteps(1944, 1950), 'steps 1945–1950');
  t.equal(formatSteps(142_999, 143_100), 'steps 143,000–143,100');
});

t.test('an index says how many steps it has, and which', async (t) => {
  const words = (first: number, last: number, count: number | null) => {
    const amounts = { first_step: first, steps: last, distinct_steps: count };
    return stepsOfIndex(amounts).join(' ');
  };
  t.equal(words(1, 2000, 2000), '2,000 steps');
  t.equal(words(1945, 2006, 62), '62 steps, 1945 to 2006');
  t.equal(words(1, 2000, 1000), '1,000 steps, 1 to 2000');
  t.equal(words(1945, 1945, 1), '1 step, 1945');
  t.equal(words(1945, 2006, null), '1945 to 2006 steps');
  t.equal(words(0, 0, 0), '0 steps');
});

/** Of a path such as M1 2H3V4: its corners. */
function cornersOf(path: string): { x: number; y: number }[] {
  const corners: { x: number; y: number }[] = [];
  for (const [, command, first, second] of path.matchAll(/([MHV])(-?[\d.]+)(?: (-?[\d.]+))?/g)) {
    const before = corners.at(-1) ?? { x: 0, y: 0 };
    if (command === 'M') corners.push({ x: Number(first), y: Number(second) });
    else if (command === 'H') corners.push({ x: Number(first), y: before.y });
    else corners.push({ x: before.x, y: Number(first) });
  }
  return corners;
}

t.test('a count rises at the end of its bin, on steps and on tokens: never before', async (t) => {
  const colours = {
    ...{ paper: '#fff', ink: '#000', muted: '#555', rule: '#ddd', band: '#eee' },
    series: markers.map((_, i) => `#00000${i}`),
  };
  const counts = [0, 2, 0, 3];
  for (const axis of [null, { tokens: [0, 1000, 1010, 5000, 6000] }]) {
    const plot = planPlot([answer('a', counts, 40)], axis);
    const [line] = /<path d="([^"]*)" fill="none"/.exec(
      chartSvg(plot, { y: 'cumulative', scale: 'linear' }, { colours, caption: '' }),
    ) ?? [''];
    const corners = cornersOf(line);
    const right = plot.places.at(-1) as number;
    const xOf = (edge: number) => 64 + ((plot.places[edge] as number) / right) * (760 - 64);
    const rises = corners.filter(({ y }, i) => i > 0 && y < (corners[i - 1]?.y as number));
    t.same(
      rises.map(({ x }) => Math.round(x)),
      [2, 4].map((edge) => Math.round(xOf(edge))),
    );
    t.notMatch(line, 'L', 'no slope');
  }
});

t.test('a zoomed plot counts what was before it, and marks only what it shows', async (t) => {
  const zoomed = { ...answer('a', [1, 2]), at: { 1944: 5 } };
  zoomed.timeline = { edges: [1944, 1950, 1955], count: [1, 2] };
  const steps = { from: 1945, to: 1955 };
  const plot = planPlot([zoomed, answer('b', [0, 0])], null, steps);
  t.match(plot, { zoomed: true, curves: [{ soFar: [5, 6, 8] }, { soFar: [0, 0, 0] }] });
  t.same(shownSteps({ ...plot, edges: [1944, 1950, 1955] }), steps);
  const firsts = { edges: [2, 1947], tokens: [7, 50] };
  const tokens = planPlot([zoomed], { tokens: [40, 60, 90], firsts }, steps);
  t.equal(placeOfStep(tokens, 1947), 50, 'where it is known it is exact');
  t.equal(placeOfStep(tokens, 1950), 60);
  t.notOk(showsStep(tokens, 2));
  const colours = { paper: '', ink: '', muted: '', rule: '', band: '', series: [] };
  const look = { colours, caption: '' };
  const scaling = { y: 'cumulative', scale: 'linear' } as const;
  t.match(chartSvg(planPlot([zoomed], null, steps), scaling, look), 'count 8 by step 1955<');
  t.notOk(showsStep(tokens, 1944));
  t.ok(showsStep(tokens, 1945));
});

t.test('zooming in and out stays within the steps, and ends at one and at all', async (t) => {
  const all = { from: 1945, to: 2006 };
  const plotOf = (from: number, to: number, bins = to - from + 1) => ({
    ...planPlot([answer('a', [1])], null),
    edges: divideRange({ after: from - 1, by: to }, bins),
  });
  t.same(zoomedIn(plotOf(1945, 2006), 1), { from: 1945, to: 1975 });
  t.same(zoomedIn(plotOf(1945, 2006), 62), { from: 1976, to: 2006 });
  t.same(zoomedIn(plotOf(1950, 1950), 1), { from: 1950, to: 1950 });
  t.same(zoomedOut(plotOf(1960, 1969), all), { from: 1955, to: 1974 });
  t.same(zoomedOut(plotOf(1946, 2000), all), null);
  t.same(zoomedOut(plotOf(1960, 1969), null), null);
  fc.assert(
    fc.property(fc.nat({ max: 1000 }), fc.nat({ max: 500 }), fc.nat(), (from, more, at) => {
      const plot = plotOf(from + 1, from + 1 + more, 1 + (at % (more + 1)));
      const bin = 1 + (at % (plot.edges.length - 1));
      const inner = zoomedIn(plot, bin);
      const own = { from: (plot.edges[bin - 1] as number) + 1, to: plot.edges[bin] as number };
      assert.equal(inner.to - inner.from + 1, Math.ceil((more + 1) / 2));
      assert.ok(inner.from >= from + 1 && inner.to <= from + 1 + more);
      assert.ok(inner.from <= own.to && inner.to >= own.from, 'it shows some of the bin');
    }),
  );
});

t.test('CSV has a row for each bin of each phrase, quoted where it must be', async (t) => {
  const plot = planPlot([answer('a, "b"', [1, 0]), answer('c', [0, 2])], { tokens: [0, 10, 30] });
  t.equal(
    timelineCsv(plot),
    [
      'phrase,after_step,by_step,tokens_by,exposures,exposures_so_far',
      '"a, ""b""",0,1,10,1,1',
      '"a, ""b""",1,2,30,0,1',
      'c,0,1,10,0,0',
      'c,1,2,30,2,2\r\n',
    ].join('\r\n'),
  );
});

t.test('an SVG has a line, a mark and a name for every phrase, and is safe XML', async (t) => {
  const colours = {
    series: markers.map((_, i) => `#00000${i}`),
    paper: '#fff',
    ink: '#000',
    muted: '#555',
    rule: '#ddd',
    band: '#eee',
  };
  const plot = planPlot([answer('<b>&"\u0001', [0, 4, 1]), answer('never', [0, 0, 0])], null);
  for (const scaling of scalings) {
    const svg = chartSvg(plot, scaling, { colours, caption: 'a & b' });
    t.match(svg, /^<svg [^>]*>\n<title>a &amp; b<\/title>/);
    t.match(svg, '&lt;b&gt;&amp;&quot;\ufffd');
    t.match(svg, 'first seen at step 2, count 5');
    t.match(svg, 'never seen, count 0');
    t.notMatch(svg, /NaN|undefined|Infinity/);
    t.notMatch(svg, '\u0001');
  }
});

t.test('the differing tokens of a pair stand between its common beginning and end', async (t) => {
  const differing = (good: string, bad: string) =>
    differingTokens([answer(good, [1]), answer(bad, [1])]).map((places) => [...places]);
  t.same(differing('this sketch is', 'these sketch is'), [[0], [0]]);
  t.same(differing('a b', 'a b'), [[], []]);
  t.same(differing('a a', 'a a a'), [[], [2]]);
  t.same(differing('a b c d', 'a c d'), [[1], []]);
  t.same(
    differingTokens([unasked, answer('a', [1])]).map((places) => places.size),
    [0, 0],
  );
});

t.test('a pair is proxy-train from the earlier of its two first steps', async (t) => {
  t.match(pairVerdict([answer('a', [0, 1]), answer('b', [1, 0])]), /proxy-train from step 1 on/);
  t.match(pairVerdict([answer('a', [0, 1]), answer('b', [0, 0])]), /proxy-train from step 2 on/);
  t.match(pairVerdict([answer('a', [0]), answer('b', [0])]), /proxy-validation at every step/);
  t.equal(pairVerdict([unasked, answer('b', [0])]), null);
});

t.test('a bin in words has its steps, its own exposures and those so far', async (t) => {
  const plot = planPlot([answer('a', [1, 2], 20), answer('b', [0, 1], 20)], null);
  t.equal(binSentence(plot, 2), 'steps 11–20: “a” 2 exposures, 3 so far; “b” 1 exposure, 1 so far');
  t.equal(formatSteps(6, 7), 'step 7');
});

t.test('keys move between bins and stop at the ends', async (t) => {
  t.equal(moved(1, 'ArrowLeft', 5), 1);
  t.equal(moved(1, 'ArrowRight', 5), 2);
  t.equal(moved(3, 'PageUp', 5), 5);
  t.equal(moved(3, 'Home', 5), 1);
  t.equal(moved(3, 'End', 5), 5);
  t.equal(moved(3, 'a', 5), null);
});
