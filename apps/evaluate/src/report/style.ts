/** What this page has beyond the style of all pages. Every pair of colours has a contrast of at least 4.5 : 1. */
export const STYLE = `
:root { --good: light-dark(#17693f, #6fd49b); --bad: light-dark(#a3341f, #ff9d85); --open: light-dark(#6b5310, #e3c160);
  --good-soft: light-dark(#e6f5ec, #14301f); --bad-soft: light-dark(#fdece8, #3a1a13); --open-soft: light-dark(#fbf3da, #322a10); --same: light-dark(#7c8694, #7d8896); }
html { scroll-behavior: smooth; } @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; } a { color: var(--mark); } .dim, .note { color: var(--dim); font-weight: 400; } .note { display: block; font-size: .82rem; }
.eyebrow { color: var(--dim); font-size: .82rem; margin: 0 0 .5rem; font-variant-numeric: tabular-nums; }
.verdict { display: flex; gap: 1rem; align-items: center; border-radius: 12px; padding: 1.1rem 1.25rem; border: 1px solid currentColor; }
.verdict h1 { font-size: 1.9rem; line-height: 1.15; margin: 0; } .who { margin: .25rem 0 0; color: var(--ink); }
.seal { flex: none; display: grid; place-items: center; width: 3rem; height: 3rem; border-radius: 50%; background: currentColor; font-size: 1.5rem; font-weight: 700; line-height: 1; }
.seal b { color: var(--paper); }
.good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); }
.verdict.good, .badge.good { background: var(--good-soft); } .verdict.bad, .badge.bad { background: var(--bad-soft); } .verdict.open, .badge.open { background: var(--open-soft); }
.because { margin: 1rem 0; padding-left: 1.25rem; } .because li { margin: .2rem 0; }
.tiles { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); margin: 1.25rem 0; }
.tiles div { background: var(--soft); border-radius: 10px; padding: .7rem .9rem; } .tiles dt { color: var(--dim); font-size: .82rem; } .tiles dd { margin: 0; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles .note { font-size: .82rem; font-weight: 400; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .93rem; padding: .25rem 0; }
.badge { display: inline-block; border-radius: 999px; padding: .05rem .6rem; font-size: .82rem; font-weight: 600; white-space: nowrap; }
.cards { table-layout: fixed; } .cards th:first-child { width: 30%; } .cards .n { width: 12%; } .cards .n:nth-child(4) { width: 16%; } .axis { width: 20%; } td.plot { padding-right: 1rem; } .axis span:last-child { float: right; } th.axis { padding-right: 1rem; }
.forest { display: block; width: 100%; max-width: 14rem; height: auto; } .forest .zero { stroke: var(--dim); stroke-width: 1; } .forest .limit { stroke: var(--dim); stroke-dasharray: 3 3; }
.forest .range { stroke: currentColor; stroke-width: 2; } .forest .estimate { fill: currentColor; } .up { color: var(--good); } .down { color: var(--bad); } .even { color: var(--ink); }
.grid { display: grid; gap: 1rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); } .distribution { margin: 0; }
.distribution figcaption { display: flex; flex-direction: column; } .distribution figcaption b { color: var(--ink); font-size: .93rem; } .distribution svg { display: block; width: 100%; height: auto; border-bottom: 1px solid var(--line); margin-top: .3rem; }
rect.up { fill: var(--good); } rect.down { fill: var(--bad); } rect.same { fill: var(--same); }
.ends { display: grid; grid-template-columns: 1fr auto 1fr; font-size: .75rem; color: var(--dim); font-variant-numeric: tabular-nums; } .ends span:last-child { text-align: right; }
.item { border: 1px solid var(--line); border-radius: 8px; padding: .2rem .9rem; margin: .5rem 0; } .item summary { color: var(--ink); display: flex; gap: .75rem; align-items: baseline; }
.item .gain { flex: none; min-width: 8.5rem; font-size: .86rem; font-weight: 600; font-variant-numeric: tabular-nums; } .item pre { font-family: inherit; font-size: .93rem; word-break: keep-all; overflow-wrap: anywhere; }
.prompt { border-left: 3px solid var(--mark); border-radius: 0 6px 6px 0; } .reference { background: none; border: 1px dashed var(--line); } .reference b { color: var(--dim); font-weight: 400; font-size: .82rem; margin-right: .4rem; }
.pair { grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); align-items: start; } .pair figure { margin: .25rem 0; min-width: 0; } del { background: var(--bad-soft); color: var(--bad); text-decoration-thickness: 1px; } ins { background: var(--good-soft); color: var(--good); text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; }
.facts { margin: .5rem 0; } .facts div { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: .75rem; padding: .25rem 0; border-bottom: 1px solid var(--line); font-size: .93rem; } .facts dt { color: var(--dim); } .facts dd { margin: 0; }
.subject { background: var(--soft); border-radius: 10px; padding: .75rem .9rem; } .subject p { margin: 0; } .subject .facts div { grid-template-columns: 6.5rem 1fr; }
.shares { display: flex; height: .8rem; border-radius: 4px; overflow: hidden; background: var(--soft); margin: .5rem 0; } .shares i { display: block; } .shares .up { background: var(--good); } .shares .same { background: var(--same); } .shares .down { background: var(--bad); }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
@media (max-width: 44rem) {
  body { padding: 1.25rem 1rem 3rem; } .cards thead { display: none; } .cards tr { display: grid; grid-template-columns: repeat(3, 1fr); gap: .1rem .75rem; padding: .75rem 0; border-bottom: 1px solid var(--line); }
  .cards th, .cards td { border: 0; padding: 0; text-align: left; } .cards th, .cards td.plot, .cards td:last-child { grid-column: 1 / -1; width: auto; } .cards th:first-child { font-weight: 600; width: auto; }
  .cards td[data-name]::before { content: attr(data-name); display: block; color: var(--dim); font-size: .75rem; font-weight: 400; } .cards .n, .cards .n:nth-child(4) { white-space: normal; width: auto; min-width: 0; } .forest { max-width: none; }
  .item { padding: .2rem .6rem; } .item summary { flex-direction: column; gap: .1rem; } .facts div, .subject .facts div { grid-template-columns: 1fr; gap: 0; } .verdict { align-items: flex-start; }
}
@media print { nav { display: none; } details > * { display: block; } }
`;
