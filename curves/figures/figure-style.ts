// How figures of curves look: text is text, colours follow the reader's light or dark mode and differ
// in lightness too, nothing is loaded from elsewhere.

export const figureStyle = `svg { --ink: #1f2328; --faint: #59636e; --line: #d8dee4; --train: #0b62a4; --validation: #c2410c; --exposed: #8c959f; --paper: #fff; background: var(--paper); font: 11px ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
@media (prefers-color-scheme: dark) { svg { --ink: #e6edf3; --faint: #9198a1; --line: #30363d; --train: #58a6ff; --validation: #ff9a62; --exposed: #6e7681; --paper: #0d1117; } }
text { fill: var(--ink); } .long { font-size: 9.5px; } .faint { fill: var(--faint); font-size: 10px; } .title { font-size: 16px; font-weight: 600; } .panel-title { font-weight: 600; }
path { fill: none; } .grid { stroke: var(--line); } .threshold { stroke: var(--line); stroke-dasharray: 2 3; } .threshold.main { stroke: var(--faint); }
.curve { stroke-width: 1.8; stroke-linejoin: round; } .curve.train, .drop.train { stroke: var(--train); } .curve.validation, .drop.validation { stroke: var(--validation); } .curve.validation { stroke-dasharray: 6 2.5; }
.band { fill-opacity: 0.16; stroke: none; } .band.train, .dot.train, .key.train { fill: var(--train); } .band.validation, .dot.validation, .key.validation { fill: var(--validation); }
.drop { stroke-width: 0.8; stroke-dasharray: 1 2; } .exposed { stroke: var(--exposed); stroke-width: 1; } .lag { stroke: var(--ink); stroke-width: 2.2; } .lag-label { font-weight: 600; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }`;
