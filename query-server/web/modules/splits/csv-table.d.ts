// Types of modules/splits/csv-table.js, which the server makes of splits/csv-table (page-modules.ts).

import { csvOf } from '../../../../splits/csv-table.ts';

export { csvOf };
