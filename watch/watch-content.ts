// What a watch list holds: phrases, groups and queries in the order of the list, shares and a webhook.
//
// Each item has a place, its number in the list: phrases and groups first, then queries. Items that are
// given twice are kept once, at their first place, so each item has one event. Pure.

import type { Askable } from '../schemas/askable.ts';

export interface WatchContent {
  /** Each once. */
  readonly phrases: readonly Askable[];
  /** In the language of `search`, each once. */
  readonly queries: readonly string[];
  /** Parts of the list, each above 0 and up to 1, rising: an event says when so much of it was seen. */
  readonly shares: readonly number[];
  /** Undefined: events are only read. */
  readonly webhook?: { readonly url: string } | undefined;
}

/** The content with each item and each share once, and the keys of its JSON in one order. */
export function plainContent({ phrases, queries, shares, webhook }: WatchContent): WatchContent {
  return {
    phrases: distinct(phrases.map(plainPhrase)),
    queries: distinct(queries),
    shares: distinct(shares).sort((one, other) => one - other),
    ...(webhook !== undefined && { webhook: { url: webhook.url } }),
  };
}

export function countItems({ phrases, queries }: WatchContent): number {
  return phrases.length + queries.length;
}

/** An item as events name it. */
export function nameItem(
  { phrases, queries }: WatchContent,
  place: number,
): { readonly phrase: string } | { readonly name: string } | { readonly query: string } {
  const asked = phrases[place];
  if (asked === undefined) return { query: queries[place - phrases.length] as string };
  return typeof asked === 'string' ? { phrase: asked } : { name: asked.name };
}

function plainPhrase(asked: Askable): Askable {
  return typeof asked === 'string' ? asked : { name: asked.name, phrases: [...asked.phrases] };
}

function distinct<T>(values: readonly T[]): T[] {
  const seen = new Set<unknown>();
  return values.filter((value) => {
    const key = typeof value === 'object' ? JSON.stringify(value) : value;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
