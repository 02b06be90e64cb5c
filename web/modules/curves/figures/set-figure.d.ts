// Types of modules/curves/figures/set-figure.js, which the server makes of curves/figures/set-figure (page-modules.ts).

import { drawSet, panelData } from '../../../../curves/figures/set-figure.ts';

export { drawSet, panelData };
