// Files of buckets of Amazon S3, and of stores with its interface.

import {
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import { IndexError } from '../../errors.ts';
import type { Asking } from './ask-url.ts';
import { Attempts, PassingFault } from './attempts.ts';
import { type Asked, explainFault } from './refuse-answer.ts';
import { addressOf, type RemoteAddress } from './remote-address.ts';
import { explainS3Error, openS3Client } from './s3-client.ts';
import type { StoredFile, StoreLister } from './store-lister.ts';

const host = 'S3';

/** Throws `access_denied`, `input_not_found` and `transfer_failed`. */
export async function openS3(
  address: RemoteAddress,
  options: Omit<Asking, 'dispatcher'>,
): Promise<StoreLister> {
  const { signal } = options;
  const { container: Bucket, typed } = address;
  const client = await openS3Client().catch((error) => {
    throw explainS3Error({ store: 's3', name: typed, what: 'credentials', host }, error);
  });
  const describe = (path: string, size: number | undefined, etag: string | undefined) => {
    if (size === undefined || etag === undefined) throw withoutVersion(typed, path);
    const place = addressOf(address, path);
    const file = { store: 's3' as const, address: place, url: place, sizeBytes: size };
    return { path, file: { ...file, version: etag } };
  };
  const ask = newAsk(typed, options);
  return {
    async list(folder) {
      const found: StoredFile[] = [];
      const what = `the list of ${folder === '' ? Bucket : folder}`;
      for (let token: string | undefined = ''; token !== undefined; ) {
        const page = { Bucket, Prefix: folder, EncodingType: 'url' as const };
        const command = new ListObjectsV2Command({
          ...page,
          ...(token !== '' && { ContinuationToken: token }),
        });
        const listed: ListObjectsV2CommandOutput = await ask(what, () =>
          client.send(command, { abortSignal: signal }),
        );
        for (const { Key = '', Size, ETag } of listed.Contents ?? []) {
          found.push(describe(decodeKey(Key), Size, ETag));
        }
        token = nextToken(listed, typed);
      }
      return found;
    },
    async look(path) {
      const command = new HeadObjectCommand({ Bucket, Key: path });
      const found = await ask(path, () => client.send(command, { abortSignal: signal }));
      return describe(path, found.ContentLength, found.ETag);
    },
    [Symbol.asyncDispose]: async () => client.destroy(),
  };
}

/** Requests of the client, tried again as those of other stores are. */
function newAsk(typed: string, { signal, pausesMs }: Omit<Asking, 'dispatcher'>) {
  return async <T>(what: string, send: () => Promise<T>): Promise<T> => {
    const asked: Asked = { store: 's3', name: typed, what, host };
    const attempts = new Attempts(pausesMs);
    for (;;) {
      try {
        return await send();
      } catch (cause) {
        signal.throwIfAborted();
        const error = explainS3Error(asked, cause);
        if (!(error instanceof PassingFault)) throw error;
        if (!(await attempts.wait(error, signal))) throw explainFault(asked, error.message, error);
      }
    }
  };
}

function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

function nextToken(page: ListObjectsV2CommandOutput, typed: string): string | undefined {
  if (page.IsTruncated !== true) return undefined;
  if (page.NextContinuationToken) return page.NextContinuationToken;
  throw new IndexError(
    'transfer_failed',
    `${typed}: the store says that its list has more pages, but not where: expected a continuation token. Name the files one by one.`,
    { source: typed },
  );
}

function withoutVersion(typed: string, path: string): IndexError {
  return new IndexError(
    'transfer_failed',
    `${typed}: the store gives no size or no etag of ${path}, so a change would not be seen: expected both. Download it and name the file.`,
    { source: typed },
  );
}
