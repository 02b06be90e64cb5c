// Who may ask, by which name and under which path: the options of a server, checked.

import { IndexError } from '../../errors.ts';
import { type AccessOptions, defaultHost } from '../serve-options.ts';
import { AllowedHosts } from './allowed-hosts.ts';
import { decodeBasePath } from './base-path.ts';
import { BearerTokens } from './bearer-tokens.ts';
import { requireProxies } from './trusted-proxies.ts';

export interface Access {
  /** Undefined: requests need none. */
  readonly tokens: BearerTokens | undefined;
  /** Undefined: the server answers by whatever name it is called. */
  readonly hosts: AllowedHosts | undefined;
  readonly basePath: string;
  readonly trustProxy: readonly string[];
}

/**
 * Reads the file of tokens, unless they are `known`. Throws `bad_argument`, also for an address that
 * others reach without tokens, and what reading the file throws.
 */
export function decodeAccess(options: AccessOptions, known?: BearerTokens): Access {
  const { host = defaultHost, tokenFile, noAuth = false, allowHosts = [] } = options;
  const isOpen = tokenFile === undefined && known === undefined && !noAuth;
  if (!isLocal(host) && isOpen) throw openToAll(host);
  const tokens = known ?? (tokenFile === undefined ? undefined : BearerTokens.read(tokenFile));
  const hosts = isOpen || allowHosts.length > 0 ? new AllowedHosts(allowHosts) : undefined;
  const { trustProxy = [] } = options;
  const basePath = decodeBasePath(options.basePath ?? '');
  requireProxies(trustProxy);
  return { tokens, hosts, basePath, trustProxy };
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function openToAll(host: string): IndexError {
  return new IndexError(
    'bad_argument',
    `at ${host} other machines could read the corpus: add --token-file FILE with one token per line, or --no-auth to allow that`,
    { host },
  );
}
