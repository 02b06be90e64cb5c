// The settings of an index: made by its first commit, and not to be contradicted by an append.

import { IndexError } from '../errors.ts';
import type { CatalogueSnapshot, IndexSettings } from '../store/catalogue.ts';
import { formatVersion } from '../store/page-format.ts';
import { analyzerVersion, runtimeUnicode } from '../text/analyzer.ts';
import type { BuildOptions } from './build-options.ts';
import type { StepRule } from './step-rule.ts';

const defaultStepRule: StepRule = { batch_size: 512 };

/** The index's own settings, which an append must not contradict, or those of a new index. */
export function planSettings(
  before: CatalogueSnapshot | undefined,
  options: BuildOptions,
): IndexSettings {
  if (before === undefined) {
    return {
      format: formatVersion,
      analyzer: options.analyzer ?? 'words',
      analyzerVersion,
      unicode: runtimeUnicode,
      storesText: options.storesText ?? true,
      run: {
        text_field: options.textField ?? 'text',
        id_field: options.idField ?? 'id',
        steps: options.stepRule ?? defaultStepRule,
      },
    };
  }
  const { settings } = before;
  if (options.analyzer !== undefined && options.analyzer !== settings.analyzer) {
    throw mismatch('analyzer_mismatch', 'analyzer', settings.analyzer, options.analyzer);
  }
  if (settings.analyzerVersion !== analyzerVersion) {
    const found = `version ${settings.analyzerVersion}`;
    throw mismatch('analyzer_mismatch', 'analyzer', found, `version ${analyzerVersion}`);
  }
  const rule = JSON.stringify(settings.run['steps']);
  const wanted = JSON.stringify(options.stepRule);
  if (wanted !== undefined && wanted !== rule) {
    throw mismatch('step_rule_mismatch', 'step rule', rule, wanted);
  }
  for (const [key, field] of [
    ['text_field', options.textField],
    ['id_field', options.idField],
  ] as const) {
    const has = String(settings.run[key]);
    if (field !== undefined && field !== has) {
      throw mismatch('bad_argument', key.replace('_', ' '), `"${has}"`, `"${field}"`);
    }
  }
  if (options.storesText !== undefined && options.storesText !== settings.storesText) {
    const say = (stores: boolean) => (stores ? 'with texts' : 'without texts (--no-text)');
    throw mismatch('bad_argument', 'form', say(settings.storesText), say(options.storesText));
  }
  return settings;
}

function mismatch(
  code: 'analyzer_mismatch' | 'step_rule_mismatch' | 'bad_argument',
  what: string,
  has: string,
  wanted: string,
): IndexError {
  return new IndexError(
    code,
    `the index has the ${what} ${has}, this command asks for ${wanted}. An append keeps the index's own: leave the option out, or build another index.`,
    { found: wanted, expected: has },
  );
}
