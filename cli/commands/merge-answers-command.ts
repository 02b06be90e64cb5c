// `firstseen merge-answers`: its arguments.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';

const options = {} as const satisfies Options;

export type MergeAnswersOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'merge-answers',
  summary: 'add the answers of shards to those of the whole corpus',
  description:
    'Reads what query --json --shard K/N printed for each shard, and prints the answers of the whole as JSON lines. A shard that is missing is an error.',
  arguments: [{ name: '[file...]', help: 'the answers of all shards, in any order' }],
  options,
  usage: 'FILE...',
  example: 'firstseen merge-answers answers-1.jsonl answers-2.jsonl',
});
