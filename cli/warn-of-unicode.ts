// The index remembers which Unicode version normalised and lower-cased it; another one is a warning.

import type { IndexSettings } from '../store/catalogue/settings.ts';
import { runtimeUnicode } from '../text/index-analyzer.ts';

export function warnOfUnicode({ unicode }: IndexSettings): void {
  if (unicode === runtimeUnicode) return;
  process.stderr.write(
    `firstseen: warning: the index was built with Unicode ${unicode}, this runtime has ${runtimeUnicode}; characters that are new in one of them may match differently\n`,
  );
}
