// `firstseen serve`: its arguments and options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { ingestOptions } from '../options/ingest-options.ts';
import { listenOptions } from '../options/listen-options.ts';
import { parseName, parseNames } from '../options/parse-names.ts';
import { parseBytes, parseCount, parseParallelism } from '../options/parse-numbers.ts';
import { indexFolder } from '../options/usual-options.ts';

const limitOptions = {
  rateLimit: {
    value: '<n>',
    help: 'requests a second from one client address (default: no limit)',
    parse: parseCount,
  },
  deadline: {
    value: '<seconds>',
    help: 'time after which the work of a request is stopped',
    parse: parseCount,
    default: 60,
  },
  maxBody: {
    value: '<amount>',
    help: 'the largest body of a request; a split may have four times that',
    parse: parseBytes,
    default: 16 << 20,
    defaultText: '16M',
  },
  maxResults: {
    value: '<amount>',
    help: 'the largest results of a request for curves, kept in a temporary folder meanwhile',
    parse: parseBytes,
    default: 1 << 30,
    defaultText: '1G',
  },
  maxPhrases: { value: '<n>', help: 'phrases in one request', parse: parseCount, default: 100_000 },
  maxPhraseLength: {
    value: '<n>',
    help: 'characters of a phrase',
    parse: parseCount,
    default: 100_000,
  },
} as const satisfies Options;

const options = {
  ...listenOptions,
  allowHost: {
    value: '<name,...>',
    help: 'names by which clients may call the server, besides localhost, such as the name of a proxy',
    parse: parseNames,
  },
  basePath: {
    value: '<path>',
    help: 'path of the server behind a proxy that does not strip it, such as /firstseen',
    parse: parseName,
  },
  trustProxy: {
    value: '[address,...]',
    help: 'proxies whose X-Forwarded-For header names the client; without a value those on this machine',
    parse: parseNames,
    preset: 'loopback',
    usage: 'DIR, DIR first, because --trust-proxy takes the word after it',
  },
  processes: {
    value: '<n>',
    help: 'processes that answer, at one port: as many as there are cores is the most that helps',
    parse: parseParallelism,
    default: 1,
  },
  watches: {
    value: '[folder]',
    help: 'keep watch lists in this folder, by default DIR/watches (docs/watches.md)',
    preset: '',
    usage: 'DIR, DIR first, because --watches takes the word after it',
  },
  ...limitOptions,
  ...ingestOptions,
  stopAtEof: {
    help: 'stop when standard input ends, as it does when the program that started the server ends',
  },
  wait: { help: 'start although the index has no commit yet, and open it once it has' },
  logLevel: {
    value: '<level>',
    help: 'messages that go to stderr, as JSON lines',
    choices: ['error', 'warn', 'info', 'debug'],
    default: 'info',
  },
} as const satisfies Options;

export type ServeOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'serve',
  summary: 'answer over HTTP, and show the web page',
  description: 'Answers over HTTP, and shows the web page, until it is stopped (Ctrl-C).',
  arguments: [indexFolder],
  options,
  usage: 'DIR',
  example:
    'firstseen serve brown.idx --port 8080\n' +
    'While a model trains (docs/live.md):\n' +
    '  firstseen serve run.idx --ingest --token-file tokens.txt\n' +
    'Behind a proxy on this machine (docs/http.md):\n' +
    '  firstseen serve brown.idx --allow-host corpus.example.org --trust-proxy',
});
