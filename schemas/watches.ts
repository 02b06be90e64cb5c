// Watch lists over HTTP (docs/watches.md): what is put, and what is answered.

import { type Static, Type } from 'typebox';
import { Seen } from './answer.ts';
import { BatchBody } from './exposure-batch.ts';
import { PairColumns, SplitPairs } from './split-request.ts';

export const WatchName = Type.Object(
  { name: Type.String({ description: 'up to 100 letters of a-z and A-Z, digits and - . _' }) },
  { additionalProperties: false },
);
export type WatchName = Static<typeof WatchName>;

const Share = Type.Number({ exclusiveMinimum: 0, maximum: 1 });

export const WatchBody = Type.Object(
  {
    phrases: Type.Optional(BatchBody.properties.phrases),
    queries: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        maxItems: 10_000,
        description: 'in the language of GET /v1/search: the first record that satisfies each',
      }),
    ),
    pairs: Type.Optional(
      Type.Array(SplitPairs, {
        minItems: 1,
        maxItems: 10_000,
        description:
          'sets of pairs as POST /v1/splits takes them: their critical phrases are watched',
      }),
    ),
    columns: Type.Optional(PairColumns),
    shares: Type.Optional(
      Type.Array(Share, {
        maxItems: 100,
        description: 'an event says when so much of the list was seen, such as [0.5, 0.9, 1]',
      }),
    ),
    webhook: Type.Optional(
      Type.Object(
        { url: Type.String({ description: 'http:// or https://; each event is sent by POST' }) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type WatchBody = Static<typeof WatchBody>;

const Webhook = Type.Object(
  {
    host: Type.String({ description: 'the rest of the address is not shown' }),
    delivered: Type.Integer({ minimum: 0, description: 'events that it has taken' }),
    failures: Type.Integer({
      minimum: 0,
      description: 'tries of the next event that have failed',
    }),
  },
  { additionalProperties: false },
);

const summaryFields = {
  name: Type.String(),
  epoch: Type.String({
    description: 'begins every event id; another one whenever the list is replaced',
  }),
  items: Type.Integer({ minimum: 1, description: 'phrases, groups and queries, each once' }),
  seen: Type.Integer({ minimum: 0 }),
  unaskable: Type.Integer({ minimum: 0, description: 'items that cannot be asked of this index' }),
  events: Type.Integer({ minimum: 0, description: 'events so far' }),
  snapshot: Type.Union([Type.String(), Type.Null()], {
    description: 'the last commit that was asked; null: none yet',
  }),
  shares: Type.Array(
    Type.Object(
      {
        share: Share,
        step: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
          description: 'the step by which so much was seen; null: not yet',
        }),
      },
      { additionalProperties: false },
    ),
  ),
  webhook: Type.Optional(Webhook),
};

export const WatchSummary = Type.Object(summaryFields, { additionalProperties: false });
export type WatchSummary = Static<typeof WatchSummary>;

export const WatchSummaries = Type.Object(
  { watches: Type.Array(WatchSummary) },
  { additionalProperties: false },
);

/** What an item may have beside its text. */
const state = {
  first: Type.Union([Seen, Type.Null()], { description: 'null: not seen yet' }),
  error: Type.Optional(
    Type.Object(
      { code: Type.String(), message: Type.String() },
      { additionalProperties: false, description: 'why it cannot be asked' },
    ),
  ),
};

export const WatchState = Type.Object(
  {
    ...summaryFields,
    phrases: Type.Array(
      Type.Union([
        Type.Object({ phrase: Type.String(), ...state }, { additionalProperties: false }),
        Type.Object(
          { name: Type.String(), phrases: Type.Array(Type.String()), ...state },
          { additionalProperties: false },
        ),
      ]),
    ),
    queries: Type.Array(
      Type.Object({ query: Type.String(), ...state }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
);

export const EventsQuery = Type.Object(
  {
    last_event_id: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'as the header Last-Event-ID, for clients that cannot send it',
      }),
    ),
  },
  { additionalProperties: false },
);
export type EventsQuery = Static<typeof EventsQuery>;

/** Server-sent events are text to a schema. */
export const EventStream = Type.Unsafe<unknown>({
  description:
    'events of the type `message`, {"phrase","first":{"step","rank","id"}} (a group has "name", a query "query", in the place of "phrase"), and of the type `share`, {"share","step","seen","of"}. Each has an id, by which a client goes on',
});
