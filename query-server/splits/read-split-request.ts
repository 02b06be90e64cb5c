// The body of POST /v1/splits -> sets of pairs and options. Pure.

import { IndexError } from '../../errors.ts';
import {
  type DecodedPairs,
  decodeGivenPairs,
  type PairNames,
} from '../../library/splits/decode-pairs.ts';
import type { SplitFileOptions, SplitQuestion } from '../../library/splits/pair-splits.ts';
import type { SplitBody, SplitPairs } from '../../schemas/split-request.ts';
import type { Pause } from '../answering/work-turns.ts';

/** Pairs of one request may be so many times as large as other bodies: all of BLiMP is 32 MB. */
export const splitBodies = 4;

const defaultName = 'pairs';

/** The fields of the body, as errors name them. */
export const bodyFields: PairNames = {
  good: 'columns.good',
  bad: 'columns.bad',
  phraseGood: 'columns.phrase_good',
  phraseBad: 'columns.phrase_bad',
  prefix: 'prefix',
  prefixExample: '"prefix": "exposure_"',
  quotingNone: '"quoting": "none"',
};

/** The sets of a request, with a pause after each pair. Rejects with what decoding rejects with. */
export async function decodeSets(body: SplitBody, pause: Pause): Promise<DecodedPairs[]> {
  const { sets, name = defaultName, pairs, text, format, file, quoting } = body;
  const own = pairs ?? text ?? format ?? file ?? quoting ?? body.name;
  if (sets !== undefined && own !== undefined) {
    throw new IndexError(
      'bad_argument',
      'body: expected sets, or one set as name and pairs or text; found both',
    );
  }
  const given = sets ?? [{ ...body, name }];
  requireNames(given.map((set) => set.name));
  const decoded: DecodedPairs[] = [];
  for (const set of given) decoded.push(await decodeSet(set, body, pause));
  return decoded;
}

async function decodeSet(
  set: SplitPairs,
  { columns = {}, context }: SplitBody,
  pause: Pause,
): Promise<DecodedPairs> {
  const { name, pairs, text, format, file = name, quoting } = set;
  const options = {
    set: name,
    file,
    surface: bodyFields,
    columns: decodeColumns(columns),
    ...(context !== undefined && { context }),
  };
  if (text !== undefined && pairs === undefined) {
    const source = { text, format: format ?? 'jsonl', ...(quoting !== undefined && { quoting }) };
    return await decodeGivenPairs(options, source, pause);
  }
  if (pairs === undefined || text !== undefined || format !== undefined) {
    throw new IndexError(
      'bad_argument',
      `body: the set ${JSON.stringify(name)} needs pairs, or text with its format; found ${pairs === undefined ? 'neither' : 'both'}`,
    );
  }
  if (pairs.length > 0) return await decodeGivenPairs(options, pairs, pause);
  throw new IndexError('source_empty', `${file} holds no pair: expected at least one`);
}

/** Names that differ in case alone would be one file where file systems do not tell them apart. */
function requireNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const lower = name.toLowerCase();
    if (seen.has(lower)) {
      throw new IndexError('bad_argument', `body: two sets are named ${JSON.stringify(name)}`);
    }
    seen.add(lower);
  }
}

function decodeColumns(columns: NonNullable<SplitBody['columns']>) {
  const { good, bad, phrase_good, phrase_bad, phrase_field } = columns;
  return {
    ...(good !== undefined && { good }),
    ...(bad !== undefined && { bad }),
    ...(phrase_good !== undefined && { phraseGood: phrase_good }),
    ...(phrase_bad !== undefined && { phraseBad: phrase_bad }),
    ...(phrase_field !== undefined && { phraseField: phrase_field }),
  };
}

export function decodeSplitOptions({
  policy,
  at,
  min_count,
  sampling,
  seed,
  by_facet,
}: SplitBody): SplitQuestion {
  return {
    ...(policy !== undefined && { policy }),
    ...(at !== undefined && { at: [at].flat() }),
    ...(min_count !== undefined && { minCount: min_count }),
    ...(sampling !== undefined && { sampling }),
    ...(seed !== undefined && { seed }),
    ...(by_facet !== undefined && { byFacet: by_facet }),
  };
}

export function decodeFileOptions({ prefix, task_prefix }: SplitBody): SplitFileOptions {
  return {
    ...(prefix !== undefined && { prefix }),
    ...(task_prefix !== undefined && { taskPrefix: task_prefix }),
  };
}
