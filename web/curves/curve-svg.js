// A panel that the project draws as text -> an element of the page. Its classes have their colours in
// curves.css, since a style inside of it would be the page's, which the policy of the page forbids.

const space = 'http://www.w3.org/2000/svg';

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number>} attributes
 * @returns {SVGElementTagNameMap[K]}
 */
export function svgElement(tag, attributes) {
  const made = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** The elements of a drawing. @param {string} drawing as the project's modules make it @returns {Node[]} */
export function drawnNodes(drawing) {
  const parsed = new DOMParser().parseFromString(
    `<svg xmlns="${space}">${drawing}</svg>`,
    'image/svg+xml',
  );
  return [...parsed.documentElement.childNodes].map((node) => document.importNode(node, true));
}
