// A record's id as the record spells it.
//
// A string is taken as it is; anything else is kept as its JSON text, which JSON.parse does not
// keep: 1.0 and 12345678901234567890 would come back as other numbers. Where the line is sure to
// hold the number just once, its spelling is read there; else the line is parsed again with the
// spellings (3 times slower, measured on 2 kB lines).

export type IdReader = (record: Record<string, unknown>, json: string) => string | null;

/** V8 has it since 11.4; the library of TypeScript 7.0 does not describe it yet. */
interface SpellingJson {
  parse(
    json: string,
    reviver: (key: string, value: unknown, context: { source: string }) => unknown,
  ): unknown;
  rawJSON(source: string): object;
  stringify(value: unknown): string;
}
const spellingJson = JSON as unknown as SpellingJson;

export function createIdReader(idField: string): IdReader {
  const key = JSON.stringify(idField);
  // Other names may be spelled with escapes that a search would not see.
  const isPlain = /^[\w.-]+$/.test(idField);
  const spelling = new RegExp(
    `[{,\\s]${key.replaceAll(/[.-]/g, '\\$&')}\\s*:\\s*(-?\\d[\\d.eE+-]*)`,
  );

  return (record, json) => {
    const id = record[idField];
    if (typeof id === 'string') return id;
    if (id === undefined || id === null || !Object.hasOwn(record, idField)) return null;
    if (typeof id === 'boolean') return String(id);
    if (typeof id === 'number' && isPlain && !/\\u00[0-7]/i.test(json)) {
      const at = json.indexOf(key);
      if (at === json.lastIndexOf(key)) {
        const found = spelling.exec(json)?.[1];
        if (found !== undefined) return found;
      }
    }
    const exact = spellingJson.parse(json, (_, value, context) =>
      typeof value === 'number' ? spellingJson.rawJSON(context.source) : value,
    ) as Record<string, unknown>;
    return spellingJson.stringify(exact[idField]);
  };
}
