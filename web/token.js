// The bearer token of the server, which is kept for this browser tab only.

import { resolveAddress } from './addresses.js';

/** Servers behind several paths of one proxy share the storage. */
const tokenKey = `firstseen-token ${resolveAddress('').pathname}`;
/** Where storage is forbidden the token lasts as long as the page. @type {string | null} */
let keptToken = null;

/** @returns {string | null} */
export function readToken() {
  try {
    return sessionStorage.getItem(tokenKey) ?? keptToken;
  } catch {
    return keptToken;
  }
}

/** Sends this token from now on. @param {string} token */
export function keepToken(token) {
  keptToken = token;
  try {
    sessionStorage.setItem(tokenKey, token);
  } catch {
    // Forbidden; see above.
  }
}
