// A request that follows redirects, but never from https to anything else.
//
// Whoever names an https:// url relies on the server's name and on nobody having changed the
// content. A redirect to http:// would give up both without a word. Messages leave out the query of
// a redirect's target, which may be a signature.

import { type Dispatcher, request } from 'undici';
import { IndexError } from '../../errors.ts';

const maxRedirections = 10;
const redirections: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

interface RequestOptions {
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent to the origin of the url only, and to no other that it redirects to. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** The url in messages, where that is another. */
  readonly name?: string;
  /** Told of each redirect, with its answer's headers. */
  readonly onRedirect?: (headers: Dispatcher.ResponseData['headers'], target: string) => void;
}

/** The first answer to a GET of `url` that is not a redirect; throws `transfer_failed`. */
export async function requestFollowing(
  url: string,
  { secrets = {}, name = url, onRedirect, ...options }: RequestOptions,
): Promise<Dispatcher.ResponseData> {
  let at = url;
  for (let left = maxRedirections; ; left--) {
    const isHome = new URL(at).origin === new URL(url).origin;
    const headers = isHome ? { ...options.headers, ...secrets } : options.headers;
    const answer = await request(at, { ...options, headers });
    const { location } = answer.headers;
    if (!redirections.has(answer.statusCode) || typeof location !== 'string') return answer;
    // Its body is of no use: breaking the connection is what is wanted.
    answer.body.on('error', () => {}).destroy();
    if (left === 0) throw refused(name, at, `more than ${maxRedirections} redirects`);
    at = redirectTarget(name, at, location);
    onRedirect?.(answer.headers, at);
  }
}

/** Where `location`, in the answer of `at`, leads; throws `transfer_failed` where it must not. */
export function redirectTarget(url: string, at: string, location: string): string {
  const from = withoutQuery(at);
  if (!URL.canParse(location, at)) {
    const found = JSON.stringify(withoutQuery(location));
    throw refused(url, location, `${from} redirects to ${found}, which is not a url`);
  }
  const target = new URL(location, at);
  const shown = withoutQuery(target.href);
  const isEncrypted = target.protocol === 'https:';
  if (!isEncrypted && at.startsWith('https:')) {
    throw refused(
      url,
      target.href,
      `${from} redirects to ${shown}, which is not https, so the content could be changed on its way`,
    );
  }
  if (!isEncrypted && target.protocol !== 'http:') {
    throw refused(url, target.href, `${from} redirects to ${shown}: expected http or https`);
  }
  return target.href;
}

/** The address without the part that may hold a signature or a token. */
function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/s, '');
}

function refused(url: string, target: string, reason: string): IndexError {
  return new IndexError(
    'transfer_failed',
    `cannot read ${url}: ${reason}. Nothing was read from there. Name an address that does not redirect, or download the file and name it instead.`,
    { source: url, redirect: withoutQuery(target) },
  );
}
