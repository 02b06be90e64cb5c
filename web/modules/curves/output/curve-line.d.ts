// Types of modules/curves/output/curve-line.js, which the server makes of curves/output/curve-line (page-modules.ts).

import { curveLine } from '../../../../curves/output/curve-line.ts';

export { curveLine };
