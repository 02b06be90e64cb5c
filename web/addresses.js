// Every address of the page: where the server's root is, as the browser sees it.
//
// This file is at the root, and the browser knows by which address it loaded it. So the page works
// behind a proxy that puts the server under a path, and the server need not know of it.

const root = new URL('.', import.meta.url);

/** @param {string} path from the root of the server on, without a slash at its start */
export function resolveAddress(path) {
  return new URL(path, root);
}

/**
 * The page of the docs that a problem's type names; null for what is not on this server.
 * @param {unknown} type relative to the answer's own address
 * @param {string} answeredAt
 */
export function findHelp(type, answeredAt) {
  if (typeof type !== 'string' || !URL.canParse(type, answeredAt)) return null;
  const help = new URL(type, answeredAt);
  return help.href.startsWith(resolveAddress('docs/').href) ? help.pathname + help.hash : null;
}
