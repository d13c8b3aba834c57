// Draws a chart from a table of the page; the table stays. Without this file the tables alone tell the same.
//   <section class="chart"> <button data-save> <figure data-chart="lines|bars" data-title data-source> <div data-canvas> <table>
// Head cells name the series and say their kind (data-kind: plan, actual; whole, part, late); a cell's number is its data-value, "" where there is none.
const { echarts } = window;
const BAR = 26; // pixels of a bar with the room around it
const drawn = new Map(); // figure → its chart
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const number = (text) => (text === "" || text === undefined ? null : Number(text));
const words = (value) => value.toLocaleString("en");

const facts = (figure) => {
  const table = figure.querySelector("table");
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows].filter((row) => !row.hasAttribute("data-aside"));
  return {
    labels: rows.map((row) => row.cells[0].dataset.label || row.cells[0].textContent.trim()),
    now: rows.findIndex((row) => row.hasAttribute("data-now")),
    series: heads
      .map((head, at) => ({
        kind: head.dataset.kind, name: head.textContent.trim(), values: rows.map((row) => number(row.cells[at + 1]?.dataset.value)),
      }))
      .filter((each) => each.kind),
  };
};

const look = (large) => {
  const base = getComputedStyle(document.body);
  return {
    size: large ? 22 : 12, ink: token("--ink"), pale: token("--ink-3"), line: token("--line"), late: token("--st-late"), plan: token("--plan"),
    actual: token("--actual"), part: `rgb(${token("--heat")} / 0.34)`, ground: token("--surface"), family: base.fontFamily, large,
  };
};

const axis = (seen) => ({
  axisLine: { lineStyle: { color: seen.line } }, axisTick: { show: false },
  axisLabel: { color: seen.pale, fontSize: seen.size - 1, fontFamily: seen.family, hideOverlap: true },
  splitLine: { lineStyle: { color: seen.line } },
});
const tip = (seen) => ({
  // Drawn inside the picture: a box of HTML would carry styles that our content security policy refuses.
  renderMode: "richText", confine: true, backgroundColor: seen.ground, borderColor: seen.line,
  textStyle: { color: seen.ink, fontSize: seen.size, fontFamily: seen.family },
});
const last = (values) => values.reduce((found, value, at) => (value === null ? found : at), -1);

// Plan and actual: the plan dashed, the actual line ended by a dot, its number, and how far it is from the plan.
const lines = ({ labels, now, series }, seen, texts) => {
  const shown = series.map((each) => {
    const is_plan = each.kind === "plan";
    const end = last(each.values);
    const made = {
      type: "line", name: each.name, data: each.values, symbol: "none", silent: true, z: is_plan ? 2 : 3,
      lineStyle: { color: is_plan ? seen.plan : seen.actual, width: (is_plan ? 1.5 : 2.5) * (seen.large ? 1.6 : 1), type: is_plan ? [5, 3] : "solid" },
      itemStyle: { color: is_plan ? seen.plan : seen.actual },
    };
    if (end < 0) return made;
    if (is_plan) {
      made.endLabel = { show: true, formatter: each.name, color: seen.pale, fontSize: seen.size, fontFamily: seen.family, align: "right", offset: [-8, -seen.size] };
      return made;
    }
    const gap = texts.gap ? `\n{${texts.late ? "late" : "pale"}|${texts.gap}}` : "";
    const right = end > labels.length * 0.7;
    made.data = each.values.map((value, at) => (at === end ? { value, symbol: "circle", symbolSize: seen.large ? 14 : 8, label: { show: true } } : value));
    made.symbol = "circle";
    made.symbolSize = 0;
    made.showAllSymbol = true;
    made.label = {
      show: false, position: right ? "left" : "right", distance: 8, color: seen.ink, fontFamily: seen.family, fontSize: seen.size, fontWeight: 600, lineHeight: seen.size * 1.3,
      formatter: () => `${each.name} ${words(each.values[end])}${gap}`, offset: [0, seen.size],
      rich: {
        late: { color: seen.late, fontFamily: seen.family, fontSize: seen.size, lineHeight: seen.size * 1.3 },
        pale: { color: seen.pale, fontFamily: seen.family, fontSize: seen.size, lineHeight: seen.size * 1.3 },
      },
    };
    if (now >= 0) {
      made.markLine = { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: seen.plan, type: [2, 3], width: 1 }, data: [{ xAxis: labels[now] }] };
    }
    return made;
  });
  return {
    grid: { left: 4, right: 12, top: seen.size * 1.5, bottom: 2, containLabel: true },
    xAxis: { ...axis(seen), type: "category", data: labels, boundaryGap: false, splitLine: { show: false } },
    yAxis: { ...axis(seen), type: "value", min: 0, axisLine: { show: false }, splitNumber: 4, minInterval: 1 },
    tooltip: { ...tip(seen), trigger: "axis", valueFormatter: (value) => (value === null || value === undefined ? "—" : words(value)) },
    series: shown,
  };
};

// One bar a row: the whole, and of it the part that is late; the numbers stand at its end.
const bars = ({ labels, series }, seen) => {
  const whole = series.find((each) => each.kind === "whole");
  const part = series.find((each) => each.kind === "part" || each.kind === "late");
  const tone = part?.kind === "late" ? "late" : "pale";
  const rest = whole.values.map((value, at) => value - (part?.values[at] ?? 0));
  const told = (at) => {
    const late = part?.values[at] ?? 0;
    return `${words(whole.values[at])}${late ? `  {${tone}|${part.name} ${words(late)}}` : ""}`;
  };
  const common = { type: "bar", stack: "all", barMaxWidth: seen.large ? 34 : 16, silent: true };
  const end = {
    show: true, position: "right", color: seen.ink, fontFamily: seen.family, fontSize: seen.size, formatter: ({ dataIndex }) => told(dataIndex),
    rich: {
      late: { color: seen.late, fontFamily: seen.family, fontSize: seen.size },
      pale: { color: seen.pale, fontFamily: seen.family, fontSize: seen.size },
    },
  };
  return {
    grid: { left: 4, right: seen.size * 8, top: 2, bottom: 2, containLabel: true },
    xAxis: { type: "value", min: 0, show: false },
    yAxis: {
      ...axis(seen), type: "category", inverse: true, data: labels, axisLine: { show: false },
      axisLabel: { color: seen.ink, fontSize: seen.size, fontFamily: seen.family, width: seen.size * 15, overflow: "truncate" },
    },
    series: [
      ...(part ? [{ ...common, name: part.name, data: part.values, itemStyle: { color: seen.actual } }] : []),
      { ...common, name: whole.name, data: rest, itemStyle: { color: part ? seen.part : seen.actual }, label: end },
    ],
  };
};

const OPTIONS = { lines, bars };
const option = (figure) => {
  const seen = look(figure.closest(".wall") !== null);
  const texts = { gap: figure.dataset.gap, late: "late" in figure.dataset };
  return { animation: false, textStyle: { fontFamily: seen.family }, ...OPTIONS[figure.dataset.chart](facts(figure), seen, texts) };
};

const draw = (figure) => {
  const place = figure.querySelector("[data-canvas]");
  place.hidden = false;
  // As many bars, as high; on the wall the screen says how high.
  if (figure.dataset.chart === "bars" && !figure.closest(".wall")) place.style.height = `${figure.querySelectorAll("tbody tr").length * BAR + 8}px`;
  let chart = drawn.get(figure);
  if (!chart) {
    chart = echarts.init(place, null, { renderer: "canvas" });
    drawn.set(figure, chart);
    size.observe(place);
    for (const button of figure.parentElement.querySelectorAll("[data-save]")) button.hidden = false;
  }
  chart.setOption(option(figure), true);
};
const size = new ResizeObserver((entries) => {
  for (const { target } of entries) echarts.getInstanceByDom(target)?.resize();
});

// The picture carries its title, and where its numbers come from and when.
const picture = (figure) => {
  const place = document.createElement("div");
  const chart = echarts.init(place, null, { renderer: "canvas", width: 960, height: 520, devicePixelRatio: 2 });
  const made = option(figure);
  const seen = look(false);
  chart.setOption({
    ...made,
    backgroundColor: seen.ground,
    grid: { ...made.grid, left: 24, right: Math.max(24, made.grid.right), top: 72, bottom: 48 },
    title: [
      { text: figure.dataset.title, left: 24, top: 20, textStyle: { color: seen.ink, fontSize: 16, fontWeight: 600, fontFamily: seen.family } },
      { text: figure.dataset.source, left: 24, bottom: 14, textStyle: { color: seen.pale, fontSize: 12, fontWeight: 400, fontFamily: seen.family } },
    ],
  });
  const url = chart.getDataURL({ type: "png", pixelRatio: 2 });
  chart.dispose();
  return url;
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-save]");
  const figure = button?.closest(".chart")?.querySelector("[data-chart]");
  if (!figure) return;
  const link = document.createElement("a");
  link.href = picture(figure);
  link.download = `${figure.dataset.title}.png`;
  link.click();
});

export const drawAll = () => {
  if (!echarts) return;
  for (const [figure, chart] of drawn) {
    if (figure.isConnected) continue;
    chart.dispose();
    drawn.delete(figure);
  }
  for (const figure of document.querySelectorAll("[data-chart]")) if (figure.checkVisibility()) draw(figure);
};

drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", drawAll);
