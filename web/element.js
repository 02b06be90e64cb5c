// Builds DOM elements from plain calls; text is always text, never markup.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element with attributes, listeners and children. Attributes that are null or false are left
 * out, true is an empty attribute; a function is a listener for the event of that name (`click`).
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} attributes
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

/**
 * A file's or set's name that may be broken after its underscores, where else it could not be.
 * @param {string} name
 */
export function breakable(name) {
  const parts = name.split(/(?<=_)/);
  return element('span', {}, ...parts.flatMap((part) => [part, element('wbr')]));
}

/** A text of our own whose `words in backquotes` are code. @param {string} text */
export function withCode(text) {
  return text.split('`').map((part, i) => (i % 2 === 1 ? element('code', {}, part) : part));
}

/**
 * The element of the page with this id; a page without it is a bug.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return /** @type {T} */ (found);
}
