/** What this page has beyond the style of all pages. */
export const STYLE = `
pre.after { background: var(--after); }
.bar { display: block; height: .6rem; min-width: 6rem; background: var(--soft); border-radius: 3px; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--mark); }
.histogram { display: flex; align-items: flex-end; gap: 3px; height: 9rem; margin: 1rem 0 0; }
.histogram div { flex: 1; display: flex; flex-direction: column; justify-content: flex-end; height: 100%; text-align: center; font-size: .7rem; color: var(--dim); }
.histogram i { display: block; background: var(--mark); border-radius: 3px 3px 0 0; min-height: 1px; }
`;
