// Sentences of a page, and how long they are.
//
// A paragraph and an item of a list are prose. Headings, code blocks, pictures and tables are not:
// short cells would make long sentences look better than they are. Long cells are measured apart. Code
// and a path count as one word.

export interface Measure {
  readonly sentences: number;
  readonly words: number;
  readonly commas: number;
}

const code = 'code';
const minCellWords = 8;
const startsBlock = /^\s*(?:[-*+]|\d+\.) +/;
const isApart = /^\s*(?:#|\||>|!\[|-{3,}$)/;

/** The blocks of prose in a Markdown page, each as plain text. */
export function cutBlocks(markdown: string): string[] {
  const blocks: string[] = [];
  let open = false;
  for (const line of markdown.replace(/^( *)```[\s\S]*?^\1```/gm, '').split('\n')) {
    if (line.trim() === '' || isApart.test(line)) {
      open = false;
      continue;
    }
    const text = line.replace(startsBlock, '').trim();
    if (open && !startsBlock.test(line)) blocks[blocks.length - 1] += ` ${text}`;
    else blocks.push(text);
    open = true;
  }
  return blocks.map(plainText).filter((block) => /\p{L}/u.test(block));
}

/** The cells of its tables that are long enough to be read as prose. */
export function cutCells(markdown: string): string[] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
  const cells = rows.flatMap((row) => row.split(/(?<!\\)\|/)).map(plainText);
  return cells.filter((cell) => countWords(cell) >= minCellWords);
}

function plainText(block: string): string {
  return block
    .replace(/(`+)[\s\S]*?\1/g, code)
    .replace(/\[[\w-]*[./][\w./-]*\]\([^)]*\)/g, code)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, '')
    .replace(/\*\*|(?<!\w)[*_]|[*_](?!\w)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A sentence ends with a full stop, a question or exclamation mark, or with its block. */
export function cutSentences(block: string): string[] {
  return block
    .split(/(?<=[.!?]["”)]*) (?=["“(]*(?:[\p{Lu}\p{N}]|code))/u)
    .filter((sentence) => countWords(sentence) > 0);
}

function countWords(sentence: string): number {
  return sentence.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0;
}

/** A comma inside a number parts digits and not a sentence. */
function countCommas(sentence: string): number {
  return sentence.match(/,(?!\d{3})/g)?.length ?? 0;
}

export function measureSentences(sentences: readonly string[]): Measure {
  return addMeasures(
    sentences.map((sentence) => ({
      sentences: 1,
      words: countWords(sentence),
      commas: countCommas(sentence),
    })),
  );
}

export function addMeasures(measures: readonly Measure[]): Measure {
  let [sentences, words, commas] = [0, 0, 0];
  for (const each of measures) {
    sentences += each.sentences;
    words += each.words;
    commas += each.commas;
  }
  return { sentences, words, commas };
}

/** Words and commas a sentence. */
export function averages({ sentences, words, commas }: Measure): { words: number; commas: number } {
  return { words: words / (sentences || 1), commas: commas / (sentences || 1) };
}
