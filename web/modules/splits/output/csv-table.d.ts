// Types of modules/splits/output/csv-table.js, which the server makes of splits/output/csv-table (page-modules.ts).

import { csvOf } from '../../../../splits/output/csv-table.ts';

export { csvOf };
