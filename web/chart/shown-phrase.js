// A phrase as the page shows it. Pure.

/** The phrase with a space in front of it made visible, as the command shows it. @param {string} phrase */
export function shownPhrase(phrase) {
  return phrase.replace(/^ /, '\u2423');
}
