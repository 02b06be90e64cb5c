// Reads files out of a zip archive in memory: what a split's download holds is what is shown.
//
// Stored and deflated entries, sizes below 4 GiB, no encryption: what our server writes. Anything
// else is an error.

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localEntry = 0x04034b50;

/** @typedef {{ name: string, method: number, start: number, length: number }} Entry */

/**
 * The entries of an archive, by name; throws if the archive is not whole.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Map<string, Entry>}
 */
export function readDirectory(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const entries = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    requireMagic(view, at, directoryEntry);
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const local = view.getUint32(at + 42, true);
    requireMagic(view, local, localEntry);
    const skipped = view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const start = local + 30 + skipped;
    const length = view.getUint32(at + 20, true);
    entries.set(name, { name, method: view.getUint16(at + 10, true), start, length });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** @param {DataView} view */
function findEnd(view) {
  const least = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= least; at--) {
    if (view.getUint32(at, true) === endOfDirectory) return at;
  }
  throw new Error('the archive has no directory: it did not arrive whole');
}

/** @param {DataView} view @param {number} at @param {number} magic */
function requireMagic(view, at, magic) {
  if (at + 4 <= view.byteLength && view.getUint32(at, true) === magic) return;
  throw new Error(`the archive is damaged at byte ${at}`);
}

/**
 * The text of an entry.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Entry} entry
 * @returns {Promise<string>}
 */
export async function readEntry(bytes, { name, method, start, length }) {
  const packed = bytes.subarray(start, start + length);
  if (method === 0) return new TextDecoder().decode(packed);
  if (method !== 8) throw new Error(`${name} is compressed in a way that the page cannot read`);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).text();
}
