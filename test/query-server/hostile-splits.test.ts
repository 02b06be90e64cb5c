// POST /v1/splits from a client that means harm or does not read.

import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { PairSplit } from '../../library/splits/pair-splits.ts';
import { defaultLimits } from '../../query-server/http/limits.ts';
import { packSplits } from '../../query-server/splits/pack-splits.ts';
import { splitFiles } from '../../splits/output/split-files.ts';
import { split, textOf } from '../splits/small-split.ts';
import { readZip } from '../web/read-zip.ts';
import { smallServer, until } from './small-server.ts';

const pair = { sentence_good: 'the sketch of paula.', sentence_bad: 'the sketch a paula.' };
const line = JSON.stringify(pair);

t.test('a pair nested too deep is a 400, whichever way it comes', async (t) => {
  const { app } = await smallServer(t);
  const headers = { 'content-type': 'application/json' };
  for (const levels of [3000, 100_000]) {
    const deep = `{"deep":${'['.repeat(levels)}${']'.repeat(levels)},${line.slice(1)}`;
    for (const body of [
      `{"pairs":[${deep}]}`,
      JSON.stringify({ text: deep }),
      JSON.stringify({ text: deep, format: 'json' }),
      JSON.stringify({ text: `[${deep}]`, format: 'json' }),
    ]) {
      const response = await app.inject({ method: 'POST', url: '/v1/splits', headers, body });
      t.match(response.json(), { status: 400, code: 'wrong_field_type' });
      t.match(response.json().detail, /nested more than 1000 levels deep/);
    }
  }
});

t.test('fields nested 1,000 levels deep give a card of bounded size', async (t) => {
  const { app } = await smallServer(t);
  const pairs = [{ ...pair, deep: JSON.parse(`${'['.repeat(999)}${']'.repeat(999)}`) }];
  const response = await app.inject({
    ...{ method: 'POST', url: '/v1/splits', body: { pairs } },
    headers: { accept: 'application/zip' },
  });
  t.equal(response.statusCode, 200);
  const card = readZip(response.rawPayload).get('README.md') ?? '';
  t.ok(card.length < 20_000, `${card.length} characters`);
});

t.test('the deadline ends work on pairs at any stage', async (t) => {
  const { app, work } = await smallServer(t, { limits: { ...defaultLimits, deadlineMs: 20 } });
  const objects = Array.from({ length: 40_000 }, (_, i) => ({ ...pair, [`key${i % 500}`]: 1 }));
  const table = `sentence_good,sentence_bad\n${'the sketch of,the sketch a\n'.repeat(60_000)}`;
  const at = Array.from({ length: 100 }, (_, step) => step);
  for (const body of [
    { pairs: objects },
    { text: `${line}\n`.repeat(60_000) },
    { text: `[${`${line},`.repeat(60_000)}${line}]`, format: 'json' },
    { text: table, format: 'csv' },
    { text: `sentence_good,sentence_bad\n"${'x'.repeat(12 << 20)}`, format: 'csv' },
    { text: `${line}\n`.repeat(2_000), at, sampling: 'match-frequency' },
  ]) {
    const response = await app.inject({
      ...{ method: 'POST', url: '/v1/splits', body },
      headers: { accept: 'application/json' },
    });
    t.match(response.json(), { status: 503, code: 'deadline_exceeded' });
  }
  await until(() => work.running === 0);
});

t.test('other requests are answered while pairs are split', async (t) => {
  const { app } = await smallServer(t);
  let isDone = false;
  const text = `${line}\n`.repeat(30_000);
  const long = app
    .inject({ method: 'POST', url: '/v1/splits', body: { text, at: [1, 2, 3] } })
    .finally(() => {
      isDone = true;
    });
  let answered = 0;
  while (!isDone) {
    const response = await app.inject('/v1/exposures?phrase=the');
    if (response.statusCode === 200) answered += 1;
    await nextTurn();
  }
  t.equal((await long).statusCode, 200);
  t.ok(answered > 20, `${answered} answers meanwhile`);
});

t.test('an archive takes splits no faster than it is read', async (t) => {
  let taken = 0;
  const rows = Array.from({ length: 4000 }, (_, row) => ({
    ...{ row, json: JSON.stringify({ x: Math.sin(row).toString(36).repeat(8) }) },
    good: { phrase: `good ${row}`, count: 1, firstStep: 1 },
    bad: { phrase: `bad ${row}`, count: 0, firstStep: null },
    rarestCount: null,
  }));
  const sets = split.sets.map((set) => ({ ...set, proxyTrain: rows }));
  async function* splits(): AsyncGenerator<PairSplit, void, undefined> {
    for (let at = 1; at <= 30; at += 1) {
      taken = at;
      yield new PairSplit({ ...split, sets, at });
    }
  }
  const archive = packSplits(splits(), { isOne: false }, Readable.from);
  for (let i = 0; i < 200; i += 1) await nextTurn();
  t.ok(taken <= 2, `${taken} splits made for a reader that does not read`);
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const files = readZip(Buffer.concat(chunks));
  const expected = [...splitFiles({ ...split, sets, at: 30 })];
  t.equal(files.size, 30 * expected.length);
  for (const file of expected) t.equal(files.get(`step-30/${file.path}`), textOf(file), file.path);
});

t.test('an archive fails with what its splits fail with, and ends with its reader', async (t) => {
  async function* failing(): AsyncGenerator<PairSplit, void, undefined> {
    yield new PairSplit(split);
    throw new Error('no more');
  }
  const archive = packSplits(failing(), { isOne: false }, Readable.from);
  await t.rejects(archive.toArray(), { message: 'no more' });
  let isEnded = false;
  async function* endless(): AsyncGenerator<PairSplit, void, undefined> {
    try {
      for (let at = 1; ; at += 1) yield new PairSplit({ ...split, at });
    } finally {
      isEnded = true;
    }
  }
  const left = packSplits(endless(), { isOne: false }, Readable.from);
  for await (const _ of left) break;
  await until(() => isEnded);
  t.ok(isEnded);
});
