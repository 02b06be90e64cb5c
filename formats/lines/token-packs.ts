// Files of other frameworks that hold ids or records in a form of their own, detected by their content.
//
//   litdata  records u32, their offsets u32 (one more than there are), the last one the file's size
//   LitGPT   "LITPKDS"
//   TFRecord length u64, masked CRC-32C of the length, data, masked CRC-32C of the data

import type { Sign } from '../format.ts';

const rawIds =
  'write the ids as raw numbers in their order and name that file in a run description of format nanogpt (docs/formats/nanogpt.md)';

/** What a file that begins so and is so large is; undefined: nothing known. */
export function nameTokenPack(
  head: Buffer,
  sizeBytes: number | undefined,
): Pick<Sign, 'name' | 'advice'> | undefined {
  const start = head.toString('latin1', 0, 8);
  if (start === 'TNTIDX\0\0') {
    return {
      name: 'the index of a fairseq dataset ("lazy" or "cached" in old Megatron versions)',
      advice: 'write the dataset again with --dataset-impl mmap, whose index can be read',
    };
  }
  if (start.startsWith('LITPKDS')) return { name: 'a packed dataset of LitGPT', advice: rawIds };
  if (isLitdata(head, sizeBytes)) return { name: 'a chunk of litdata (LitGPT)', advice: rawIds };
  if (isTensorRecord(head)) {
    return {
      name: 'a TFRecord file',
      advice: 'read it with tensorflow or tfrecord and write its text as JSON lines or Parquet',
    };
  }
  return undefined;
}

function isLitdata(head: Buffer, sizeBytes: number | undefined): boolean {
  if (head.length < 12) return false;
  const records = head.readUInt32LE(0);
  const first = 4 * (records + 2);
  if (records === 0 || head.readUInt32LE(4) !== first) return false;
  if (head.length < first) return head.readUInt32LE(8) > first && (sizeBytes ?? first) > first;
  const last = head.readUInt32LE(first - 4);
  return sizeBytes === undefined ? last > first : last === sizeBytes;
}

function isTensorRecord(head: Buffer): boolean {
  if (head.length < 16 || head.readUInt32LE(4) !== 0) return false;
  const crc = crc32c(head.subarray(0, 8));
  const masked = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  return head.readUInt32LE(8) === masked >>> 0;
}

function crc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
