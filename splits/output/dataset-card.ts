// README.md of a split: a dataset card for Hugging Face `datasets`, with a config for each set.
//
// Files, splits and types are all named, since `datasets` would guess otherwise: it takes the
// lm_eval folder for rows, and types a column without a value as null. It also caches a folder by its
// last name and its card alone, so each config's description holds a digest of its rows: without
// it a split made anew, or another folder named step-100, would load as the one before.

import { createHash } from 'node:crypto';
import type { Shape } from '../pairs/value-shape.ts';
import type { Split, SplitSet } from '../split.ts';
import { withAddedColumns, withAddedFields } from './added-fields.ts';
import type { RowDigests } from './row-digests.ts';
import { filledSides } from './split-sides.ts';

interface CardOptions {
  readonly prefix: string;
  readonly compact: boolean;
  /** The rows are in files of Parquet too, which then are loaded: their columns are flat. */
  readonly parquet: boolean;
  readonly digests: RowDigests;
}

/** The card's text in pieces; sets without an example on either side are left out of its configs. */
export function* datasetCard(
  split: Split,
  { prefix, compact, parquet, digests }: CardOptions,
): Generator<string> {
  const sets = compact ? [] : split.sets.filter((set) => filledSides(set).length > 0);
  yield '---\n';
  if (sets.length > 0 || (compact && split.checkpoints !== undefined)) yield 'configs:\n';
  if (compact) yield* withBreaks(yield* tableLines(split, digests));
  for (const set of sets)
    yield* withBreaks(yield* configLines(set, parquet ? 'parquet' : 'jsonl', digests));
  if (sets.length > 0) yield 'dataset_info:\n';
  for (const set of sets) yield* withBreaks(infoLines(set, prefix, parquet));
  yield `---\n\n${description(split)}`;
}

function* withBreaks(lines: readonly string[]): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

function* configLines(
  set: SplitSet,
  ending: 'parquet' | 'jsonl',
  digests: RowDigests,
): Generator<string, string[]> {
  const digest = yield* digests.digest(set);
  return [
    `- config_name: ${quote(set.name)}`,
    `  description: ${quote(`rows sha256:${digest}`)}`,
    '  data_files:',
    ...filledSides(set).flatMap((side) => [
      `  - split: ${side}`,
      `    path: ${quote(`${set.name}.${side}.${ending}`)}`,
    ]),
  ];
}

/** The table of all sets by checkpoint. Never with rows: `datasets` reads all configs in one format. */
function* tableLines(
  { sets, checkpoints, snapshot }: Split,
  digests: RowDigests,
): Generator<string, string[]> {
  if (checkpoints === undefined) return [];
  const hash = createHash('sha256').update(JSON.stringify([snapshot, checkpoints.steps]));
  for (const set of sets) hash.update(yield* digests.digest(set));
  return [
    '- config_name: "exposures"',
    `  description: ${quote(`rows sha256:${hash.digest('hex')}`)}`,
    '  data_files:',
    '  - split: examples',
    '    path: "exposures.parquet"',
  ];
}

/** A YAML string: JSON's, with the characters escaped that YAML's readers refuse or change. */
function quote(text: string): string {
  return escapeYaml(JSON.stringify(text));
}

function escapeYaml(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function infoLines({ name, shape }: SplitSet, prefix: string, parquet: boolean): string[] {
  const all = parquet ? withAddedColumns(shape, prefix) : withAddedFields(shape, prefix);
  const features = describeFields(all.fields);
  return [`- config_name: ${quote(name)}`, '  features:', ...featureLines(features, '  ')];
}

/** A type as `datasets` names it; an object that never has a member is not a struct to it. */
type Type =
  | { readonly dtype: string }
  | { readonly struct: Feature[] }
  | { readonly list: string | Feature[] | Type };
type Feature = { readonly name: string } & Type;

const dtypes = { null: 'string', string: 'string', bool: 'bool', int: 'int64', float: 'float64' };

function describeType(shape: Shape): Type {
  if (shape.kind === 'struct') {
    return shape.fields.size === 0 ? { dtype: 'json' } : { struct: describeFields(shape.fields) };
  }
  if (shape.kind !== 'list') return { dtype: dtypes[shape.kind] };
  const { of } = shape;
  if (of.kind === 'list') return { list: describeType(of) };
  if (of.kind !== 'struct') return { list: dtypes[of.kind] };
  return { list: of.fields.size === 0 ? 'json' : describeFields(of.fields) };
}

function describeFields(fields: ReadonlyMap<string, Shape>): Feature[] {
  return [...fields].map(([name, shape]) => ({ name, ...describeType(shape) }));
}

/** Levels of lists and objects that are indented; each level indents all below it. */
const maxIndent = 40;

function featureLines(features: readonly Feature[], indent: string): string[] {
  return features.flatMap(({ name, ...type }) => [
    `${indent}- name: ${quote(name)}`,
    ...typeLines(type, `${indent}  `),
  ]);
}

/** Deep down as YAML's other spelling: JSON, without indents. */
function typeLines(type: Type, indent: string): string[] {
  return Object.entries(type).flatMap(([key, value]) => {
    if (indent.length > maxIndent) return [`${indent}${key}: ${escapeYaml(JSON.stringify(value))}`];
    if (typeof value === 'string') return [`${indent}${key}: ${value}`];
    const below = Array.isArray(value)
      ? featureLines(value, indent)
      : typeLines(value, `${indent}  `);
    return [`${indent}${key}:`, ...below];
  });
}

function description({ at, policy, minCount, snapshot, sets, checkpoints }: Split): string {
  const total = (pick: (set: SplitSet) => number) => {
    return sets.reduce((sum, set) => sum + pick(set), 0).toLocaleString('en');
  };
  const which = {
    either: 'one of its two critical phrases',
    both: 'each of its two critical phrases',
    good: 'the critical phrase of its good sentence',
    bad: 'the critical phrase of its bad sentence',
  }[policy];
  const times = minCount === 1 ? 'at least once' : `at least ${minCount} times`;
  return `# Minimal pairs, split by exposure in pre-training

An example is in \`proxy_train\` if ${which} was exposed ${times} by step ${at} of the training
corpus (snapshot ${snapshot}), else in \`proxy_validation\`.

| sets | pairs | proxy-train | proxy-validation | dropped |
|---|---|---|---|---|
| ${sets.length} | ${total(({ pairs }) => pairs)} | ${total(({ proxyTrain }) => proxyTrain.length)} | ${total(({ proxyValidation }) => proxyValidation.length)} | ${total(({ dropped }) => dropped.length)} |

${checkpoints === undefined ? '' : tableText(checkpoints.steps)}\`split.json\` says how it was made, what each set holds and why a pair was dropped. The pairs keep
the licence of the set that they come from. Made with firstseen, after arXiv 2606.00230, section 3.2.
`;
}

function tableText(steps: readonly number[]): string {
  const last = steps.at(-1) ?? 0;
  return `\`exposures.parquet\` and \`exposures.csv\` have a row for each example, with the exposures of its
phrases by each of ${steps.length} checkpoints (\`good_${last}\`, \`bad_${last}\`). By any step S an example is in
\`proxy_train\` if its \`exposed_step\` is S or less; an empty one means never.

`;
}
