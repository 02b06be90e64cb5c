// A page's runs, before hyparquet decodes them: a damaged length would have it loop for minutes.
//
//   runs  header as a varint h; h odd: (h >> 1) * 8 values of `width` bits; even: h >> 1 times one
//         value in whole bytes

import type { PageHeader } from 'hyparquet/src/types.js';
import type { Levels } from './parquet-nested.ts';

/** A last group may be padded. */
const maxPadding = 512;

/**
 * Throws a plain Error where a data page has runs of more values than the page. `page` is
 * decompressed; levels stand before the values where the highest ones are not 0.
 */
export function checkRuns(page: Buffer, header: PageHeader, highest: Levels): void {
  const v1 = header.data_page_header;
  const v2 = header.data_page_header_v2;
  const encoding = v1?.encoding ?? v2?.encoding ?? '';
  const values = Number(v1?.num_values ?? v2?.num_values);
  let at = 0;
  if (v2 !== undefined) {
    at = v2.definition_levels_byte_length + v2.repetition_levels_byte_length;
    const repeated = v2.repetition_levels_byte_length;
    if (highest.repetition > 0) {
      walk(page.subarray(0, repeated), values, findWidth(highest.repetition));
    }
    const levels = page.subarray(repeated, at);
    const ones =
      highest.definition > 0 ? walk(levels, values, findWidth(highest.definition)) : values;
    const present = highest.definition > 1 ? values - v2.num_nulls : ones;
    if (present !== values - v2.num_nulls) {
      throw new Error(`it has ${values - present} nulls, its header says ${v2.num_nulls}`);
    }
  } else {
    for (const level of [highest.repetition, highest.definition]) {
      if (level === 0) continue;
      const start = at + 4;
      at = start + page.readUInt32LE(at);
      if (at > page.length) throw new Error('its levels go on behind the page');
      walk(page.subarray(start, at), values, findWidth(level));
    }
  }
  if (!/DICTIONARY$/.test(encoding) || at >= page.length) return;
  const width = page[at] as number;
  if (width > 32) throw new Error(`its dictionary indices have ${width} bits`);
  walk(page.subarray(at + 1), values, width);
}

/** Bits of a level. */
function findWidth(level: number): number {
  return 32 - Math.clz32(level);
}

/** Returns how many of the values are 1, where they have one bit. */
function walk(bytes: Buffer, values: number, width: number): number {
  let seen = 0;
  let ones = 0;
  for (let at = 0; at < bytes.length && seen < values; ) {
    let header = 0;
    let byte: number;
    let shift = 0;
    do {
      if (at >= bytes.length || shift > 28) throw new Error('a run has no length');
      byte = bytes[at++] as number;
      header += (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte > 127);
    const isPacked = header % 2 === 1;
    const count = isPacked ? ((header - 1) / 2) * 8 : header / 2;
    if (count > values - seen + maxPadding) {
      throw new Error(`a run has ${count} values, the page ${values}`);
    }
    if (width === 1) ones += onesOf(bytes, at, { count, isPacked, left: values - seen });
    at += isPacked ? (count / 8) * width : Math.ceil(width / 8);
    seen += count;
  }
  return ones;
}

function onesOf(
  bytes: Buffer,
  at: number,
  run: { readonly count: number; readonly isPacked: boolean; readonly left: number },
): number {
  const count = Math.min(run.count, run.left);
  if (!run.isPacked) return bytes[at] === 1 ? count : 0;
  let ones = 0;
  for (let i = 0; i < count; i++) ones += ((bytes[at + (i >> 3)] ?? 0) >> (i & 7)) & 1;
  return ones;
}
