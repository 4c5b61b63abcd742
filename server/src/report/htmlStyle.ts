/** The look of the HTML report: light and dark by the reader's system, readable on paper. */
export const HTML_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1c2330; --soft: #5b6576; --line: #dfe3ea; --code: #f3f4f7; --accent: #3457d5;
  --error: #b3261e; --warning: #9a5b00; --information: #1d62b5; --hint: #54606f; --good: #1f7a3d; --mark: #ffe8a3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151b; --card: #1a1f28; --ink: #e7eaf0; --soft: #9ca6b6; --line: #2d3440; --code: #131820; --accent: #8fabff;
    --error: #ff8a80; --warning: #ffc266; --information: #7fb7ff; --hint: #aab4c2; --good: #7fd69a; --mark: #5a4a12;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 80px; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, pre { font-family: ui-monospace, "Cascadia Code", "JetBrains Mono", Menlo, Consolas, monospace; font-size: 0.9em; }
code { background: var(--code); padding: 0.1em 0.35em; border-radius: 4px; overflow-wrap: anywhere; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 20px; margin: 40px 0 12px; text-transform: capitalize; }
h3 { font-size: 15px; margin: 0 0 12px; }
.lead { color: var(--soft); margin: 0 0 24px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 12px; margin-bottom: 16px; }
.tile, .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; }
.tile b { display: block; font-size: 30px; line-height: 1.1; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: 13px; }
.tile.error b { color: var(--error); } .tile.warning b { color: var(--warning); }
.tile.information b { color: var(--information); } .tile.hint b { color: var(--hint); } .tile.good b { color: var(--good); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 16px; }
.bars { list-style: none; margin: 0; padding: 0; display: grid; gap: 6px; font-size: 14px; }
.bars li { display: grid; grid-template-columns: minmax(0, 1fr) 64px 2em; gap: 10px; align-items: center; }
.bars .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bars .track { background: var(--code); border-radius: 4px; height: 8px; overflow: hidden; }
.bars .fill { display: block; height: 100%; background: var(--accent); border-radius: 4px; }
.bars .number { text-align: right; font-variant-numeric: tabular-nums; color: var(--soft); }
.filter { display: flex; flex-wrap: wrap; gap: 8px 18px; margin: 28px 0 0; padding: 0; border: 0; color: var(--soft); font-size: 14px; }
.filter legend { float: left; margin-right: 16px; }
.filter label { cursor: pointer; }
body:has(#show-error:not(:checked)) .finding.error, body:has(#show-warning:not(:checked)) .finding.warning,
body:has(#show-information:not(:checked)) .finding.information, body:has(#show-hint:not(:checked)) .finding.hint { display: none; }
details.rule { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 0 0 12px; }
details.rule > summary { cursor: pointer; padding: 12px 16px; display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; }
details.rule > summary::before { content: "▸"; color: var(--soft); }
details.rule[open] > summary::before { content: "▾"; }
details.rule > summary::-webkit-details-marker { display: none; }
.rule-name { font-weight: 650; } .rule-says { color: var(--soft); flex: 1 1 320px; }
.rule-body { padding: 0 16px 16px; }
.why { border-left: 3px solid var(--line); padding-left: 12px; color: var(--soft); margin: 0 0 16px; }
.why p { margin: 0 0 6px; }
.finding { border-top: 1px solid var(--line); padding: 14px 0 4px; }
.finding header { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; }
.finding p { margin: 4px 0 8px; }
.badge { font-size: 12px; font-weight: 600; border: 1px solid currentColor; border-radius: 99px; padding: 0 8px; }
.badge.error { color: var(--error); } .badge.warning { color: var(--warning); }
.badge.information { color: var(--information); } .badge.hint { color: var(--hint); }
.place { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 13px; overflow-wrap: anywhere; }
pre.frame { background: var(--code); border-radius: 8px; padding: 10px 0; margin: 8px 0; overflow-x: auto; line-height: 1.5; tab-size: 4; }
pre.frame span.line { display: block; padding: 0 14px; white-space: pre; }
pre.frame span.line.marked { box-shadow: inset 3px 0 0 var(--accent); }
pre.frame i { color: var(--soft); font-style: normal; user-select: none; display: inline-block; min-width: 3ch; margin-right: 14px; text-align: right; }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
.notes { list-style: none; margin: 0 0 8px; padding: 0; font-size: 14px; color: var(--soft); }
.notes li { margin: 2px 0; }
.notes .fix { color: var(--good); }
details.mitigation { margin: 0 0 12px; }
details.mitigation summary { cursor: pointer; color: var(--accent); font-size: 14px; }
.empty { text-align: center; padding: 40px; }
footer { margin-top: 48px; color: var(--soft); font-size: 13px; }
@media print { body { background: none; } .filter { display: none; } details.rule, .tile, .card { break-inside: avoid; } }
`;
