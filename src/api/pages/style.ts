/** The one style sheet, served from our own origin: the policy for pages allows no inline styles. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --bg: #f5f6f8; --card: #ffffff; --ink: #15191f; --dim: #59626f; --line: #dde1e7; --field: #ffffff; --sunk: #f0f2f5;
  --accent: #1f4fd1; --on-accent: #ffffff; --ok: #0f6b3a; --ok-bg: #e2f5ea; --no: #a8201a; --no-bg: #fde9e7;
  --warn: #7a4b00; --warn-bg: #fff1d6; --info: #1b4bb0; --info-bg: #e5edff; --mute-bg: #e9ecf0; --shadow: 0 1px 2px rgb(16 24 40 / 6%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #0e1116; --card: #161a21; --ink: #e7eaf0; --dim: #9aa3b2; --line: #2a303b; --field: #10141a; --sunk: #10141a;
    --accent: #86a8ff; --on-accent: #0b1020; --ok: #6fd79b; --ok-bg: #10291c; --no: #ff9a92; --no-bg: #341513;
    --warn: #f3c26b; --warn-bg: #2e2209; --info: #9bb8ff; --info-bg: #16213d; --mute-bg: #242a34; --shadow: none;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 .35rem; letter-spacing: -.01em; overflow-wrap: anywhere; text-wrap: balance; }
h2 { font-size: 1rem; margin: 0 0 .75rem; }
h3 { font-size: .875rem; margin: 1rem 0 .375rem; color: var(--dim); font-weight: 600; }
p { margin: 0 0 .75rem; }
/* The dashboard, where there is no script to bring it to life. */
#root { display: none; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--card); padding: 8px 12px; z-index: 3; }
.top { display: flex; align-items: center; gap: 12px; padding: 4px 16px; background: var(--card); border-bottom: 1px solid var(--line); min-height: 52px; }
.brand { font-weight: 700; color: var(--ink); text-decoration: none; display: inline-flex; align-items: center; gap: 8px; min-height: 44px; }
.mark { width: 22px; height: 22px; border-radius: 6px; background: var(--accent); position: relative; flex: none; }
.mark::after { content: ""; position: absolute; left: 7px; top: 3px; width: 6px; height: 11px; border: solid var(--on-accent); border-width: 0 2.5px 2.5px 0; transform: rotate(42deg); }
.who { margin-left: auto; color: var(--dim); font-size: .875rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
main { max-width: 1120px; margin: 0 auto; padding: 16px 16px 96px; }
.grid { display: grid; gap: 16px; }
.stack { display: grid; gap: 16px; align-content: start; min-width: 0; }
/* On a phone one column, in the order of the document: what, then the decision, then the rest. */
@media (min-width: 960px) { .grid { grid-template-columns: minmax(0, 1fr) 384px; grid-template-areas: "main side" "more side"; grid-template-rows: auto 1fr; } .grid > .first { grid-area: main; } .grid > .more { grid-area: more; } .grid > .side { grid-area: side; position: sticky; top: 16px; align-self: start; max-height: calc(100vh - 32px); overflow: auto; scrollbar-width: thin; } main { padding: 24px 24px 64px; } h1 { font-size: 1.75rem; } }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; box-shadow: var(--shadow); min-width: 0; }
.card > :last-child { margin-bottom: 0; }
.lead { color: var(--dim); max-width: 70ch; } header > :last-child { margin-bottom: 0; } small { color: var(--dim); }
.chips { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.chip { display: inline-flex; align-items: center; gap: 6px; border-radius: 999px; padding: 2px 10px; font-size: .8125rem; font-weight: 600; background: var(--mute-bg); color: var(--ink); overflow-wrap: anywhere; }
.chip.ok { background: var(--ok-bg); color: var(--ok); } .chip.no { background: var(--no-bg); color: var(--no); }
.chip.warn { background: var(--warn-bg); color: var(--warn); } .chip.info { background: var(--info-bg); color: var(--info); }
.note { border-radius: 10px; padding: 12px 14px; margin: 0 0 16px; background: var(--info-bg); color: var(--info); overflow-wrap: anywhere; }
.note.ok { background: var(--ok-bg); color: var(--ok); } .note.no { background: var(--no-bg); color: var(--no); } .note.warn { background: var(--warn-bg); color: var(--warn); }
.note p { margin: 0; } .note p + p { margin-top: 4px; } .note a { color: inherit; font-weight: 600; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 6px 16px; margin: 0; font-size: .9375rem; }
.facts dt { color: var(--dim); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.facts small { color: var(--dim); }
code, pre, .mono, textarea.code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
code { overflow-wrap: anywhere; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; }
.said { white-space: pre-wrap; overflow-wrap: anywhere; border-left: 3px solid var(--line); padding: 2px 0 2px 12px; margin: 0 0 .75rem; }
.tree { margin: 0; padding: 0; list-style: none; }
.tree .tree { margin: 2px 0 2px 6px; padding-left: 12px; border-left: 2px solid var(--line); }
.tree li { padding: 3px 0; overflow-wrap: anywhere; }
.tree .key { color: var(--dim); margin-right: 8px; } .tree .key::after { content: ":"; }
.tree .string { white-space: pre-wrap; } .tree .number, .tree .boolean { color: var(--info); font-variant-numeric: tabular-nums; } .tree .null, .tree .empty { color: var(--dim); font-style: italic; }
.tree pre { margin-top: 4px; }
.diff { margin: 0; padding: 0; list-style: none; } .diff > li { padding: 8px 0; border-top: 1px solid var(--line); } .diff > li:first-child { border-top: 0; padding-top: 0; }
.diff .path { color: var(--dim); display: block; }
del, ins { text-decoration: none; display: block; padding: 1px 8px; border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; margin-top: 2px; }
del { background: var(--no-bg); color: var(--no); } ins { background: var(--ok-bg); color: var(--ok); }
del::before { content: "− "; } ins::before { content: "+ "; } .same { color: var(--dim); white-space: pre-wrap; overflow-wrap: anywhere; padding: 0 8px; }
.people { list-style: none; margin: 0; padding: 0; } .people li { padding: 8px 0; border-top: 1px solid var(--line); } .people li:first-child { border-top: 0; padding-top: 0; }
.people .when { color: var(--dim); font-size: .8125rem; }
.stages { margin: 0 0 12px; padding-left: 22px; } .stages > li { padding: 6px 0; } .votes { margin: 4px 0 10px; } .note .said { margin: 6px 0 0; } .card > .hint:last-child { margin-bottom: 0; }
.timeline { list-style: none; margin: 0; padding: 0; } .timeline li { position: relative; padding: 0 0 14px 20px; } .timeline li::before { content: ""; position: absolute; left: 3px; top: 8px; width: 8px; height: 8px; border-radius: 50%; background: var(--line); }
.timeline li::after { content: ""; position: absolute; left: 6.5px; top: 18px; bottom: -6px; width: 1px; background: var(--line); } .timeline li:last-child::after { display: none; }
.timeline .when { color: var(--dim); font-size: .8125rem; } .timeline .said { margin-top: 4px; }
form { margin: 0; } fieldset { border: 0; padding: 0; margin: 0 0 12px; min-width: 0; } legend { padding: 0; font-weight: 600; margin-bottom: 4px; }
label { display: block; font-weight: 600; margin-bottom: 4px; overflow-wrap: anywhere; } .field { margin-bottom: 12px; } .hint { color: var(--dim); font-size: .8125rem; margin: 2px 0 4px; overflow-wrap: anywhere; }
.error { color: var(--no); font-size: .875rem; margin: 4px 0 0; overflow-wrap: anywhere; }
input, select, textarea { width: 100%; min-height: 44px; padding: 9px 12px; font: inherit; color: var(--ink); background: var(--field); border: 1px solid var(--line); border-radius: 8px; }
textarea { min-height: 88px; resize: vertical; } textarea.code { min-height: 72px; }
input[aria-invalid], textarea[aria-invalid], select[aria-invalid] { border-color: var(--no); }
.choice { display: flex; align-items: flex-start; gap: 10px; min-height: 44px; padding: 10px 4px; font-weight: 400; margin: 0; cursor: pointer; }
.choice input { width: 20px; height: 20px; min-height: 20px; margin: 2px 0 0; flex: none; accent-color: var(--accent); } .choice small { display: block; color: var(--dim); }
button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 44px; padding: 9px 18px; font: inherit; font-weight: 600; border-radius: 8px; border: 1px solid var(--line); background: var(--card); color: var(--ink); cursor: pointer; text-decoration: none; }
button:hover, .button:hover { border-color: var(--dim); } button.primary, .button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); } button.danger { color: var(--no); border-color: currentcolor; background: transparent; } .wide { width: 100%; }
button.quiet { border-color: transparent; background: transparent; color: var(--dim); padding: 9px 8px; font-weight: 500; }
details { border-top: 1px solid var(--line); } details:last-of-type { border-bottom: 1px solid var(--line); } .card > details:first-child, .card > details:last-child { border: 0; } .card > details > .inner:last-child { padding-bottom: 0; }
summary { min-height: 44px; padding: 10px 2px; cursor: pointer; font-weight: 600; } summary small { color: var(--dim); font-weight: 400; display: block; padding-left: 1.1em; } details[open] > summary { margin-bottom: 4px; } details > .inner { padding: 0 2px 14px; }
.more-forms > .inner { padding: 0 0 0 12px; border-left: 2px solid var(--line); }
.actions { margin-top: 12px; } .actions details:last-of-type { border-bottom: 0; }
.jump { display: none; position: fixed; left: 0; right: 0; bottom: 0; padding: 10px 16px calc(10px + env(safe-area-inset-bottom)); background: var(--card); border-top: 1px solid var(--line); z-index: 2; }
@media (max-width: 959px) { .jump { display: block; } .jump .button { width: 100%; } .jump:has(~ main #decide:target) { display: none; } }
.list { list-style: none; margin: 0; padding: 0; } .list li { border-top: 1px solid var(--line); } .list li:first-child { border-top: 0; } .list li:first-child a { padding-top: 0; } .list li:last-child a { padding-bottom: 0; } .list a { display: block; padding: 12px 0; min-height: 44px; color: inherit; text-decoration: none; } .list a:hover strong { text-decoration: underline; } .list strong { overflow-wrap: anywhere; } .list .chips { margin-top: 4px; }
.narrow { max-width: 560px; margin: 6vh auto 0; } .narrow > form + form, .narrow > form + p { margin-top: 12px; } .narrow ul { padding-left: 20px; } .fresh { position: sticky; top: 8px; z-index: 2; } [hidden] { display: none !important; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; } th, td { text-align: left; padding: 6px 12px 6px 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; } th { color: var(--dim); font-weight: 600; } td:first-child { white-space: nowrap; } thead tr:first-child th, tbody:first-child tr:first-child td { border-top: 0; } .scroll { overflow-x: auto; }
@media print { .side form, .jump, .top .who, button { display: none; } .side { position: static; } body { background: #fff; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
