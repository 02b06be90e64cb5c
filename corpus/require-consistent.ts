// Whether the keys of a run description go together (formats/run-keys.ts): each has to mean
// something where it stands, and what it needs has to be there.

import type { Order } from '../formats/orders/order.ts';
import { orderRules } from '../formats/orders/orders.ts';
import { isLineFormat } from '../formats/registry.ts';
import type { RunDescription, Steps } from '../formats/run-description.ts';
import {
  alternatives,
  clashes,
  holdsTokens,
  keyFormats,
  listOrderFormats,
  needsRowTokens,
  type StepRuleName,
  stepRules,
} from '../formats/run-keys.ts';

/** Throws; `key` is a path with dots, `expected` what should be there. */
type Refuse = (key: string, expected: string) => never;

/** Calls `refuse` for the first key that cannot be there, or that has to be there. */
export function requireConsistent(run: RunDescription, refuse: Refuse): void {
  const { format, steps, truncate } = run;
  for (const { key, formats } of keyFormats) {
    if (run[key] === undefined || formats.includes(format)) continue;
    refuse(key, `it with format ${formats.join(', ')} only, not with ${format}`);
  }
  if (steps !== undefined) requireStepRule(steps, refuse);
  for (const key of Object.keys(alternatives) as (keyof typeof alternatives)[]) {
    const part = run[key];
    if (part === undefined || Object.keys(part).length === 1) continue;
    refuse(key, `either ${alternatives[key].join(' or ')}`);
  }
  requireOrder(run, refuse);
  for (const { key, clashes: hasClash, expected } of clashes) {
    if (hasClash(run)) refuse(key, expected);
  }
  if (needsRowTokens(run)) {
    refuse('row_tokens', `the length of a record, for format ${format}`);
  }
  const counts = truncate?.model_tokens ?? steps?.model_tokens;
  if (counts !== undefined && run.tokenizer === undefined && !holdsTokens(run)) {
    refuse('tokenizer', 'a tokenizer.json, because model tokens are counted');
  }
}

/** Refuses the rule unless it is just one, and sound. */
function requireStepRule(steps: Steps, refuse: Refuse): void {
  const rules = Object.keys(stepRules) as StepRuleName[];
  const [name, second] = rules.filter((key) => steps[key] !== undefined);
  if (name === undefined) throw refuse('steps.batch_size', `one of the rules ${rules.join(', ')}`);
  if (second !== undefined) refuse(`steps.${second}`, `no second rule next to ${name}`);
  for (const key of Object.keys(steps) as (keyof Steps)[]) {
    if (key === name || stepRules[name].includes(key)) continue;
    const owners = rules.filter((owner) => stepRules[owner].includes(key));
    refuse(`steps.${key}`, `it with ${owners.join(' or ')} only, not with ${name}`);
  }
  let before = 0;
  for (const [i, [fromStep = 0]] of (steps.schedule ?? []).entries()) {
    if (i === 0 && fromStep !== 1) refuse('steps.schedule.0.0', '1, the first step');
    if (fromStep <= before) refuse(`steps.schedule.${i}.0`, 'a step after the one before');
    before = fromStep;
  }
}

const neededKeys: Readonly<Partial<Record<keyof Order, string>>> = {
  samples: 'how many samples were consumed',
  datasets:
    'three files of each data set, in the order of files: document index, sample index, shuffle index',
};

/** As many of everything as there are data sets. */
function requireBlend({ files }: RunDescription, order: Order, refuse: Refuse): void {
  const sets = `${files.length}, as many as files names`;
  if (order.datasets?.length !== files.length) refuse('order.datasets', sets);
  if (order.weights === undefined && order.files === undefined) {
    refuse('order.weights', 'weights, or the two files of the blend as order.files, or both');
  }
  if (order.weights !== undefined && order.weights.length !== files.length) {
    refuse('order.weights', sets);
  }
}

function requireOrder(run: RunDescription, refuse: Refuse): void {
  const { order, format, row_tokens, consumed, epochs = 1 } = run;
  if (order === undefined) return;
  const { kind } = order;
  const { keys, required, files, isOptional, filesAre, isGpt, isBlend } = orderRules[kind];
  const formats = listOrderFormats(kind);
  if (kind !== 'none' && isLineFormat(format) && !formats.includes(format)) {
    refuse('order', `none: records of format ${format} cannot be read by their number`);
  }
  if (!formats.includes(format)) {
    refuse('order.kind', `${kind} with format ${formats.join(', ')} only`);
  }
  for (const key of Object.keys(order)) {
    if (key === 'kind' || keys.some((one) => one === key)) continue;
    const taken = keys.length === 0 ? 'no other key' : `only ${keys.join(', ')}`;
    refuse(`order.${key}`, `it to be absent, because an order of kind ${kind} takes ${taken}`);
  }
  const isLeftOut = isOptional === true && order.files === undefined;
  const found = order.files?.length ?? 0;
  const isRight = files === 'some' ? found > 0 : files === found;
  if (!isRight && !isLeftOut) refuse('order.files', filesAre);
  for (const key of required) {
    if (order[key] === undefined) refuse(`order.${key}`, neededKeys[key] ?? 'it to be there');
  }
  if (isGpt === true && row_tokens === undefined) {
    refuse('row_tokens', `sequence length + 1, with a ${kind}`);
  }
  if (isBlend === true) requireBlend(run, order, refuse);
  const most = kind === 'none' ? undefined : order.samples;
  if (most !== undefined && (consumed?.records ?? 0) > most * epochs) {
    const times = epochs === 1 ? '' : ` times ${epochs} epochs`;
    refuse('consumed.records', `at most the ${most} samples of the order${times}`);
  }
}
