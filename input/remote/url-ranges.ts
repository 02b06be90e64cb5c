// Ranges of a file behind a url: of the Hub, of Google's and Azure's stores, and of plain https.
//
// The Hub redirects each request to where the bytes lie. The target is kept, so that a range costs
// one request, until it no longer answers: such targets are signed for some time.

import type { Dispatcher } from 'undici';
import { IndexError } from '../../errors.ts';
import { askOnce, type Headers, headerOf, newDispatcher } from './ask-url.ts';
import { hubSecrets } from './hub-lister.ts';
import { storeHeaders } from './look-at-url.ts';
import type { ByteRange, RangeOpener } from './range-opener.ts';
import { type Asked, movedMeanwhile } from './refuse-answer.ts';
import type { RemoteFile } from './remote-file.ts';
import { requireVersion, versionOf } from './url-versions.ts';

export function openUrlRanges(name: string, file: RemoteFile): RangeOpener {
  const { store, url } = file;
  const dispatcher = newDispatcher();
  const { host } = new URL(url);
  const asked: Asked = { store, name, what: 'a range of it', host };
  const fixed = { ...storeHeaders[store], ...requireVersion(file) };
  let target: string | undefined;
  const check = (headers: Headers) => requireSame(name, file, headers);
  const ask = async (
    at: string,
    { start, end }: ByteRange,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> => {
    const request = {
      ...{ url: at, asked, accepts: [200, 206] },
      headers: { ...fixed, range: `bytes=${start}-${end - 1}` },
      ...(store === 'hf' && at === url && { secrets: hubSecrets() }),
    };
    const onRedirect = (headers: Headers, to: string) => {
      check(headers);
      if (store === 'hf') target = to;
    };
    return askOnce({ ...request, onRedirect }, { dispatcher, signal });
  };
  return {
    host,
    async open(range, signal) {
      const known = target;
      let answer: Dispatcher.ResponseData;
      try {
        answer = await ask(known ?? url, range, signal);
      } catch (error) {
        if (known === undefined || signal.aborted) throw error;
        target = undefined;
        answer = await ask(url, range, signal);
      }
      try {
        check(answer.headers);
        requireRange(answer, { name, host, file, range });
      } catch (error) {
        answer.body.on('error', () => {}).destroy();
        throw error;
      }
      return answer.body;
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

/** An answer of another host than the store's, as of a cache, may say no version. */
function requireSame(name: string, { store, version }: RemoteFile, headers: Headers): void {
  const found = versionOf(store, headers);
  if (found !== undefined && found !== version) throw movedMeanwhile(name, version, found);
}

interface Expected {
  readonly name: string;
  readonly host: string;
  readonly file: RemoteFile;
  readonly range: ByteRange;
}

function requireRange(
  { statusCode, headers }: Dispatcher.ResponseData,
  { name, host, file: { sizeBytes }, range }: Expected,
): void {
  if (statusCode === 206) {
    const said = headerOf(headers, 'content-range') ?? 'none';
    const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(said) ?? [];
    if (total !== undefined && total !== '*' && Number(total) !== sizeBytes) {
      throw movedMeanwhile(name, `${sizeBytes} bytes`, `${total} bytes`);
    }
    if (Number(start) === range.start && Number(end) === range.end - 1) return;
    throw anotherRange(name, host, `bytes ${range.start}-${range.end - 1}`, said);
  }
  const length = headerOf(headers, 'content-length');
  const isWhole = range.start === 0 && range.end === sizeBytes;
  if (isWhole && (length === undefined || Number(length) === sizeBytes)) return;
  if (isWhole) throw movedMeanwhile(name, `${sizeBytes} bytes`, `${length} bytes`);
  throw anotherRange(name, host, `bytes ${range.start}-${range.end - 1}`, 'all of it');
}

function anotherRange(name: string, host: string, expected: string, found: string): IndexError {
  return new IndexError(
    'transfer_failed',
    `${name}: ${host} sends another range than it was asked for: expected ${expected}, found ${found}. Download the file and name it instead.`,
    { source: name, expected, found },
  );
}
