/** The look of the HTML report: light and dark by the reader's system, readable on paper and on a narrow screen. */
export const HTML_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1c2330; --soft: #5b6576; --line: #dfe3ea; --code: #f3f4f7; --accent: #3457d5;
  --error: #b3261e; --warning: #9a5b00; --information: #1d62b5; --hint: #54606f; --good: #1f7a3d; --mark: #ffe8a3; --bad: #c62f25; --bad-soft: #fdeceb; --flow: #8a94a6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151b; --card: #1a1f28; --ink: #e7eaf0; --soft: #9ca6b6; --line: #2d3440; --code: #131820; --accent: #8fabff;
    --error: #ff8a80; --warning: #ffc266; --information: #7fb7ff; --hint: #aab4c2; --good: #7fd69a; --mark: #5a4a12; --bad: #ff7b6f; --bad-soft: #3a1d1c; --flow: #77839a;
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
h2 { font-size: 21px; margin: 48px 0 12px; }
h3 { font-size: 15px; margin: 0 0 12px; }
.area > h3 { font-size: 17px; margin: 28px 0 10px; text-transform: capitalize; }
.verdict { font-size: 19px; margin: 12px 0 2px; }
.verdict .error, .error.text { color: var(--error); } .verdict .warning { color: var(--warning); } .verdict .good { color: var(--good); }
.soft { color: var(--soft); }
nav { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 10px 0; margin: 20px 0; background: var(--page); border-bottom: 1px solid var(--line); }
section[id], article[id], details[id], h3[id] { scroll-margin-top: 56px; }
.lead { color: var(--soft); margin: 0 0 24px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 12px; margin-bottom: 16px; }
.tile, .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; }
.tile b { display: block; font-size: 30px; line-height: 1.1; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: 13px; }
.tile.error b { color: var(--error); } .tile.warning b { color: var(--warning); }
.tile.information b { color: var(--information); } .tile.hint b { color: var(--hint); } .tile.good b { color: var(--good); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); gap: 16px; }
.bars { list-style: none; margin: 0; padding: 0; display: grid; gap: 6px; font-size: 14px; }
.bars li { display: grid; grid-template-columns: minmax(0, 1fr) 72px 2.4em; gap: 10px; align-items: center; }
.bars .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bars .track { background: var(--code); border-radius: 4px; height: 8px; overflow: hidden; }
.bars .track { display: flex; gap: 1px; }
.bars .fill { display: block; height: 100%; }
.fill.error, .part.error, .key.error { background: var(--error); } .fill.warning, .part.warning { background: var(--warning); }
.fill.information, .part.information, .key.information { background: var(--information); } .fill.hint { background: var(--hint); }
.part.good, .key.good { background: var(--good); }
.first, .trend { margin-bottom: 16px; }
.first ol { margin: 0; padding-left: 20px; } .first li { margin: 6px 0; }
.trend p { margin: 0 0 8px; }
.stack { display: flex; gap: 2px; height: 14px; border-radius: 7px; overflow: hidden; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0 0; padding: 0; font-size: 14px; color: var(--soft); }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
.bars .number { text-align: right; font-variant-numeric: tabular-nums; color: var(--soft); }
.filter { display: flex; flex-wrap: wrap; gap: 8px 18px; margin: 28px 0 0; padding: 0; border: 0; color: var(--soft); font-size: 14px; }
.filter legend { float: left; margin-right: 16px; }
.filter label { cursor: pointer; }
body:has(#show-error:not(:checked)) :is(.finding, .finding-link).error, body:has(#show-warning:not(:checked)) :is(.finding, .finding-link).warning,
body:has(#show-information:not(:checked)) :is(.finding, .finding-link).information, body:has(#show-hint:not(:checked)) :is(.finding, .finding-link).hint { display: none; }
details.file-index, details.steps { margin: 4px 0; } details.file-index summary, details.steps summary { cursor: pointer; }
details.pipeline { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 0 0 12px; }
details.pipeline > summary { cursor: pointer; padding: 12px 16px; display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; }
.canvas { overflow: auto; max-height: 760px; padding: 8px 16px 12px; }
.picture { display: block; margin: 0 auto; max-width: 100%; height: auto; font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--ink); }
.picture .file rect { fill: none; stroke: var(--line); stroke-dasharray: 4 4; } .picture .file text { fill: var(--soft); font-size: 12px; }
.picture .flow path { fill: none; stroke: var(--flow); stroke-width: 1.4; }
.picture .flow.model path, .picture .flow.file path { stroke-width: 2.4; } .picture .flow.lesson path, .picture .flow.record path { stroke-dasharray: 2 4; }
.picture .flow.gap path { stroke: var(--bad); stroke-dasharray: 5 4; } .picture .flow.leak path { stroke: var(--bad); stroke-width: 3; }
.picture .flow.leak text { fill: var(--bad); font-weight: 650; }
.picture .on-flow { text-anchor: middle; font-size: 11px; fill: var(--soft); paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
.picture .arrow path { fill: var(--flow); } .picture .arrow.bad path { fill: var(--bad); }
.picture .step { cursor: pointer; text-decoration: none; } .picture .step > rect:first-of-type { fill: var(--code); stroke: var(--line); }
.picture .step:hover > rect:first-of-type { stroke: var(--accent); } .picture .step:focus-visible { outline: none; } .picture .step:focus-visible > rect:first-of-type { stroke: var(--accent); stroke-width: 2.5; }
.picture .step > text { font-weight: 600; } .picture .step > .detail { font-weight: 400; font-size: 11.5px; fill: var(--soft); }
.picture .stage { fill: var(--flow); } .picture :is(.load, .restore) .stage { fill: #3b82c4; } .picture :is(.split, .prepare, .resample) .stage { fill: #8b6fc9; }
.picture :is(.fit, .transform) .stage { fill: #2f9c8f; } .picture :is(.train, .search) .stage { fill: #c98a1b; } .picture :is(.evaluate, .explain, .predict) .stage { fill: #4f9d3a; }
.picture :is(.save, .track, .serve, .monitor) .stage { fill: #5d6b82; }
.picture .is-bad > rect:first-of-type { stroke: var(--bad); stroke-width: 1.8; } .picture .is-gap > rect:first-of-type { fill: var(--bad-soft); stroke: var(--bad); stroke-dasharray: 5 4; } .picture .is-gap .stage { fill: none; }
.picture .is-gap > text { fill: var(--bad); font-weight: 500; font-style: italic; }
.picture .count circle { fill: var(--hint); } .picture .count.error circle { fill: var(--error); } .picture .count.warning circle { fill: var(--warning); } .picture .count.information circle { fill: var(--information); }
.picture .count text { text-anchor: middle; font-size: 11px; font-weight: 700; fill: var(--card); }
details.steps { padding: 0 16px 12px; font-size: 14px; } .steps li { margin: 6px 0; } .steps li > code { display: block; width: fit-content; max-width: 100%; margin-top: 2px; }
.scales { margin-bottom: 16px; } .project { margin: 24px 0 10px; font-size: 16px; }
.principles h3 { text-transform: capitalize; }
.strip { display: flex; gap: 4px; margin: 0 0 8px; } .strip span { flex: 1; height: 10px; border-radius: 5px; border: 1px solid var(--good); } .strip .reached { background: var(--good); }
.scales p { margin: 4px 0; } .missing { margin: 0; padding-left: 20px; font-size: 14px; } .missing li { margin: 4px 0; }
.practices { list-style: none; margin: 0; padding: 0; font-size: 14px; } .practice { display: flex; gap: 10px; margin: 0 0 10px; }
.sign { color: var(--soft); } .found .sign, .found .answer { color: var(--good); } .not-found .sign, .not-found .answer { color: var(--warning); }
.answer { font-size: 12px; font-weight: 600; color: var(--soft); } .evidence { list-style: none; margin: 2px 0 0; padding: 0; }
.score { margin-top: 16px; } .score summary { cursor: pointer; } .score table { border-collapse: collapse; font-size: 14px; width: 100%; }
.score th, .score td { text-align: left; font-weight: 400; padding: 4px 12px 4px 0; border-top: 1px solid var(--line); vertical-align: top; } .score thead th { font-weight: 600; border: 0; }
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
.badge.good { color: var(--good); }
.badge { white-space: nowrap; }
:target { outline: 2px solid var(--accent); outline-offset: 4px; border-radius: 6px; }
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
