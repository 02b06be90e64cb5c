// Types of modules/curves/figures/curve-panel.js, which the server makes of curves/figures/curve-panel (page-modules.ts).

import { drawPanel, lowestOf } from '../../../../curves/figures/curve-panel.ts';

export { drawPanel, lowestOf };
