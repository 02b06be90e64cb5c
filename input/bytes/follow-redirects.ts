// A request that follows redirects, but never from https to anything else.
//
// Whoever names an https:// url relies on the server's name and on nobody having changed the
// content. A redirect to http:// would give up both without a word.

import { type Dispatcher, request } from 'undici';
import { IndexError } from '../../errors.ts';

const maxRedirections = 10;
const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

interface RequestOptions {
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
}

/** The first answer to a GET of `url` that is not a redirect; throws `transfer_failed`. */
export async function requestFollowing(
  url: string,
  options: RequestOptions,
): Promise<Dispatcher.ResponseData> {
  let at = url;
  for (let left = maxRedirections; ; left--) {
    const answer = await request(at, options);
    const { location } = answer.headers;
    if (!redirections.has(answer.statusCode) || typeof location !== 'string') return answer;
    // Its body is of no use: breaking the connection is what is wanted.
    answer.body.on('error', () => {}).destroy();
    if (left === 0) throw refused(url, at, `more than ${maxRedirections} redirects`);
    at = redirectTarget(url, at, location);
  }
}

/** Where `location`, in the answer of `at`, leads; throws `transfer_failed` where it must not. */
export function redirectTarget(url: string, at: string, location: string): string {
  if (!URL.canParse(location, at)) {
    throw refused(
      url,
      location,
      `${at} redirects to ${JSON.stringify(location)}, which is not a url`,
    );
  }
  const target = new URL(location, at);
  const isEncrypted = target.protocol === 'https:';
  if (!isEncrypted && at.startsWith('https:')) {
    throw refused(
      url,
      target.href,
      `${at} redirects to ${target.href}, which is not https, so the content could be changed on its way`,
    );
  }
  if (!isEncrypted && target.protocol !== 'http:') {
    throw refused(url, target.href, `${at} redirects to ${target.href}: expected http or https`);
  }
  return target.href;
}

function refused(url: string, target: string, reason: string): IndexError {
  return new IndexError(
    'transfer_failed',
    `cannot read ${url}: ${reason}. Nothing was read from there. Name an address that does not redirect, or download the file and name it instead.`,
    { source: url, redirect: target },
  );
}
