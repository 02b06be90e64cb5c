// The code blocks of a page, with the mark that says how each is tested.
//
// The mark stands behind the language, where readers of the page do not see it and its writers do:
//   sh, python    none: it runs. `not run: REASON`: it does not, and the test prints the reason.
//   json          `output`: the shell block before it prints these values. `form`: values of the same
//                 keys and types. `output: COMMAND`, `form: COMMAND`: COMMAND prints them.
//                 `file NAME`: the blocks behind it find it under this name. None: it is valid JSON.
//   text          `form`, as above, for a table: the names of its columns. `layout`: bytes of a file.

export type Mark =
  | { readonly kind: 'none' | 'layout' }
  | { readonly kind: 'not run'; readonly reason: string }
  | { readonly kind: 'output' | 'form'; readonly command: string | undefined }
  | { readonly kind: 'file'; readonly name: string };

export interface Snippet {
  /** From 1 on, of the line that opens the block. */
  readonly line: number;
  readonly language: string;
  readonly mark: Mark;
  readonly code: string;
}

const block = /^```([a-z]*)(?: +(.*))?\n([\s\S]*?)^```$/gm;
const languages = new Set(['sh', 'json', 'python', 'text', 'js', 'ts', 'nginx']);
const marks: Readonly<Record<string, readonly Mark['kind'][]>> = {
  sh: ['none', 'not run'],
  python: ['none', 'not run'],
  json: ['none', 'output', 'form', 'file'],
  text: ['form', 'layout'],
};

/** An Error names a language or a mark that the tests do not know. */
export function readSnippets(markdown: string): Snippet[] {
  return Array.from(markdown.matchAll(block), (found) => {
    const [, language = '', words = '', code = ''] = found;
    const line = markdown.slice(0, found.index).split('\n').length;
    const mark = readMark(words);
    if (!languages.has(language)) throw new Error(`line ${line}: unknown language "${language}"`);
    if (mark === undefined || !(marks[language] ?? ['none']).includes(mark.kind)) {
      throw new Error(`line ${line}: ${language} cannot be marked "${words}"`);
    }
    return { line, language, mark, code };
  });
}

function readMark(words: string): Mark | undefined {
  if (words === '') return { kind: 'none' };
  if (words === 'layout') return { kind: 'layout' };
  const [, kind, rest] = /^(not run|output|form|file)(?::? +(.+))?$/.exec(words) ?? [];
  if (kind === 'output' || kind === 'form') return { kind, command: rest };
  if (rest === undefined) return undefined;
  return kind === 'file' ? { kind, name: rest } : { kind: 'not run', reason: rest };
}
