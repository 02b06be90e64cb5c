// Addresses of files in stores, as they are typed, in their parts.
//
//   hf://datasets/OWNER/NAME[@REVISION]/PATH   s3://BUCKET/KEY   gs://BUCKET/KEY   az://ACCOUNT/CONTAINER/KEY
//
// Paths and keys are text, not percent-encoded; a revision may be, as its slashes end it.

import { IndexError } from '../../errors.ts';
import type { StoreName } from './remote-file.ts';

export interface RemoteAddress {
  readonly store: Exclude<StoreName, 'https'>;
  /** As it is typed, for messages. */
  readonly typed: string;
  /** OWNER/NAME, BUCKET, or ACCOUNT/CONTAINER. */
  readonly container: string;
  /** Of hf: a branch, tag or commit; undefined where none is typed. */
  readonly revision: string | undefined;
  /** In the container; may be a glob. */
  readonly path: string;
}

const forms = {
  hf: {
    prefix: 'hf://datasets/',
    form: /^hf:\/\/datasets\/([^/@]+\/[^/@]+)(?:@(refs\/convert\/[^/]+|refs\/pr\/\d+|[^/]+))?\/(.+)$/s,
    shape: 'hf://datasets/OWNER/NAME@REVISION/path',
  },
  s3: { prefix: 's3://', form: /^s3:\/\/([^/]+)()\/(.+)$/s, shape: 's3://BUCKET/key' },
  gs: { prefix: 'gs://', form: /^gs:\/\/([^/]+)()\/(.+)$/s, shape: 'gs://BUCKET/key' },
  az: {
    prefix: 'az://',
    form: /^az:\/\/([^/]+\/[^/]+)()\/(.+)$/s,
    shape: 'az://ACCOUNT/CONTAINER/path',
  },
} as const;

/** The name of a store that such addresses begin with; undefined: it is no address of a store. */
export function storeOf(path: string): RemoteAddress['store'] | undefined {
  const scheme = /^(hf|s3|gs|az):\/\//.exec(path)?.[1];
  return scheme === undefined ? undefined : (scheme as RemoteAddress['store']);
}

/** Throws `bad_argument` where the address is not of its store's form. */
export function parseAddress(typed: string): RemoteAddress {
  const store = storeOf(typed);
  if (store === undefined) throw new Error(`${typed} is not an address of a store`);
  const { form, shape } = forms[store];
  const [, container, revision, path] = form.exec(typed) ?? [];
  if (container === undefined || path === undefined || path.endsWith('/')) {
    throw badAddress(typed, `expected ${shape}, a file or a glob`);
  }
  return { store, typed, container, path, revision: decodeRevision(typed, revision) };
}

function decodeRevision(typed: string, revision: string | undefined): string | undefined {
  if (revision === undefined || revision === '') return undefined;
  try {
    return decodeURIComponent(revision);
  } catch {
    throw badAddress(typed, 'the revision has a % that is not an escape; write %25 for it');
  }
}

function badAddress(typed: string, expected: string): IndexError {
  return new IndexError('bad_argument', `${typed}: ${expected}`, { found: typed });
}

/** The address of another path of the same container and revision, as it would be typed. */
export function addressOf({ store, container, revision }: RemoteAddress, path: string): string {
  const at =
    revision === undefined ? '' : `@${revision.replaceAll('%', '%25').replaceAll('/', '%2F')}`;
  return `${forms[store].prefix}${container}${at}/${path}`;
}

/** Each part of a path percent-encoded, for a url. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
