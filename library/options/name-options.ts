// Errors of the layers below name options as the command has them: `--text-field`. A caller of the library
// hears of its own: `textField`. This is the one place where names are exchanged.

import { IndexError } from '../../errors.ts';

/** Options of the command that a call has under the same name in camelCase. */
const shared: readonly string[] = [
  ...['from', 'run', 'format', 'quoting', 'text-field', 'id-field', 'facet-field'],
  ...['batch-size', 'step-field', 'step-format', 'on-bad-record'],
  ...['analyzer', 'resolution', 'workers', 'memory', 'again'],
  ...['at', 'last-at', 'records-at', 'checkpoints', 'timeline', 'contexts'],
  ...['pairs', 'out', 'policy', 'sampling', 'seed', 'prefix', 'task-prefix', 'compact', 'parquet'],
  ...['split', 'results', 'step-pattern', 'seed-pattern', 'names', 'metric', 'latest'],
  ...['parts', 'rank', 'shards', 'into', 'follow'],
  ...[
    'port',
    'host',
    'token-file',
    'no-auth',
    'base-path',
    'trust-proxy',
    'processes',
    'wait',
    'watches',
  ],
  ...['opensearch', 'name'],
];

/** Those with another name, or another value. */
const others: Readonly<Record<string, string>> = {
  'no-text': 'text: false',
  'allow-host': 'allowHosts',
  'max-body': 'limits.maxBodyBytes',
  'max-results': 'limits.maxResultsBytes',
  'max-phrases': 'limits.maxPhrases',
  'max-phrase-length': 'limits.maxPhraseLength',
  deadline: 'limits.deadlineMs',
};

const names = new Map([
  ...shared.map((name): [string, string] => [name, toCamelCase(name)]),
  ...Object.entries(others),
]);

/** Values of these are words that stand behind the name. */
const withWord = /^(format|quoting|step-format|on-bad-record|analyzer|resolution|memory)$/;

/** "--on-bad-record skip" -> "onBadRecord: 'skip'". Options of other programs stay. */
export function nameOptions(message: string): string {
  const option = /(?<![\w-])--([a-z]+(?:-[a-z]+)*)(?: ([a-z\d][\w-]*))?/g;
  return message.replaceAll(option, (found, name: string, word: string | undefined) => {
    const known = names.get(name);
    if (known === undefined) return found;
    if (word === undefined) return known;
    return withWord.test(name) ? `${known}: '${word}'` : `${known} ${word}`;
  });
}

/** Runs work of the layers below; its errors name the options of the library. */
export function withNames<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw rename(error);
  }
}

/** The same for work that takes time. */
export async function withNamesLater<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw rename(error);
  }
}

function rename(error: unknown): unknown {
  if (!(error instanceof IndexError)) return error;
  const message = nameOptions(error.message);
  if (message === error.message) return error;
  return new IndexError(error.code, message, error.details, error.cause);
}

function toCamelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
