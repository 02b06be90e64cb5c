// Ranges of a file in a bucket, under If-Match of its etag.

import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ByteRange, RangeOpener } from './range-opener.ts';
import { type Asked, movedMeanwhile } from './refuse-answer.ts';
import { parseAddress } from './remote-address.ts';
import type { RemoteFile } from './remote-file.ts';
import { explainS3Error, openS3Client } from './s3-client.ts';

export async function openS3Ranges(name: string, file: RemoteFile): Promise<RangeOpener> {
  const { version, sizeBytes } = file;
  const { container: Bucket, path: Key } = parseAddress(file.address);
  const host = 'S3';
  const asked: Asked = { store: 's3', name, what: 'a range of it', host };
  const client = await openS3Client().catch((error) => {
    throw explainS3Error(asked, error);
  });
  return {
    host,
    async open({ start, end }: ByteRange, signal) {
      const Range = `bytes=${start}-${end - 1}`;
      const command = new GetObjectCommand({ Bucket, Key, Range, IfMatch: version });
      try {
        const answer = await client.send(command, { abortSignal: signal });
        const { Body, ETag = version, ContentRange = '' } = answer;
        if (ETag !== version) throw movedMeanwhile(name, version, ETag);
        const [, total = String(sizeBytes)] = /\/(\d+)$/.exec(ContentRange) ?? [];
        if (Number(total) !== sizeBytes) {
          throw movedMeanwhile(name, `${sizeBytes} bytes`, `${total} bytes`);
        }
        if (Body === undefined) throw new Error('an object without a body');
        return Body as AsyncIterable<Uint8Array>;
      } catch (error) {
        signal.throwIfAborted();
        throw explainS3Error(asked, error);
      }
    },
    [Symbol.asyncDispose]: async () => client.destroy(),
  };
}
