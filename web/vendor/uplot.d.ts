// Types of vendor/uplot.js, which the server takes out of its package (routes/page.ts).

import uPlot from 'uplot';

export default uPlot;
