// Addresses that events may be sent to.
//
// Whoever may write to the server chooses the address, and the server sends there from its own network. So
// the answer is never shown to anybody, redirects are not followed, and addresses that answer with secrets
// of a machine in a cloud (169.254.0.0/16, fe80::/10) are refused.

import { BlockList, isIP } from 'node:net';
import { IndexError } from '../errors.ts';

const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');

const maxLength = 2000;

/** Throws `bad_argument` unless events can be sent there. */
export function requireWebhookUrl(url: string): void {
  const parsed = url.length <= maxLength ? URL.parse(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw refuse('it is not an address of http:// or https:// of up to 2,000 characters');
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw refuse('it has a user or a password: put a secret into its path or its query');
  }
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0 && isLinkLocal(host)) throw refuse('it is an address of this link only');
}

/** Whether an IP address is one of a link, where clouds keep the secrets of a machine. */
export function isLinkLocal(address: string): boolean {
  const family = isIP(address);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return linkLocal.check(mapped, 'ipv4');
  return family !== 0 && linkLocal.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function refuse(found: string): IndexError {
  return new IndexError(
    'bad_argument',
    `webhook.url cannot be used: ${found}. Expected such as "https://example.org/hooks/firstseen".`,
  );
}
