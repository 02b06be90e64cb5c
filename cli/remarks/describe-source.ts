// What a build and a scan say alike of the sources of a corpus.

import type { BuildNews } from '../../library/builds/run-build.ts';
import { formatCount } from '../show/format-amounts.ts';

type LeftOutEvent = Extract<BuildNews, { kind: 'left-out' }>;
type FoldersLeftOut = Omit<Extract<BuildNews, { kind: 'folders-left-out' }>, 'kind'>;

const words: Readonly<Record<LeftOutEvent['what'], readonly [one: string, more: string]>> = {
  skipped: [
    'record could not be used and was skipped, as asked',
    'records could not be used and were skipped, as asked',
  ],
  repaired: [
    'record was repaired: something in it that is not a character became U+FFFD',
    'records were repaired: something in them that is not a character became U+FFFD',
  ],
  cut: ['record was cut by truncate', 'records were cut by truncate'],
  blank: [
    'blank line or document is not a record, and was left out',
    'blank lines or documents are not records, and were left out',
  ],
};

type SourceEvent = Extract<
  BuildNews,
  {
    kind:
      | 'folders-left-out'
      | 'source-empty'
      | 'not-consumed'
      | 'tokenizer-without-decoder'
      | 'left-out';
  }
>;

export function describeSource(event: SourceEvent): string {
  switch (event.kind) {
    case 'folders-left-out':
      return describeFolders(event);
    case 'source-empty':
      return `${event.name} holds no record: skipped`;
    case 'not-consumed':
      return `${event.name}: not consumed: ${event.dropped}`;
    case 'tokenizer-without-decoder':
      return `${event.name} has no decoder: its tokens are spelled by its pre-tokenizer (${event.step})`;
    case 'left-out':
      return describeLeftOut(event);
  }
}

export function describeFolders({ pattern, folders, first }: FoldersLeftOut): string {
  const matched = folders === 1 ? `the folder ${first}` : `${folders} folders (first: ${first})`;
  return `${pattern} matches ${matched}, left out; a pattern with **/ finds the files in folders`;
}

function describeLeftOut({ what, count, sources, first }: LeftOutEvent): string {
  const where = sources === 1 ? first : `${formatCount(sources)} sources, first ${first}`;
  return `${formatCount(count)} ${words[what][count === 1 ? 0 : 1]} (${where})`;
}
