// The series' colours can be told from the page and from each other, by the colour-blind too.
//
// Contrast is WCAG's. Colour blindness is simulated after Machado, Oliveira and Fernandes (2009,
// severity 1.0) in linear RGB; distances are CIE 1976 in L*a*b*, where 2 is just noticeable.

import { readFileSync } from 'node:fs';
import t from 'tap';
import { dashes, markers, seriesLimit } from '../../web/chart/palette.js';

type Triple = readonly [number, number, number];

const css = readFileSync(new URL('../../web/style/theme.css', import.meta.url), 'utf8');
const blocks = [...css.matchAll(/color-scheme: (light|dark);([^}]*)\}/g)];

const sights: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linearOf(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function dot([a, b, c]: Triple, [x, y, z]: Triple): number {
  return a * x + b * y + c * z;
}

const luminanceRow: Triple = [0.2126, 0.7152, 0.0722];

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [a, b]
    .map((hex) => dot(luminanceRow, linearOf(hex)) + 0.05)
    .sort((x, y) => x - y);
  return high / low;
}

function labOf(rgb: Triple): Triple {
  const f = (v: number) => (v > 0.008856 ? Math.cbrt(v) : 7.787 * Math.max(0, v) + 16 / 116);
  const x = f(dot([0.4124, 0.3576, 0.1805], rgb) / 0.95047);
  const y = f(dot(luminanceRow, rgb));
  const z = f(dot([0.0193, 0.1192, 0.9505], rgb) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function distance(a: string, b: string, sight: readonly [Triple, Triple, Triple]): number {
  const [p, q] = [a, b].map((hex) => {
    const rgb = linearOf(hex);
    return labOf([dot(sight[0], rgb), dot(sight[1], rgb), dot(sight[2], rgb)]);
  }) as [Triple, Triple];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

t.equal(blocks.length, 3, 'light, dark by the system, dark by choice');
t.equal(blocks[1]?.[2]?.replace(/\s+/g, ' '), blocks[2]?.[2]?.replace(/\s+/g, ' '), 'one dark');

for (const [, scheme, block = ''] of blocks.slice(0, 2)) {
  t.test(`colours on ${scheme}`, async (t) => {
    const read = (name: string) => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block)?.[1] ?? '';
    const series = Array.from({ length: seriesLimit }, (_, i) => read(`series-${i + 1}`));
    const paper = read('paper');
    for (const name of ['ink', 'muted', 'link', 'bad']) {
      t.ok(contrast(read(name), paper) >= 4.5, `${name} is read`);
    }
    t.ok(contrast(read('edge'), paper) >= 3, 'edges of controls are seen');
    for (const [i, colour] of series.entries()) {
      t.ok(contrast(colour, paper) >= 4.5, `series ${i + 1}: ${contrast(colour, paper)}`);
      for (const [name, sight] of Object.entries(sights)) {
        for (const [j, other] of series.slice(0, i).entries()) {
          const apart = distance(colour, other, sight);
          t.ok(apart >= 20, `series ${j + 1} and ${i + 1} with ${name}: ${apart}`);
        }
      }
    }
  });
}

t.test('dash and marker tell the series apart without colour', async (t) => {
  t.equal(new Set(markers).size, seriesLimit);
  t.equal(new Set(dashes.map(String)).size, seriesLimit);
});
