// The few parts that field screens are made of: plate, state, row, choices, fields, notes, foot.
import { h } from "./dom.js";
import { t } from "./texts.js";

export const plate = (colour, words, size = "") => {
  const name = colour || "none";
  const letter = words.plates[colour] ?? "—";
  return h("span.riskcell", h(`b.risk.risk-${name}${size ? `.risk-${size}` : ""}`, { title: words.colours[colour] ?? t("no_colour") }, letter));
};
export const state = (mark, word) => h(`span.st.st-${mark}`, word);

// A line of a list: what it is, what is said of it, how it stands; the whole line is the link.
export const row = (href, { mark = null, title, aside = "", sub = "", end = null, current = false }) =>
  h("a", { href, "aria-current": current ? "true" : null },
    h("div.row", mark, h("b.grow.cut", title), aside ? h("span.p-sub.nowrap", aside) : null),
    sub || end ? h(mark ? "div.row.between.under" : "div.row.between", h("span.p-sub.grow", sub), end) : null);

export const heading = (title, aside = null) => h("h2.p-h", h("span.strong", title), aside ? h("span", aside) : null);
export const list = (...rows) => h("div.p-list", rows);
// A long list shows its beginning; the rest is drawn once somebody asks. `redraw` draws what the list stands in.
const whole = new Set();
export const beginning = (key, rows, draw, redraw, most = 20) => {
  const all = rows.length <= most || whole.has(key);
  const more = () => {
    whole.add(key);
    redraw();
  };
  return list((all ? rows : rows.slice(0, most)).map(draw), all ? null : h("button.link.more", { type: "button", onclick: more }, t("all_n", { n: rows.length })));
};
export const note = (text, kind = "") => h(`p.note${kind ? `.note-${kind}` : ""}`, text);
export const empty = (...words) => h("p.p-none.p-sub", words);

// ---------- choices ----------

const radio = (name, value, [key, label, off], pick) =>
  h("label",
    h("input.vh", { type: "radio", name, id: `${name}-${key}`, value: key, checked: key === value, disabled: Boolean(off), onchange: () => pick(key) }),
    h("span", label));
// One of some: `options` are [key, label, off]; "answers" stand in two columns, "seg" in a row.
export const choice = (look, name, legend, options, value, pick) =>
  h(`fieldset.${look}`, h("legend.vh", legend), options.map((option) => radio(name, value, option, pick)));

export const tick = (id, label, value, pick) =>
  h("label.choice", h("input.check", { type: "checkbox", id, checked: value, onchange: (event) => pick(event.target.checked) }), h("span", label));

// ---------- fields ----------

// A field with its label above and what is wrong with it below.
export const field = (id, label, control, { error = "", optional = false, help = "" } = {}) => {
  control.id = id;
  const told = [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  if (told) control.setAttribute("aria-describedby", told);
  if (error) control.setAttribute("aria-invalid", "true");
  return h("div.field",
    h("label", { for: id }, label, optional ? h("span.optional", ` ${t("optional")}`) : null), control,
    help ? h("p.help", { id: `${id}-help` }, help) : null, error ? h("p.err", { id: `${id}-error` }, error) : null);
};
export const line = (value, write, more = {}) =>
  h("input.input", { type: "text", maxlength: 200, autocomplete: "off", value, oninput: typed(write), ...more });
export const area = (value, write, more = {}) => h("textarea.input", { rows: 2, maxlength: 2000, value, oninput: typed(write), ...more });
// What is being put right is no longer called wrong; the field itself stays in place, or an input method would lose its word.
const typed = (write) => (event) => {
  event.target.removeAttribute("aria-invalid");
  event.target.parentElement.querySelector(":scope > .err")?.remove();
  write(event.target.value);
};
// One of many, where buttons would fill the screen: options are [value, label].
export const picked = (value, options, write) =>
  h("select.input", { value, onchange: (event) => write(event.target.value) }, options.map(([key, label]) => h("option", { value: key }, label)));
export const date = (value, write, more = {}) =>
  h("input.input.w-date", { type: "date", value, onchange: (event) => write(event.target.value), ...more });

export const error = (text, id) => (text ? h("p.err", { id: id ?? null }, text) : null);
export const errorOf = (lacks, name) => lacks?.find((each) => each.field === name)?.text ?? "";

// ---------- foot ----------

export const button = (label, act, more = {}) => h("button.p-btn", { type: "button", onclick: act, ...more }, label);
export const link = (label, href, more = {}) => h("a.p-btn", { href, ...more }, label);
export const main = (label, act, more = {}) => h("button.p-btn.p-main.grow", { type: "button", onclick: act, ...more }, label);
export const mainLink = (label, href) => h("a.p-btn.p-main.grow", { href }, label);
export const foot = (...parts) => h("footer.p-foot", parts);

// A button that asks once, in place, naming what will happen.
export const asking = (label, question, answer, act) => {
  const box = h("div.ask");
  const closed = () => box.replaceChildren(button(label, open, { class: "p-btn p-wide" }));
  const open = () => {
    box.replaceChildren(note(question, "warn"), h("div.row", button(t("keep_as_it_is"), closed), main(answer, act)));
    box.querySelector(".p-main").focus();
  };
  closed();
  return box;
};

// What a server refused, in its own words; where it gave none, what kind of answer it was.
export const refusals = (given) =>
  h("div.notes", { role: "alert" }, given.map((each) => note(each.text || t(`refused_${each.code}`), "late")));
