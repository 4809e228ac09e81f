/** The style sheet of a report. Its hash is in the page's policy, so it is used exactly as it is here. */
const light = `
  --paper: #ffffff; --panel: #f6f7f9; --ink: #1c2128; --muted: #5d6773; --line: #dfe3e8;
  --own: #1664c0; --train: #7d8896; --random: #98a1ac; --good: #1a7f45; --bad: #bf3b2b;`;
const dark = `
  --paper: #101418; --panel: #181d23; --ink: #e4e8ed; --muted: #98a3b0; --line: #2b323a;
  --own: #62a8ff; --train: #8995a3; --random: #76818e; --good: #57c283; --bad: #ff8474;`;

export const reportStyles = `
:root { color-scheme: light dark;${light}
}
@media (prefers-color-scheme: dark) { :root {${dark}
} }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans KR", "Malgun Gothic", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
main, footer { max-width: 980px; margin: 0 auto; padding: 0 28px; }
header { padding: 52px 0 8px; }
h1, h2, h3, h4 { line-height: 1.25; font-weight: 600; letter-spacing: -0.01em; text-wrap: balance; }
h1 { margin: 2px 0 10px; font-size: 32px; }
h1 span, h3 span { color: var(--muted); font-weight: 400; }
h2 { margin: 0 0 18px; padding-top: 18px; border-top: 1px solid var(--line); font-size: 19px; }
h3 { margin: 0 0 4px; font-size: 16px; }
h4 { margin: 24px 0 8px; font-size: 14px; }
section { margin-top: 40px; }
p { margin: 0; }
.kind { color: var(--muted); font-size: 13px; letter-spacing: 0.02em; }
.about { display: flex; flex-wrap: wrap; gap: 4px 18px; align-items: center; color: var(--muted); font-size: 14px; }
.state { padding: 1px 10px; border: 1px solid currentColor; border-radius: 99px; font-size: 13px; }
.state.completed { color: var(--good); }
.state.failed { color: var(--bad); }
.notice { margin-top: 16px; padding: 10px 14px; border-left: 3px solid var(--bad); background: var(--panel); }
.lead { max-width: 72ch; margin-bottom: 16px; color: var(--muted); }
.detail { margin-top: 8px; color: var(--muted); font-size: 13px; }
.path { overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(146px, 1fr)); gap: 1px; margin-top: 26px;
  border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--line); }
.tile { display: flex; flex-direction: column; padding: 14px; background: var(--paper); }
.tile .name, .tile .note { color: var(--muted); font-size: 12px; }
.tile strong { margin: 1px 0; font-size: 20px; font-weight: 600; letter-spacing: -0.01em; white-space: nowrap; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 28px 32px; }
figure { margin: 0; }
.chart figcaption { font-weight: 600; font-size: 14px; }
.chart svg { display: block; width: 100%; height: auto; overflow: visible; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 2px 0 8px; padding: 0; list-style: none; color: var(--muted); font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 7px; }
.legend li::before { content: ""; width: 14px; border-top: 2px solid var(--train); }
.legend li.validation::before { border-color: var(--own); }
.legend li.guide::before { border-top-style: dashed; border-color: var(--muted); border-top-width: 1px; }
.legend li.own::before, .legend li.random::before { width: 9px; height: 9px; border: 2px solid var(--own); border-radius: 50%; background: var(--own); }
.legend li.random::before { border-color: var(--random); background: none; }
svg text { fill: var(--muted); font-size: 11px; font-family: inherit; }
svg text.row { fill: var(--ink); font-size: 12px; }
svg .end { text-anchor: end; }
svg .middle { text-anchor: middle; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .line { fill: none; stroke: var(--train); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
svg .line.validation { stroke: var(--own); }
svg .line.faint { stroke-width: 1; opacity: 0.35; }
svg .dot { fill: var(--train); }
svg .dot.validation { fill: var(--own); }
svg .guide { stroke: var(--muted); stroke-dasharray: 4 4; }
svg .whisker { stroke: var(--own); stroke-width: 2; stroke-linecap: round; opacity: 0.55; }
svg .whisker.random { stroke: var(--random); }
svg .mark { fill: var(--own); stroke: var(--own); stroke-width: 2; }
svg .mark.random { fill: var(--paper); stroke: var(--random); }
.samples { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 286px), 1fr)); gap: 26px 28px; }
.boards { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.cells { display: grid; gap: 3px; }
.grid2 { grid-template-columns: repeat(2, 1fr); }
.grid3 { grid-template-columns: repeat(3, 1fr); }
.grid4 { grid-template-columns: repeat(4, 1fr); }
.cells span { display: block; line-height: 0; }
.cells .wrong { outline: 2px solid var(--bad); outline-offset: -1px; }
.cells img, .view img, .blank { display: block; width: 100%; aspect-ratio: 1; object-fit: cover; image-rendering: auto; }
.blank { background: var(--panel); }
.board figcaption { margin-top: 5px; color: var(--muted); font-size: 12px; }
.answer { margin-top: 8px; font-size: 14px; }
.sample .detail { margin-top: 1px; font-size: 12px; }
.verdict { font-weight: 600; }
.verdict.right { color: var(--good); }
.verdict.wrong { color: var(--bad); }
.views { display: grid; grid-template-columns: repeat(4, 1fr); gap: 6px; }
.view img { border-radius: 3px; }
.view figcaption { display: flex; flex-direction: column; margin-top: 3px; font-size: 12px; line-height: 1.35; color: var(--muted); }
.scroll { overflow-x: auto; }
table { margin-top: 18px; border-collapse: collapse; font-size: 14px; }
th, td { padding: 5px 22px 5px 0; border-bottom: 1px solid var(--line); text-align: right; font-weight: 400; white-space: nowrap; }
th:first-child { text-align: left; }
thead th { color: var(--muted); font-size: 13px; }
td small { display: inline-block; min-width: 14ch; margin-left: 6px; text-align: left; color: var(--muted); font-size: 12px; }
td small.spread { min-width: 6ch; }
.confusion { margin-top: 28px; }
.confusion caption { padding-bottom: 8px; text-align: left; color: var(--muted); font-size: 13px; }
.confusion td, .confusion th { padding: 6px 12px; border: 0; text-align: center; }
${Array.from(
  { length: 11 },
  (_, tenth) =>
    `.shade${tenth} { background: color-mix(in srgb, var(--own) ${tenth * 5}%, transparent); }`,
).join('\n')}
.evaluation + .evaluation { margin-top: 40px; }
.orders { display: flex; flex-wrap: wrap; gap: 14px; margin-top: 20px; }
.order { display: grid; gap: 1px; width: max-content; }
.order.grid2 { grid-template-columns: repeat(2, 22px); }
.order.grid3 { grid-template-columns: repeat(3, 22px); }
.order.grid4 { grid-template-columns: repeat(4, 22px); }
.order span { height: 22px; background: var(--panel); text-align: center; font-size: 12px; line-height: 22px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px 28px; margin: 0; }
dt { color: var(--muted); font-size: 13px; }
dd { margin: 0; overflow-wrap: anywhere; }
.settings { columns: 2 300px; column-gap: 40px; margin: 0; font-size: 13px; }
.settings div { display: flex; justify-content: space-between; gap: 16px; padding: 3px 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
.settings dt, .settings dd { font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
footer { margin-top: 48px; padding-bottom: 44px; color: var(--muted); font-size: 13px; }
@media print {
  :root {${light}
  }
  body { font-size: 10pt; }
  main, footer { max-width: none; padding: 0; }
  header { padding-top: 0; }
  .sample, .chart, tr, .tile, .facts div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  img, .cells, .tiles, td { print-color-adjust: exact; }
}
`;
