// The settings of an index: made by its first commit, and not to be contradicted by an append.

import { continueCorpus, keepConsumed, requireSame } from '../corpus/continue-corpus.ts';
import type { Corpus } from '../corpus/corpus.ts';
import { missingTokenizer } from '../corpus/open-reading.ts';
import { findPace } from '../corpus/step-rule.ts';
import { IndexError } from '../errors.ts';
import { tokenFormats } from '../formats/registry.ts';
import { identifySource } from '../input/bytes/open-raw.ts';
import {
  type IndexSettings,
  resolutionOf,
  type TokenizerRow,
} from '../store/catalogue/settings.ts';
import { formatVersion } from '../store/segment/page-format.ts';
import { analyzerVersion, runtimeUnicode } from '../text/index-analyzer.ts';
import type { BuildOptions } from './build-options.ts';

interface PlannedSettings {
  readonly settings: IndexSettings;
  /** With the settings of the index, where there is one already. */
  readonly corpus: Corpus;
}

/** Those of a new index, or the index's own (`before`), which an append must not contradict. */
export async function planSettings(
  before: IndexSettings | undefined,
  corpus: Corpus,
  options: Pick<BuildOptions, 'analyzer' | 'storesText' | 'resolution'>,
): Promise<PlannedSettings> {
  const analyzer = before?.analyzer ?? options.analyzer ?? 'words';
  if (analyzer === 'ids') requireIds(corpus);
  const tokenizer = await identifyTokenizer(corpus, analyzer);
  if (before === undefined) {
    const { resolution, storesText = resolution !== 'step' } = options;
    if (storesText && resolution === 'step') throw textsWithoutRecords();
    const { facetField } = corpus.reading;
    if (facetField !== undefined && resolution === 'step') throw facetsWithoutRecords(facetField);
    const settings = {
      format: formatVersion,
      analyzer,
      analyzerVersion,
      unicode: runtimeUnicode,
      storesText,
      ...(resolution === 'step' && { resolution }),
      ...(facetField !== undefined && { facetField }),
      pace: findPace(corpus.steps) ?? null,
      run: corpus.kept,
      ...(tokenizer !== undefined && { tokenizer }),
    };
    return { settings, corpus };
  }
  requireSame('analyzer', before.analyzer, options.analyzer);
  const version = (number: number) => `version ${number}`;
  requireSame('analyzer', version(before.analyzerVersion), version(analyzerVersion));
  const continued = continueCorpus(corpus, before.run);
  const form = (stores: boolean) => (stores ? 'with texts' : 'without texts (--no-text)');
  const { storesText = before.storesText } = options;
  requireSame('resolution', resolutionOf(before), options.resolution);
  requireSame('form', form(before.storesText), form(storesText));
  if (before.tokenizer?.sha256 !== tokenizer?.sha256) {
    requireSame('tokenizer', describeTokenizer(before.tokenizer), describeTokenizer(tokenizer));
  }
  return { settings: { ...before, run: keepConsumed(corpus, before.run) }, corpus: continued };
}

function textsWithoutRecords(): IndexError {
  return new IndexError(
    'bad_argument',
    'the resolution step goes without texts, which are found by their records: expected no texts, or the resolution record',
  );
}

function facetsWithoutRecords(facetField: string): IndexError {
  return new IndexError(
    'bad_argument',
    `the facet field ${JSON.stringify(facetField)} needs the records of exposures, and the resolution step has none: expected no facet field, or the resolution record`,
  );
}

/** The analyzer `ids` is for files of token ids, and for keys that mean something of ids. */
function requireIds({ where, kept, reading, steps }: Corpus): void {
  const { format = 'jsonl' } = kept;
  if (!reading.holdsTokens) {
    throw new IndexError(
      'bad_argument',
      `the analyzer ids is for token files, by a run description of format ${tokenFormats.map(({ name }) => name).join(', ')}, or of another one with "tokens_field"; found ${format} of text`,
      { found: format },
    );
  }
  const refuse = (key: string, expected: string, found: number) =>
    new IndexError(
      'run_invalid',
      `${where}: key ${key}: expected ${expected} with the analyzer ids; found ${found}. Fix the run description, or use the analyzer words.`,
      { file: where, key, found },
    );
  const { truncate, tokenizer } = reading;
  if (truncate?.words !== undefined) {
    throw refuse('truncate.words', 'truncate.model_tokens instead', truncate.words);
  }
  if (steps.kind === 'words' && tokenizer === undefined) {
    throw refuse('steps.words', 'a tokenizer, which is needed for words,', steps.amount);
  }
}

async function identifyTokenizer(
  corpus: Corpus,
  analyzer: string,
): Promise<TokenizerRow | undefined> {
  const { tokenizer, holdsTokens } = corpus.reading;
  if (tokenizer === undefined) {
    if (!holdsTokens || analyzer === 'ids') return undefined;
    throw missingTokenizer(corpus, '');
  }
  const plan = { ...tokenizer, kind: 'file', format: undefined, sizeBytes: undefined } as const;
  return { ...tokenizer, ...(await identifySource(plan, new AbortController().signal)) };
}

function describeTokenizer(one: TokenizerRow | undefined): string {
  return one === undefined ? 'none' : `${one.name} (sha256 ${one.sha256.slice(0, 12)})`;
}
