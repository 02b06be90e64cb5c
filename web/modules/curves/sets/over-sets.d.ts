// Types of modules/curves/sets/over-sets.js, which the server makes of curves/sets/over-sets (page-modules.ts).

import { summariseOverSets } from '../../../../curves/sets/over-sets.ts';

export { summariseOverSets };
