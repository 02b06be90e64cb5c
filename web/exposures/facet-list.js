// The facets of a chart by their looks: the value, its count and when it was first seen.

import { swatch } from '../chart/palette.js';
import { countIn } from '../chart/plot-data.js';
import { element } from '../element.js';
import { formatCount, shorten } from '../format-number.js';
import { stepLink } from '../step-link.js';

/** @import { Plot } from '../chart/plot-data.js' */

/** @param {Plot} plot by facet */
export function facetList(plot) {
  const items = plot.curves.map((curve) =>
    element(
      'li',
      {},
      swatch(curve.style),
      element(
        'span',
        { class: 'facet', dir: 'auto', title: curve.phrase },
        shorten(curve.phrase, 60),
      ),
      ' ',
      element('b', {}, formatCount(countIn(curve, null))),
      ' ',
      curve.firstStep !== null &&
        element('span', { class: 'hint' }, 'since ', stepLink(curve.firstStep, 'step ')),
    ),
  );
  return element('ol', { class: 'facet-list', 'aria-label': 'Facets' }, ...items);
}
