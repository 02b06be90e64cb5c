// The theme button: system, light, dark, in turn. The choice is kept in this browser.
//
// Colours themselves are in theme.css; who paints on a canvas listens for the change.

/** @typedef {'system' | 'light' | 'dark'} Theme */

const order = /** @type {const} */ (['system', 'light', 'dark']);

/** @returns {Theme} */
function currentTheme() {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

/** @param {Theme} theme */
function setTheme(theme) {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    if (theme === 'system') localStorage.removeItem('firstseen-theme');
    else localStorage.setItem('firstseen-theme', theme);
  } catch {
    // Storage may be forbidden; the choice then ends with the page.
  }
}

/**
 * Makes the button work; `changed` is called whenever the colours in effect may be others.
 * @param {HTMLButtonElement} button
 * @param {() => void} changed
 */
export function wireTheme(button, changed) {
  const word = button.querySelector('.theme-word') ?? button;
  const label = () => {
    word.textContent = currentTheme();
  };
  button.addEventListener('click', () => {
    const next = order[(order.indexOf(currentTheme()) + 1) % order.length];
    setTheme(next ?? 'system');
    label();
    changed();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  label();
}
