// JSON of a client -> its value, a piece at a time, so that a large one holds nobody up.

import { byteSource, parseJson, TooManyValues } from '../splits/pairs/parse-json.ts';

interface ParseQuestion {
  /** Called between pieces; a promise is awaited. */
  readonly pause: () => Promise<void> | undefined;
  /** Elements, members and containers that it may have. */
  readonly maxValues: number;
  /** The error for one with more. */
  readonly tooMany: () => Error;
}

/** `bytes` are UTF-8. Rejects with a SyntaxError, and with what `pause` rejects with. */
export async function parseJsonBytes(
  bytes: Buffer,
  { pause, maxValues, tooMany }: ParseQuestion,
): Promise<unknown> {
  try {
    return await parseJson(byteSource(bytes), pause, { maxValues });
  } catch (error) {
    throw error instanceof TooManyValues ? tooMany() : error;
  }
}
