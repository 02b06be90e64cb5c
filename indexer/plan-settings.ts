// The settings of an index: made by its first commit, and not to be contradicted by an append.

import { isDeepStrictEqual } from 'node:util';
import type { Run } from '../corpus/read-run.ts';
import { type StepRule, spellRule } from '../corpus/step-rule.ts';
import { IndexError } from '../errors.ts';
import { formatNamed, formats, tokenFormats } from '../formats/registry.ts';
import type { RunDescription } from '../formats/run-description.ts';
import { hasFields, holdsTokens } from '../formats/run-keys.ts';
import { placeFile } from '../formats/run-place.ts';
import { identifySource } from '../input/bytes/open-raw.ts';
import { type TextField, textFields } from '../input/lines/field-path.ts';
import type {
  CatalogueSnapshot,
  IndexSettings,
  TokenizerRow,
} from '../store/catalogue/catalogue.ts';
import { formatVersion } from '../store/segment/page-format.ts';
import { analyzerVersion, runtimeUnicode } from '../text/analyzer.ts';
import type { BuildOptions } from './build-options.ts';

const defaultStepRule: StepRule = { batch_size: 512 };

/** The index's own settings, which an append must not contradict, or those of a new index. */
export async function planSettings(
  before: CatalogueSnapshot | undefined,
  options: BuildOptions,
  run: Run | undefined,
): Promise<IndexSettings> {
  const analyzer = before?.settings.analyzer ?? options.analyzer ?? 'words';
  if (analyzer === 'ids') requireTokens(run);
  const tokenizer = run === undefined ? undefined : await identifyTokenizer(run, analyzer);
  if (before === undefined) {
    return {
      format: formatVersion,
      analyzer: options.analyzer ?? 'words',
      analyzerVersion,
      unicode: runtimeUnicode,
      storesText: options.storesText ?? true,
      run: run === undefined ? runOfOptions(options) : describe(run.description),
      ...(tokenizer !== undefined && { tokenizer }),
    };
  }
  requireSame(before.settings, options);
  if (run !== undefined) requireSameRun(before.settings, run.description);
  requireSameTokenizer(before.settings.tokenizer, tokenizer);
  return run === undefined ? before.settings : withConsumed(before.settings, run.description);
}

function runOfOptions({ format, quoting, from, textField, idField, stepRule }: BuildOptions) {
  return {
    ...(format !== undefined && { format }),
    ...(quoting !== undefined && { quoting }),
    ...(from !== undefined && { files: from }),
    text_field: textField ?? 'text',
    id_field: idField ?? 'id',
    steps: stepRule ?? defaultStepRule,
  };
}

/** The description with what it leaves to the defaults. */
function describe(run: RunDescription): Record<string, unknown> {
  const isText = formatNamed(formats, run.format).holds === 'text';
  return {
    ...run,
    ...(isText && run.tokens_field === undefined && { text_field: run.text_field ?? 'text' }),
    ...(isText && { id_field: run.id_field ?? 'id' }),
    steps: run.steps ?? defaultStepRule,
  };
}

/** The same run with another `consumed` goes on: what the index says of it has to be the last one. */
function withConsumed(settings: IndexSettings, description: RunDescription): IndexSettings {
  const { consumed: _, ...has } = settings.run;
  const { consumed, ...is } = describe(description);
  if (!isDeepStrictEqual(has, is)) return settings;
  return { ...settings, run: { ...has, ...(consumed !== undefined && { consumed }) } };
}

/** The analyzer `ids` is for files of token ids, and for keys that mean something of ids. */
function requireTokens(run: Run | undefined): void {
  const format = run?.description.format ?? 'jsonl';
  if (run !== undefined && holdsTokens(run.description)) {
    requireKeysOfIds(run);
    return;
  }
  throw new IndexError(
    'bad_argument',
    `the analyzer ids is for token files, by a run description of format ${tokenFormats.map(({ name }) => name).join(', ')}, or of another one with "tokens_field"; found ${format} of text`,
    { found: format },
  );
}

function requireKeysOfIds({ name = 'the options', description }: Run): void {
  const { truncate, steps, tokenizer } = description;
  const refuse = (key: string, expected: string, found: number) =>
    new IndexError(
      'run_invalid',
      `${name}: key ${key}: expected ${expected} with the analyzer ids; found ${found}. Fix the run description, or use the analyzer words.`,
      { file: name, key, found },
    );
  if (truncate?.words !== undefined) {
    throw refuse('truncate.words', 'truncate.model_tokens instead', truncate.words);
  }
  if (steps?.words !== undefined && tokenizer === undefined) {
    throw refuse('steps.words', 'a tokenizer, which is needed for words,', steps.words);
  }
}

async function identifyTokenizer(run: Run, analyzer: string): Promise<TokenizerRow | undefined> {
  const { description } = run;
  if (description.tokenizer === undefined) {
    if (!holdsTokens(description) || analyzer === 'ids') return undefined;
    throw new IndexError(
      'run_invalid',
      `${run.name ?? 'the options'}: key tokenizer: expected a tokenizer.json, as its records of format ${description.format} are token ids; found nothing`,
      { key: 'tokenizer' },
    );
  }
  const place = placeFile(run, description.tokenizer);
  const plan = { ...place, kind: 'file', sizeBytes: undefined } as const;
  const identity = await identifySource(plan, new AbortController().signal);
  return { ...place, ...identity };
}

function requireSame(settings: IndexSettings, options: BuildOptions): void {
  if (options.analyzer !== undefined && options.analyzer !== settings.analyzer) {
    throw mismatch('analyzer_mismatch', 'analyzer', settings.analyzer, options.analyzer);
  }
  if (settings.analyzerVersion !== analyzerVersion) {
    const found = `version ${settings.analyzerVersion}`;
    throw mismatch('analyzer_mismatch', 'analyzer', found, `version ${analyzerVersion}`);
  }
  requireSameRule(settings, options.stepRule);
  requireSameFields(settings, { text_field: options.textField, id_field: options.idField });
  if (options.storesText !== undefined && options.storesText !== settings.storesText) {
    const say = (stores: boolean) => (stores ? 'with texts' : 'without texts (--no-text)');
    throw mismatch('bad_argument', 'form', say(settings.storesText), say(options.storesText));
  }
}

/** Files, formats and orders may differ from one command to the next; what decides steps may not. */
function requireSameRun(settings: IndexSettings, run: RunDescription): void {
  requireSameRule(settings, run.steps);
  const rule = settings.run['steps'] as StepRule;
  if (rule.field !== undefined && !hasFields(run)) {
    const asks = `records of format ${run.format}, which have no field "${rule.field}"`;
    throw mismatch('step_rule_mismatch', 'step rule', spellRule(rule), asks);
  }
  requireSameFields(settings, run);
  const cut = JSON.stringify(settings.run['truncate'] ?? null);
  const wanted = JSON.stringify(run.truncate ?? null);
  if (cut !== wanted) throw mismatch('bad_argument', 'truncate', cut, wanted);
}

function requireSameRule(settings: IndexSettings, wanted: StepRule | undefined): void {
  if (wanted === undefined) return;
  const [has, asks] = [spellRule(settings.run['steps'] as StepRule), spellRule(wanted)];
  if (has !== asks) throw mismatch('step_rule_mismatch', 'step rule', has, asks);
}

function requireSameFields(
  settings: IndexSettings,
  fields: { readonly [key in 'text_field' | 'id_field']?: TextField | undefined },
): void {
  for (const key of ['text_field', 'id_field'] as const) {
    const has = settings.run[key] as TextField | undefined;
    const wanted = fields[key];
    if (wanted === undefined || has === undefined) continue;
    const [spelled, asked] = [spellFields(has), spellFields(wanted)];
    if (spelled !== asked) throw mismatch('bad_argument', key.replace('_', ' '), spelled, asked);
  }
}

/** One field, or a list of one, is the same. */
function spellFields(field: TextField): string {
  return textFields(field)
    .map((name) => JSON.stringify(name))
    .join(', ');
}

function requireSameTokenizer(
  has: TokenizerRow | undefined,
  wanted: TokenizerRow | undefined,
): void {
  if (has?.sha256 === wanted?.sha256) return;
  const say = (one: TokenizerRow | undefined) =>
    one === undefined ? 'none' : `${one.name} (sha256 ${one.sha256.slice(0, 12)})`;
  throw mismatch('bad_argument', 'tokenizer', say(has), say(wanted));
}

function mismatch(
  code: 'analyzer_mismatch' | 'step_rule_mismatch' | 'bad_argument',
  what: string,
  has: string,
  wanted: string,
): IndexError {
  return new IndexError(
    code,
    `the index has the ${what} ${has}, this command asks for ${wanted}. An append keeps the index's own: leave the option out, or build another index.`,
    { found: wanted, expected: has },
  );
}
