import t from 'tap';
import { drawCurves } from '../../../splits/output/draw-curves.ts';
import type { SplitSet } from '../../../splits/split.ts';
import { split } from '../small-split.ts';

t.test('a panel for each set with an exposure, the others named', async (t) => {
  const svg = drawCurves(split);
  t.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
  t.equal(svg.match(/<g transform/g)?.length, 1);
  t.match(svg, '>all kinds</text>');
  t.match(svg, '>1 of 6 phrases (17%)</text>');
  t.match(svg, '>no phrase met, 2 of 3 sets: wh_island, nothing left</text>');
});

t.test('the curve ends where the last phrase was met, at the height of its count', async (t) => {
  const curve = Array.from({ length: 5000 }, (_, i) => ({
    step: i + 1,
    phrases: i + 1,
    examples: 0,
  }));
  const [first] = split.sets;
  const long = { ...first, distinctPhrases: 10_000, curve } as SplitSet;
  const svg = drawCurves({ ...split, at: 10_000, sets: [long] });
  const path = /class="curve" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const points = [...path.matchAll(/H([\d.]+)V([\d.]+)/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  t.ok(points.length < 1000, `${points.length} points drawn of 5,000`);
  t.strictSame(points.at(-1), [34 + 196 / 2, 34], 'half of the steps, all of the height');
  t.ok(
    points.every(([x = 0], i) => i === 0 || x >= (points[i - 1]?.[0] ?? 0)),
    'steps never fall',
  );
  t.match(svg, '>5,000 of 10,000 phrases (50%)</text>');
});

t.test('the axis starts at the first step of the index, as of years', async (t) => {
  const curve = [1945, 1960, 2005].map((step, i) => ({ step, phrases: i + 1, examples: 0 }));
  const [first] = split.sets;
  const years = { ...first, distinctPhrases: 3, curve } as SplitSet;
  const draw = (at: number) => drawCurves({ ...split, firstStep: 1945, at, sets: [years] });
  const svg = draw(2005);
  const path = /class="curve" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const steps = [...path.matchAll(/H([\d.]+)V/g)].map(([, x]) => Number(x));
  t.strictSame(steps, [34, 34 + 196 / 4, 34 + 196], 'from edge to edge');
  t.match(svg, /y="113">1945<.*y="113" text-anchor="end">2005</);
  t.match(svg, 'exposed, steps 1945 to 2005;');
  t.notMatch(draw(1945), /NaN|Infinity/, 'an axis of one step');
  t.match(drawCurves({ ...split, at: 20_000 }), /exposed, steps 1 to 20,000;.*>0<.*>20,000</s);
});

t.test('names are text, and nothing of a split breaks the picture', async (t) => {
  const [first] = split.sets;
  const svg = drawCurves({ ...split, sets: [{ ...first, name: 'a<b>&c' } as SplitSet] });
  t.match(svg, 'a&lt;b&gt;&amp;c');
  t.match(drawCurves({ ...split, at: 0, sets: [] }), '</svg>');
  t.match(drawCurves({ ...split, minCount: 3 }), 'exposed 3 times or more');
});
