// The words that options of a corpus may have.

import { formatNames } from '../formats/registry.ts';
import { quotings } from '../formats/tables/quoting.ts';
import { stepFormats } from '../input/lines/step-value.ts';

export const corpusChoices = { formats: formatNames, quotings, stepFormats } as const;
