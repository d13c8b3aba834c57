// Units found by name, pinyin, alias, code or address, by a number typed from a door, or by its QR code.
import { search } from "../api.js";
import { debounced, h, live } from "../dom.js";
import { empty, heading, list, note } from "../parts.js";
import { canScan, scan } from "../scan.js";
import { t } from "../texts.js";
import { unitRow } from "./lists.js";
import { notListed } from "./survey.js";

// A search above something else: while words are typed, what is found stands in its place. What is on the device is shown at once;
// where there is a network, the server adds the rest.
export const searchBox = (ctx, instead, { focus = false } = {}) => {
  let found = null;
  let problem = null;
  const results = live(() => [
    found === null ? null : [heading(t("found"), t("units_n", { n: found.length })), found.length ? list(found.map((unit) => unitRow(ctx, unit, ctx.from))) : problem ? null : [empty(t("no_unit_found")), notListed(ctx)]],
    problem ? note(problem, "warn") : null,
  ]);
  const show = () => {
    instead.hidden = found !== null || problem !== null;
    instead.classList.toggle("off", instead.hidden);
    results.redraw();
  };
  let turn = 0;
  const here = (words) => {
    turn += 1;
    const local = ctx.find(words);
    problem = null;
    if (!words.trim()) found = null;
    else if (local.units.length) found = local.units;
    show();
    return local;
  };
  const look = async (words, local = here(words)) => {
    const mine = turn;
    if (!words.trim()) return;
    let [units, wrong] = [local.units, null];
    try {
      ({ units } = await search(`${ctx.api.units}?${new URLSearchParams({ q: words.trim() })}`));
    } catch (given) {
      if (given.kind !== "offline") wrong = t("search_failed");
      else wrong = t(local.known ? "search_here_only" : "search_needs_network", { n: local.known });
    }
    if (mine !== turn) return;
    if (!wrong && found && units.length === found.length && units.every(({ id }, at) => id === found[at].id)) return; // nothing moves under a finger
    [found, problem] = [wrong && !local.known ? null : units, wrong];
    show();
  };
  const ask = debounced(300, look);
  const typed = (words) => {
    ask(words, here(words));
  };
  const input = h("input", {
    type: "search", id: "find-unit", "aria-label": t("find_help"), placeholder: t("find_help"), autocomplete: "off", enterkeyhint: "search",
    oninput: (event) => typed(event.target.value), onkeydown: (event) => event.key === "Enter" && look(event.target.value),
  });
  const camera = h("div");
  const scanned = async (text) => {
    const unit = /units\/([0-9a-f-]{36})/.exec(text)?.[1];
    const sign = Number(/[?&]sign=(\d{1,4})/.exec(text)?.[1] ?? 1); // a first sign bears no number
    const known = unit && ctx.find(unit.slice(-8)).units.find(({ id }) => id === unit);
    if (known?.sign && known.sign !== sign) {
      [found, problem] = [null, t("sign_replaced")];
      show();
      return;
    }
    if (unit) {
      ctx.go(`#/unit/${unit}`);
      return;
    }
    input.value = text.slice(0, 60);
    await look(input.value);
  };
  if (focus) queueMicrotask(() => input.focus());
  return h("div.searching",
    h("div.p-find", input, canScan() ? h("button.link", { type: "button", onclick: () => scan(camera, scanned) }, t("scan")) : null), camera, results.box, instead);
};

// The tab "units": those of this week first, and the search.
export const units = async (ctx, { visitRow, drafts, mayAsk }) => {
  const nearby = live(() => {
    const known = ctx.day.visits;
    return known.length ? [heading(t("this_week"), t("units_n", { n: known.length })), list(known.map((visit) => visitRow(ctx, visit, drafts, ctx.from)))] : empty(t("search_above"));
  });
  const where = live(() => (ctx.from || !mayAsk ? null : h("button.link.pad", { type: "button", onclick: async () => {
    await ctx.locate();
    where.redraw();
    nearby.redraw();
  } }, t("show_distances"))));
  return { title: t("tab_units"), tab: "units", body: [searchBox(ctx, h("div", where.box, nearby.box, notListed(ctx)), { focus: true })] };
};
