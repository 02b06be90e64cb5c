// The texts that a source file may print: its string and template literals of several words.
//
// Literals that `+` joins are one text. A value in a template counts as one word. This reads
// TypeScript by its tokens only, which is enough to find literals and to pass over comments.

const minWords = 4;

const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?<=(?:[(,=:[!&|?{};\n]|=>|\breturn)\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*|`/g;

/** The texts of a source, in the order in which they stand there. */
export function findMessages(source: string): string[] {
  const texts: string[] = [];
  let end = -1;
  for (let from = 0; ; ) {
    token.lastIndex = from;
    const match = token.exec(source);
    if (match === null) break;
    const start = match.index;
    from = match[0] === '`' ? endOfTemplate(source, start) : token.lastIndex;
    const text = readLiteral(source.slice(start, from));
    if (text === undefined) continue;
    const joined = end >= 0 && /^\s*\+\s*$/.test(source.slice(end, start));
    if (joined) texts[texts.length - 1] += text;
    else texts.push(text);
    end = from;
  }
  return texts.flatMap((text) => text.split(/\n\s*/)).filter(isProse);
}

/** The place behind a template. */
function endOfTemplate(source: string, start: number): number {
  let i = start + 1;
  while (i < source.length && source[i] !== '`') {
    if (source.startsWith('${', i)) i = endOfValue(source, i + 2);
    else i += source[i] === '\\' ? 2 : 1;
  }
  return i + 1;
}

/** The place behind the brace that closes a template's value: it may hold strings and templates. */
function endOfValue(source: string, start: number): number {
  let depth = 1;
  let i = start;
  while (i < source.length && depth > 0) {
    const char = source[i];
    if (char === '`') i = endOfTemplate(source, i);
    else if (char === "'" || char === '"') i = endOfString(source, i);
    else {
      if (char === '{') depth++;
      if (char === '}') depth--;
      i++;
    }
  }
  return i;
}

function endOfString(source: string, start: number): number {
  let i = start + 1;
  while (i < source.length && source[i] !== source[start]) i += source[i] === '\\' ? 2 : 1;
  return i + 1;
}

function readLiteral(literal: string): string | undefined {
  const quote = literal[0];
  if (quote !== "'" && quote !== '"' && quote !== '`') return undefined;
  const inside = literal.slice(1, -1);
  const text = quote === '`' ? withoutValues(inside) : inside;
  return text.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1');
}

function withoutValues(template: string): string {
  let text = '';
  for (let i = 0; i < template.length; ) {
    const isValue = template.startsWith('${', i);
    text += isValue ? 'X' : template[i];
    i = isValue ? endOfValue(template, i + 2) : i + 1;
  }
  return text;
}

/** Not an example of a command, a query of the catalogue or a list of names. */
function isProse(text: string): boolean {
  if (/^\s*(?:\S+ \| )?(?:firstseen|SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA)\b/.test(text)) {
    return false;
  }
  return (text.match(/(?<!\S)\p{L}[\p{L}'’-]*(?=[\s,.;:?!]|$)/gu)?.length ?? 0) >= minWords;
}
