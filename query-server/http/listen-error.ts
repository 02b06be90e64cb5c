// Why a server cannot listen, in words of its options.

import { causeCode } from '../../errors/cause.ts';
import { IndexError } from '../../errors.ts';

/** `address_in_use`, `bad_argument`, or the error as it is where it is of another kind. */
export function describeListenError(error: unknown, host: string, port: number): unknown {
  const code = causeCode(error);
  if (code === 'EADDRINUSE') {
    return new IndexError(
      'address_in_use',
      `cannot listen at ${host}:${port}: the address is taken. Choose another --port (0: any that is free).`,
      { host, port },
      error,
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new IndexError(
      'bad_argument',
      `cannot listen at ${host}:${port} (${code}): expected an address of this machine and a port that may be used`,
      { host, port },
      error,
    );
  }
  return error;
}
