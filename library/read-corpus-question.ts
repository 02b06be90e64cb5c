// The corpus of a question -> the corpus of the layers below.

import type { CorpusOptions } from '../corpus/read-corpus.ts';
import { IndexError } from '../errors.ts';
import { type CorpusQuestion, corpusRules } from './corpus-question.ts';

/** Throws `bad_argument` for options that do not go together, and what `readRun` throws. */
export async function readCorpusQuestion(
  question: CorpusQuestion,
  call: string,
): Promise<CorpusOptions> {
  const { from, run, quoting, textField, idField, facetField } = question;
  const { format, batchSize, stepField, stepFormat } = question;
  requireOne(question, call);
  if (run !== undefined) return { run: await readRunQuestion(run) };
  if (batchSize !== undefined && stepField !== undefined) {
    throw apart(call, 'batchSize and stepField', 'one of them');
  }
  if (stepFormat !== undefined && stepField === undefined) {
    throw apart(call, 'stepFormat without stepField', 'stepField with it');
  }
  const byField = stepField === undefined ? undefined : { field: stepField };
  const bySize = batchSize === undefined ? undefined : { batch_size: batchSize };
  return {
    from: from === undefined ? undefined : [from].flat(),
    ...{ quoting, textField, idField, facetField },
    format: format === undefined ? undefined : await findFormat(format, call),
    stepRule: byField && stepFormat ? { ...byField, format: stepFormat } : (byField ?? bySize),
  };
}

function requireOne({ from, run, onBadRecord: _, ...rest }: CorpusQuestion, call: string): void {
  if (from === undefined && run === undefined) throw apart(call, 'neither from nor run', 'one');
  if (run === undefined) return;
  const names = Object.keys(corpusRules).filter((name) => name !== 'run' && name !== 'onBadRecord');
  const given = new Map<string, unknown>(Object.entries({ ...rest, from }));
  const other = names.find((name) => given.get(name) !== undefined);
  if (other !== undefined) throw apart(call, `run and ${other}`, 'run alone, which says it itself');
}

function apart(call: string, found: string, expected: string): IndexError {
  return new IndexError('bad_argument', `${call}: found ${found}: expected ${expected}`);
}

async function readRunQuestion(run: string | object): Promise<NonNullable<CorpusOptions['run']>> {
  const { optionsAsRun, readRun, requireRun } = await import('../corpus/read-run.ts');
  if (typeof run === 'string') return readRun(run);
  const description = requireRun(structuredClone(run), optionsAsRun);
  return { name: undefined, description, folder: process.cwd() };
}

async function findFormat(name: string, call: string): Promise<CorpusOptions['format']> {
  const { formatNames } = await import('../formats/registry.ts');
  const found = formatNames.find((one) => one === name);
  if (found !== undefined) return found;
  throw apart(call, `format ${JSON.stringify(name)}`, `one of ${formatNames.join(', ')}`);
}
