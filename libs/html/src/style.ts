/** What every page has; it follows the reader's light or dark. */
export const BASE_STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2430, #e6e9ee); --dim: light-dark(#5a6675, #9aa6b5);
  --line: light-dark(#dfe4ea, #333c48); --paper: light-dark(#fff, #14181e); --soft: light-dark(#f4f6f9, #1c222a);
  --mark: light-dark(#1f6f8b, #58b4d1); --after: light-dark(#eef8f1, #16261c); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, "Apple SD Gothic Neo", "Noto Sans KR", "Malgun Gothic", sans-serif; word-break: keep-all; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .25rem; border-top: 1px solid var(--line); padding-top: 1.25rem; }
.sub { color: var(--dim); margin: 0 0 1rem; } code, pre { font: .86rem/1.5 ui-monospace, "D2Coding", monospace; }
pre { background: var(--soft); padding: .75rem; border-radius: 6px; white-space: pre-wrap; margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-size: .93rem; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--dim); font-size: .82rem; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
summary { cursor: pointer; color: var(--mark); margin: .4rem 0; } figure { margin: .75rem 0; } figcaption { color: var(--dim); font-size: .82rem; }
.pair { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); }
.scroll { overflow-x: auto; }
@media print { details { display: block; } }
`;
