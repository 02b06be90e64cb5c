// A line or a document of plain text to a record.

import { quoteField } from '../../input/lines/decode-record.ts';
import type { DecodedRecord, LineContext, Refusal } from '../../input/lines/decoded-record.ts';

/** undefined: a blank line. */
export function decodeTextLine(
  raw: string,
  line: number,
  { options }: LineContext,
): DecodedRecord | Refusal | undefined {
  const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  if (text.trim() === '') return undefined;
  if (options.stepField !== undefined) {
    return {
      code: 'missing_field',
      found: `is plain text and has no field ${quoteField(options.stepField)} that says its step`,
      solve:
        'Leave --step-field (steps.field in a run description) out, and steps have --batch-size records each; or write JSON lines that hold text and step',
    };
  }
  return { text, id: null, step: undefined, line, repaired: false };
}
