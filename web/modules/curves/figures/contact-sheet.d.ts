// Types of modules/curves/figures/contact-sheet.js, which the server makes of curves/figures/contact-sheet (page-modules.ts).

import { drawSheet } from '../../../../curves/figures/contact-sheet.ts';

export { drawSheet };
