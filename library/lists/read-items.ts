// The items of `overlap --items FILE`: objects as JSON lines or as a JSON array, which content decides.
// Compression is detected by content. A stream: the file is not held.

import { createReadStream } from 'node:fs';
import { fileError } from '../../errors/file-error.ts';
import { sentence } from '../../errors/sentence.ts';
import { type ErrorCode, IndexError } from '../../errors.ts';
import { linesOfArray } from '../../formats/json/json-array.ts';
import { peekBytes } from '../../input/bytes/peek-bytes.ts';
import { compressionPeekBytes, decompress } from '../../input/compression/decompress.ts';
import {
  adviseText,
  fieldJoint,
  readField,
  type TextField,
  textFields,
} from '../../input/lines/field-path.ts';
import { type JsonObject, parseObject } from '../../input/lines/json-text.ts';
import { createIdReader } from '../../input/lines/read-id.ts';
import { requireData } from '../../text/require-data.ts';
import type { OverlapItem } from '../../trace/overlap-items.ts';
import { cutLines } from './cut-lines.ts';
import { nameInput } from './name-input.ts';

interface ItemFields {
  readonly text: TextField;
  readonly id: string;
}

/**
 * Items in order, in batches. One without its text has its error in place of it; a line that is not an
 * object ends all with `not_json`. Blank lines are skipped.
 */
export async function* readItems(
  path: string,
  fields: ItemFields,
): AsyncGenerator<OverlapItem[], void, undefined> {
  const name = nameInput(path);
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1 << 18 });
  const readId = createIdReader(fields.id);
  let line = 0;
  try {
    const packed = await peekBytes(stream, (head) => head.length >= compressionPeekBytes);
    const plan = { name, kind: 'file', path, sizeBytes: undefined } as const;
    const unpacked = await peekBytes(decompress(packed, plan), (head) =>
      /\S/.test(head.toString()),
    );
    requireData(unpacked.head, name);
    const startByte = unpacked.head.subarray(0, 3).toString() === '\ufeff' ? 3 : 0;
    const isArray = /^\s*\[/.test(unpacked.head.toString('latin1', startByte));
    const chunks = isArray
      ? linesOfArray(unpacked.chunks(startByte), { source: name, startByte })
      : unpacked.chunks();
    for await (const lines of cutLines(chunks, name)) {
      const items: OverlapItem[] = [];
      for (const content of lines) {
        line++;
        if (content.trim() === '') continue;
        const place = isArray ? `${name}, element ${line}` : `${name}:${line}`;
        const item = parseObject(content, (fault, cause) => {
          const found = `a line that is ${fault}`;
          const message = sentence({ where: place, expected: 'an item as a JSON object', found });
          return new IndexError('not_json', message, { file: name, line }, cause);
        });
        items.push({ id: readId(item, content) ?? null, text: readText(item, fields.text, place) });
      }
      yield items;
    }
  } catch (error) {
    const folder = { code: 'bad_argument', solve: 'Name a file of items.' } as const;
    throw fileError(error, { path: name, doing: 'read the items', special: { folder } });
  }
}

/** A list of ids is a text of them. */
function readText(item: JsonObject, field: TextField, place: string): string | IndexError {
  const texts: string[] = [];
  for (const name of textFields(field)) {
    const value = readField(item, name);
    if (typeof value === 'string') texts.push(value);
    else if (Array.isArray(value) && value.every((one) => Number.isSafeInteger(one))) {
      texts.push(value.join(' '));
    } else {
      const code: ErrorCode = value === undefined ? 'missing_field' : 'wrong_field_type';
      const found = value === undefined ? 'none' : 'another type';
      const expected = `text in the field ${JSON.stringify(name)}`;
      const advice = adviseText(value, name);
      return new IndexError(code, `${place}: expected ${expected}, found ${found}${advice}`, {});
    }
  }
  return texts.join(fieldJoint);
}
