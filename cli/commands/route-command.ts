// `firstseen route`: its options.

import { declareCommand, type Options, type OptionsOf } from '../options/declare.ts';
import { listenOptions } from '../options/listen-options.ts';
import { parseNames } from '../options/parse-names.ts';
import { parseBytes, parseCount } from '../options/parse-numbers.ts';

const options = {
  shard: {
    value: '<url...>',
    help: 'addresses of the servers of the shards, in the order of training; URL,URL are replicas of one shard',
    required: true,
  },
  shardTokenFile: {
    value: '<file>',
    help: 'file of the token that the servers of the shards ask for',
  },
  ...listenOptions,
  allowHost: {
    value: '<name,...>',
    help: 'names by which clients may call the router, besides localhost, such as the name of a proxy',
    parse: parseNames,
  },
  deadline: {
    value: '<seconds>',
    help: 'time after which the work of a request is stopped',
    parse: parseCount,
    default: 60,
  },
  maxBody: {
    value: '<amount>',
    help: 'the largest body of a request',
    parse: parseBytes,
    default: 16 << 20,
    defaultText: '16M',
  },
  maxPhrases: {
    value: '<n>',
    help: 'the most phrases of a request',
    parse: parseCount,
    default: 100_000,
  },
  rateLimit: {
    value: '<n>',
    help: 'requests a second from one client address (default: no limit)',
    parse: parseCount,
  },
  wait: { help: 'ask again each second until every shard answers, and listen only then' },
  logLevel: {
    value: '<level>',
    help: 'messages that go to stderr, as JSON lines',
    choices: ['error', 'warn', 'info', 'debug'],
    default: 'info',
  },
} as const satisfies Options;

export type RouteOptions = OptionsOf<typeof options>;

export const command = declareCommand({
  name: 'route',
  summary: 'answer over HTTP from the servers of several shards',
  description:
    'Answers as one server would, from servers of indexes of neighbouring parts of a corpus (docs/router.md).',
  arguments: [],
  options,
  usage: '--shard URL..., in the order of training',
  example: 'firstseen route --shard http://127.0.0.1:7401 http://127.0.0.1:7402 --port 7400',
});
