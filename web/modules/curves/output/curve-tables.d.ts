// Types of modules/curves/output/curve-tables.js, which the server makes of curves/output/curve-tables (page-modules.ts).

import { accuracyTable, lagTable } from '../../../../curves/output/curve-tables.ts';

export { accuracyTable, lagTable };
