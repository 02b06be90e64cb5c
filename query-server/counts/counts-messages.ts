// What a router and a shard say on a connection for counts, which begins with an upgrade of HTTP.
//
//   question  u32 bytes of the body; the body: JSON as POST /v1/exposures takes it
//   part      3 u32: status, bytes of the snapshot's name, bytes of the content; the name; the content
//
// One question is under way at a time. Its answer has parts of status 0, and a last one with a status of HTTP:
// 200 with the last of the frames (shards/frame-layout.ts), or another one with a problem as JSON, in place of all
// frames before. Numbers are little-endian.

/** The path that is upgraded, below that of the server. */
export const countsPath = '/v1/exposures';
/** In the header `upgrade`. */
export const countsProtocol = 'firstseen-counts';

/** Of the body of a question. A longer one goes as a request of its own. */
export const maxQuestionBytes = 256 << 10;
/** Of the content of a part. */
export const maxPartBytes = 1 << 28;
/** Milliseconds after which a shard closes a connection that nobody uses; a router uses none that old. */
export const idleMs = 72_000;

export const lengthBytes = 4;
export const partHeadBytes = 12;
/** The status of a part that others follow. */
export const moreFollows = 0;

/** Undefined: the body is too long for a connection. */
export function encodeQuestion(body: string): Buffer | undefined {
  const length = Buffer.byteLength(body);
  if (length > maxQuestionBytes) return undefined;
  const message = Buffer.allocUnsafe(lengthBytes + length);
  message.writeUInt32LE(length);
  message.write(body, lengthBytes);
  return message;
}

interface Part {
  readonly status: number;
  /** The name of the snapshot that answers; empty for a problem. */
  readonly snapshot: string;
  readonly content: Buffer;
}

export function encodePart({ status, snapshot, content }: Part): Buffer {
  const name = Buffer.byteLength(snapshot);
  const part = Buffer.allocUnsafe(partHeadBytes + name + content.length);
  part.writeUInt32LE(status);
  part.writeUInt32LE(name, 4);
  part.writeUInt32LE(content.length, 8);
  part.write(snapshot, partHeadBytes);
  content.copy(part, partHeadBytes + name);
  return part;
}

/** What the head of a part says; lengths in bytes. */
export interface PartHead {
  readonly status: number;
  readonly name: number;
  readonly content: number;
}

export function decodePartHead(head: Buffer): PartHead {
  return {
    status: head.readUInt32LE(),
    name: head.readUInt32LE(4),
    content: head.readUInt32LE(8),
  };
}
