// `search-firstseen.ts INDEX QUERIES BINS`: a list of searches asked one by one in this process; prints
// Answers. A query is a line of JSON, as query-lists.ts writes it and the program on tantivy reads it too.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { planQuestion, type QuestionPlan } from '../../../exposure/plan-question.ts';
import type { Expression } from '../../../search/language/expression.ts';
import { RecordSearch } from '../../../search/records/record-search.ts';
import { RecordTally } from '../../../search/records/record-tally.ts';
import { Snapshot } from '../../../store/snapshot.ts';
import { timeEach } from './measure.ts';
import type { Answers } from './peer.ts';
import type { WordQuery } from './query-lists.ts';

const [index = '', list = '', bins = ''] = process.argv.slice(2);
const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
const queries = lines.map((line) => toExpression(JSON.parse(line)));
using snapshot = Snapshot.open(index);
const plain = planQuestion(snapshot);
const binned = planQuestion(snapshot, { bins: Number(bins) });

function toExpression(query: WordQuery): Expression {
  const place = { start: 0, end: 0 };
  if (typeof query === 'string') {
    return { kind: 'phrase', slots: [{ kind: 'token', token: query }], ...place };
  }
  if ('not' in query) return { kind: 'not', of: toExpression(query.not), ...place };
  if ('and' in query) return { kind: 'and', of: query.and.map(toExpression), ...place };
  return { kind: 'or', of: query.or.map(toExpression), ...place };
}

/** The step of the first record; each record is a step. */
function findFirst(query: Expression): number | null {
  for (const found of new RecordSearch(snapshot, query).walk()) {
    if (found !== undefined) return found.segment.firstRank + (found.records[0] as number) + 1;
  }
  return null;
}

function countRecords(query: Expression, plan: QuestionPlan): number {
  const tally = new RecordTally(plan);
  let records = 0;
  for (const found of new RecordSearch(snapshot, query).walk({ wantsAll: true })) {
    if (found === undefined) continue;
    records += found.records.length;
    tally.add(found);
  }
  const { timeline } = tally.finish();
  if (timeline === undefined) return records;
  return timeline.records.reduce((sum, count) => sum + count, 0);
}

for (const query of queries) {
  assert.equal(countRecords(query, binned), countRecords(query, plain), 'records in bins');
}

const answers: Answers = {
  times: {
    first: timeEach(queries, findFirst),
    count: timeEach(queries, (query) => countRecords(query, plain)),
    timeline: timeEach(queries, (query) => countRecords(query, binned)),
  },
  told: {
    records: queries.map((query) => countRecords(query, plain)),
    firsts: queries.map(findFirst),
  },
};
process.stdout.write(JSON.stringify(answers));
