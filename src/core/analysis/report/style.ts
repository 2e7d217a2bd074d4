/** Of the page: light or dark as the reader's system is, black on white on paper. No font or image is fetched. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --text: #1f2328; --muted: #59636e; --line: #d0d7de; --warn: #9a3412; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
.note { color: var(--muted); }
.watermark { border: 2px solid var(--warn); color: var(--warn); font-weight: 600; padding: .5rem .8rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .7rem .2rem 0; text-align: left; vertical-align: top; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 1rem 0; break-inside: avoid; }
svg { max-width: 100%; height: auto; }
.dark { display: none; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1e1e1e; --text: #e6e6e6; --muted: #a3abb3; --line: #4a4f55; --warn: #ffb74d; }
  .light { display: none; }
  .dark { display: block; }
}
@media print {
  :root { --ground: #fff; --text: #000; --muted: #333; --line: #999; --warn: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .light { display: block; }
  .dark { display: none; }
  .wide { overflow: visible; }
  table { font-size: 8.5pt; }
  tr, figure { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`;
