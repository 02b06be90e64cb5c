// Types of modules/curves/over-sets.js, which the server makes of curves/over-sets (page-modules.ts).

import { summariseOverSets } from '../../../curves/over-sets.ts';

export { summariseOverSets };
