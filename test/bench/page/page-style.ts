/** The page's looks: light and dark as the reader's machine has it, one column on a phone. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fcfcfa; --ink: #1e2226; --faint: #667079; --rule: #dfe3e6; --line: #1f6fb2; --limit: #b4541a; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15181b; --ink: #e6e9eb; --faint: #98a2aa; --rule: #31373c; --line: #6cb2ee; --limit: #f0955a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--paper); color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0.5rem 0; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 0.5rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
p { max-width: 46rem; color: var(--faint); }
nav a { margin-right: 1rem; color: var(--line); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem 2rem; }
figure { margin: 0; }
figcaption { font-weight: 600; }
svg { display: block; width: 100%; height: auto; }
.grid { stroke: var(--rule); }
.tick { fill: var(--faint); font-size: 15px; }
.line { fill: none; stroke: var(--line); stroke-width: 2; }
.band { fill: var(--line); opacity: 0.2; }
.bar { stroke: var(--line); stroke-width: 8; opacity: 0.25; }
.dot { fill: var(--line); stroke: var(--paper); stroke-width: 2; }
.dot.void { fill: var(--paper); stroke: var(--limit); }
.limit { stroke: var(--limit); stroke-width: 1.5; stroke-dasharray: 7 5; }
.limit-text { fill: var(--limit); font-size: 15px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.25rem 0.9rem 0.25rem 0; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th { color: var(--faint); font-weight: 600; }
.short { color: var(--limit); font-weight: 600; }
`;
