"use strict";

// All text of a case goes through `make`, which sets it as text: never as HTML.
const report = JSON.parse(document.getElementById("report").textContent);
const find = (id) => document.getElementById(id);
const byId = new Map(report.cases.map((it) => [it.id, it]));
const ORDER = ["failed", "known", "refused", "passed"];
const chosen = new Set();

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function sign(kind) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  svg.setAttribute("class", `sign ${kind}`);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${kind}`);
  svg.append(use);
  return svg;
}

const kindOf = (outcome) => report.kinds[outcome];
const plural = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

function tally(results) {
  const counts = new Map();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const rank = ([outcome]) => ORDER.indexOf(kindOf(outcome));
  return [...counts].sort((a, b) => rank(a) - rank(b));
}

/* What is shown: outcomes chosen and words searched for. */

for (const result of report.results) {
  const it = byId.get(result.case);
  const facts = Object.entries(it.facts ?? {}).flat();
  result.text = [it.id, it.why, it.given, it.type, it.expects, it.otherwise, ...facts,
    result.outcome, result.detail, result.expected, result.got].join("\n").toLowerCase();
}

function matches(result) {
  const words = find("query").value.toLowerCase().split(/\s+/);
  return (!chosen.size || chosen.has(result.outcome))
    && words.every((word) => result.text.includes(word));
}

function chip([outcome, count]) {
  const button = make("button", { type: "button", "aria-pressed": "false" },
    sign(kindOf(outcome)), outcome, make("span", { class: "count" }, String(count)));
  button.dataset.outcome = outcome;
  button.addEventListener("click", () => {
    if (!chosen.delete(outcome)) chosen.add(outcome);
    button.setAttribute("aria-pressed", String(chosen.has(outcome)));
    update();
  });
  return button;
}

/* The matrix. One cell is in the tab order, the arrow keys move from there. */

const rows = report.groups.map((group) => {
  const cells = report.runs.map((run) => {
    const button = make("button", { type: "button", tabindex: "-1" });
    const results = report.results.filter(
      (it) => it.run === run.label && byId.get(it.case).id.split("/")[0] === group);
    const cell = { group, run, button, results, shown: results };
    button.addEventListener("click", () => { enter(cell); open(cell); });
    return cell;
  });
  const count = make("span", { class: "count" });
  const head = make("th", { scope: "row" }, group, count);
  const tr = make("tr", {}, head, ...cells.map((cell) => make("td", {}, cell.button)));
  return { group, cells, tr, count };
});

function columnHead(run) {
  const kind = { "conformant": "passed", "not conformant": "failed" }[run.verdict];
  const [name, ...more] = run.label.split(", ");
  return make("th", { scope: "col" }, make("span", { class: "name" }, name),
    ...more.map((text) => make("span", {}, text)),
    make("span", { class: "library" }, `${run.library} ${run.library_version}`),
    make("span", { class: `verdict ${kind ?? "none"}` }, ...(kind ? [sign(kind)] : []),
      run.verdict));
}

find("matrix").append(
  make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "group"),
    ...report.runs.map(columnHead))),
  make("tbody", {}, ...rows.map((row) => row.tr)));
find("matrix").style.setProperty("--runs", report.runs.length);

function fill(cell) {
  const { button, run, group, results } = cell;
  cell.shown = results.filter(matches);
  const counts = tally(cell.shown);
  const words = counts.map(([outcome, n]) => `${n} ${outcome}`).join(", ");
  const none = results.length ? "none of those shown" : "no case concerns it";
  button.className = counts.length ? `cell ${kindOf(counts[0][0])}` : "cell";
  button.setAttribute("aria-label", `${group} on ${run.label}: ${words || none}`);
  button.setAttribute("aria-disabled", String(!counts.length));
  button.title = words || none;
  button.replaceChildren(...(counts.length ? counts.map(([outcome, n]) =>
    make("span", { class: "part" }, sign(kindOf(outcome)), String(n))) : ["–"]));
}

function update() {
  let shown = 0;
  for (const row of rows) {
    row.cells.forEach(fill);
    const ids = new Set(row.cells.flatMap((cell) => cell.shown.map((it) => it.case)));
    row.count.textContent = String(ids.size);
    row.tr.hidden = !ids.size;
    shown += ids.size;
  }
  find("shown").textContent = `${shown} of ${plural(report.cases.length, "case")} shown`;
  find("nothing").hidden = Boolean(shown);
  find("keys").hidden = find("frame").hidden = !shown;
  if (shown && !current().length) enter(visible()[0].cells[0]);
}

const visible = () => rows.filter((row) => !row.tr.hidden);
const current = () => visible().flatMap((row) => row.cells)
  .filter((cell) => cell.button.tabIndex === 0);

function enter(cell) {
  for (const row of rows) for (const it of row.cells) it.button.tabIndex = -1;
  cell.button.tabIndex = 0;
}

find("matrix").addEventListener("keydown", (event) => {
  const seen = visible();
  const y = seen.findIndex((row) => row.cells.some((cell) => cell.button === event.target));
  if (y < 0) return;
  const x = seen[y].cells.findIndex((cell) => cell.button === event.target);
  const [bottom, right] = [seen.length - 1, report.runs.length - 1];
  const whole = event.ctrlKey || event.metaKey;
  const to = {
    ArrowUp: [y - 1, x], ArrowDown: [y + 1, x], ArrowLeft: [y, x - 1], ArrowRight: [y, x + 1],
    Home: [whole ? 0 : y, 0], End: [whole ? bottom : y, right],
  }[event.key];
  if (!to) return;
  event.preventDefault();
  const cell = seen[Math.min(Math.max(to[0], 0), bottom)]
    .cells[Math.min(Math.max(to[1], 0), right)];
  enter(cell);
  cell.button.focus();
});

/* The cases of one cell. */

let opener = null;

function open(cell) {
  if (!cell.shown.length) return;
  opener = cell.button;
  const rank = (result) => ORDER.indexOf(kindOf(result.outcome));
  const sorted = [...cell.shown].sort((a, b) => rank(a) - rank(b));
  find("cases-title").textContent = `${cell.group} on ${cell.run.label}`;
  find("cases-count").textContent = plural(sorted.length, "case");
  find("list").replaceChildren(...sorted.map((result) => entry(result, cell.run)));
  const first = find("list").querySelector("details");
  first.open = true;
  first.querySelector("summary").autofocus = true;
  find("cases").showModal();
  find("list").scrollTop = 0;
}

function entry(result, run) {
  const kind = kindOf(result.outcome);
  const details = make("details", { class: kind }, make("summary", {}, sign(kind),
    make("code", {}, result.case), make("span", { class: "outcome" }, result.outcome)));
  details.addEventListener("toggle", () => {
    if (details.children.length === 1) details.append(story(result, run));
  });
  return details;
}

function story(result, run) {
  const it = byId.get(result.case);
  const failed = kindOf(result.outcome) === "failed";
  const wish = result.outcome === "refused" ? it.otherwise : it.expects;
  const got = result.got || result.detail || (failed ? "" : "as expected");
  const data = result.data ?? it.wires?.[run.wire];
  const node = make("div", { class: "story" }, make("p", { class: "why" }, it.why));
  if (result.detail) node.append(make("p", { class: "detail" }, result.detail));
  node.append(make("div", { class: "pair" },
    block("Expected", result.expected || wish || it.why), block("Got", got)));
  if (data) node.append(block(`Bytes (${data.size ?? 0})`, hex(data)));
  if (it.given) node.append(block("Given", it.given));
  const facts = Object.entries({ type: it.type, ...it.facts }).filter(([, text]) => text);
  node.append(make("dl", { class: "facts" }, ...facts.flatMap(([name, text]) =>
    [make("dt", {}, name), make("dd", {}, make("code", {}, text))])));
  node.append(block("Run again", make("span", { class: "copy" }, result.reproduce)));
  return node;
}

function block(name, content) {
  return make("figure", {}, make("figcaption", {}, name), make("pre", {}, content));
}

function hex({ head = "", size = 0, sha256 }) {
  const width = matchMedia("(max-width: 44rem)").matches ? 8 : 16;
  const bytes = (head.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  const view = make("span", { class: "hex" });
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.slice(at, at + width);
    const pairs = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "·"));
    view.append(make("span", { class: "quiet" }, at.toString(16).padStart(4, "0")), "  ",
      pairs.padEnd(width * 3), " ", make("span", { class: "quiet" }, text.join("")), "\n");
  }
  if (!size) view.append("none at all");
  if (sha256) view.append(`... ${size - bytes.length} more bytes, SHA-256 of all ${sha256}`);
  return view;
}

find("list").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = [...find("list").querySelectorAll("summary")];
  const at = all.indexOf(event.target);
  if (!step || at < 0) return;
  event.preventDefault();
  all[Math.min(Math.max(at + step, 0), all.length - 1)].focus();
});

find("cases").addEventListener("click", (event) => {
  if (event.target === find("cases")) find("cases").close();
});
find("cases").addEventListener("close", () => opener?.focus());
find("close").addEventListener("click", () => find("cases").close());
find("query").addEventListener("input", update);
find("filters").addEventListener("submit", (event) => event.preventDefault());
find("reset").addEventListener("click", () => {
  find("query").value = "";
  chosen.clear();
  for (const it of find("outcomes").children) it.setAttribute("aria-pressed", "false");
  update();
  find("query").focus();
});

function told(run) {
  return [make("dt", {}, run.label), make("dd", {},
    `${run.wire} by ${run.library} ${run.library_version}, codecs-core ${run.core_version}, `
    + `${run.python} on ${run.platform}, ${run.date.slice(0, 16).replace("T", " ")} UTC`)];
}

find("runs").append(...report.runs.flatMap(told));
find("outcomes").append(...tally(report.results).map(chip));
update();
