// A corpus that is appended to an index: it goes on by the index's settings, and must not contradict them.
//
// Files, formats and orders may differ from one command to the next. Keys that decide steps and
// texts may not.

import { isDeepStrictEqual } from 'node:util';
import { type ErrorCode, IndexError } from '../errors.ts';
import type { Steps } from '../formats/run-description.ts';
import { hasFields, hasLoggedSteps } from '../formats/run-keys.ts';
import { type TextField, textFields } from '../input/lines/field-path.ts';
import type { Corpus, RunKeys } from './corpus.ts';
import type { FeedPlan } from './plan-run.ts';
import { decodeSteps, encodeSteps } from './step-rule.ts';

/** The description of an index's first run, as its catalogue keeps it. */
type Stored = Readonly<Record<string, unknown>>;

/** The corpus with the settings of the index. Throws `step_rule_mismatch` and `bad_argument`. */
export function continueCorpus(corpus: Corpus, stored: Stored): Corpus {
  const { said, reading, sources, origin, kept } = corpus;
  const has = stored as RunKeys;
  if (has.steps === undefined) throw new Error('an index without a step rule');
  const steps = decodeSteps(has.steps);
  requireSame('step rule', spellSteps(has.steps), said.steps && spellSteps(said.steps));
  const { format = 'jsonl' } = kept;
  const saysSteps = hasFields({ format }) || hasLoggedSteps(kept);
  if (origin === 'description' && steps.kind === 'field' && !saysSteps) {
    const asks = `records of format ${format}, which have no field "${steps.field}"`;
    throw contradiction('step rule', spellSteps(has.steps), asks);
  }
  for (const key of ['text_field', 'id_field'] as const) {
    const [spelled, asked] = [spellFields(has[key]), spellFields(said[key])];
    if (spelled !== undefined) requireSame(key.replace('_', ' '), spelled, asked);
  }
  requireFacetField(has.facet_field, said.facet_field);
  if (origin === 'description') requireSame('truncate', spell(has.truncate), spell(kept.truncate));
  return {
    ...corpus,
    steps,
    reading: {
      ...reading,
      textField: said.text_field ?? has.text_field ?? reading.textField,
      idField: said.id_field ?? has.id_field ?? reading.idField,
      facetField: has.facet_field,
      truncate: has.truncate,
    },
    sources: sources.map((plan) => readByIndex(plan, has, { ...corpus, steps })),
  };
}

/** Records that are in the index have this field's values, or none. */
function requireFacetField(has: string | undefined, asks: string | undefined): void {
  if (asks === undefined) return;
  const spellField = (field: string | undefined) => (field === undefined ? 'none' : spell(field));
  requireSame('facet field', spellField(has), spellField(asks));
}

/** The description that the index keeps once the corpus is in: of the same run with the last `consumed`. */
export function keepConsumed({ origin, kept }: Corpus, stored: Stored): Stored {
  const { consumed: _, ...has } = stored;
  const { consumed, ...is } = kept;
  if (origin === 'options' || !isDeepStrictEqual(has, is)) return stored;
  return { ...has, ...(consumed !== undefined && { consumed }) };
}

/** Throws where a command asks for another setting than the index has; undefined: it asks for none. */
export function requireSame(what: string, has: string, asks: string | undefined): void {
  if (asks !== undefined && has !== asks) throw contradiction(what, has, asks);
}

function contradiction(what: string, has: string, asks: string): IndexError {
  const codes: Readonly<Record<string, ErrorCode>> = {
    analyzer: 'analyzer_mismatch',
    'step rule': 'step_rule_mismatch',
  };
  return new IndexError(
    codes[what] ?? 'bad_argument',
    `the index has the ${what} ${has}, this command asks for ${asks}. An append keeps the index's own: leave the option out, or build another index.`,
    { found: asks, expected: has },
  );
}

/** Rows are read by the index's rule and fields where their description leaves them out. */
function readByIndex(plan: FeedPlan, has: RunKeys, { said, steps }: Corpus): FeedPlan {
  if (plan.kind === 'lines' || plan.spec.kind !== 'columns') return plan;
  const { fields } = plan.spec;
  const { text_field: text, id_field: id, facet_field: facet } = has;
  const isText = fields.tokens === undefined && said.text_field === undefined;
  const own = {
    ...(steps.kind === 'field' &&
      said.steps === undefined && { step: steps.field, stepFormat: steps.format }),
    ...(isText && text !== undefined && { text }),
    ...(said.id_field === undefined && id !== undefined && { id }),
    facet,
  };
  return { ...plan, spec: { ...plan.spec, fields: { ...fields, ...own } } };
}

function spellSteps(steps: Steps): string {
  return JSON.stringify(encodeSteps(decodeSteps(steps)));
}

function spell(value: unknown): string {
  return JSON.stringify(value ?? null);
}

/** One field, or a list of one, is the same. */
function spellFields(field: TextField | undefined): string | undefined {
  if (field === undefined) return undefined;
  return textFields(field)
    .map((name) => JSON.stringify(name))
    .join(', ');
}
