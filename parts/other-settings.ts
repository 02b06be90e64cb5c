// Whether an index was built by other rules than those of a plan.

import { isDeepStrictEqual } from 'node:util';
import type { IndexSettings } from '../store/catalogue/settings.ts';

/**
 * The keys of settings, and of a run description, that an index has otherwise than a plan. How the files were
 * named and how much was consumed may differ, and the place of a tokenizer.
 */
export function otherSettings(index: IndexSettings, plan: IndexSettings): string[] {
  const [a, b] = [rulesOf(index), rulesOf(plan)];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].filter((key) => !isDeepStrictEqual(a[key], b[key])).sort();
}

function rulesOf(settings: IndexSettings): Readonly<Record<string, unknown>> {
  const { run, tokenizer, ...rest } = settings;
  const { files: _, consumed: __, tokenizer: ___, ...rules } = run;
  // Each commit writes its own format. Keys that are there and undefined are not.
  const all = { ...rest, ...rules, tokenizer: tokenizer?.sha256, format: undefined };
  return JSON.parse(JSON.stringify(all));
}
