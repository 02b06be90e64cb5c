// Sets the theme that was chosen earlier before the first paint.
//
// A classic script, since a module would run after it. Without a choice the system's setting
// holds (theme.css); theme.js is the button.

try {
  const stored = localStorage.getItem('firstseen-theme');
  if (stored === 'light' || stored === 'dark') document.documentElement.dataset['theme'] = stored;
} catch {
  // Storage may be forbidden; then the system's setting holds.
}
