// Options of the commands that listen: where, and who may ask.

import type { Options } from './declare.ts';
import { parsePort } from './parse-numbers.ts';

export const listenOptions = {
  host: { value: '<address>', help: 'address to listen at', default: '127.0.0.1' },
  port: {
    value: '<n>',
    help: 'port to listen at; 0: any that is free',
    parse: parsePort,
    default: 7333,
  },
  tokenFile: {
    value: '<file>',
    help: 'one token per line; a client must send one of them. Needed for an address that others reach',
    conflicts: ['auth'],
  },
  auth: { help: 'do not ask for a token, at any address', negated: true },
} as const satisfies Options;
