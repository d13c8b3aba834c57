// The sheet of a new hazard: four things that must be said, in four taps; the rest may come later.
import { debounced, h, live } from "./dom.js";
import { dueOn, hazardLacks, lastDay, longest, SPOT } from "./drafts.js";
import { area, choice, date, error, errorOf, field, line } from "./parts.js";
import { strip } from "./pool.js";
import { after, day, t, weekday } from "./texts.js";

const SHORT = [3, 7];
const PHRASES = 5;

// `draft.brief` gives people, criteria and rules; `photos` are the draft's; `save` writes the draft. `isShown` is true once the reader
// has asked to go on: what is missing is then said in place.
export const hazardSheet = (ctx, { draft, hazard, photos, save, changed, title }) => {
  let isShown = false;
  const lacks = () => hazardLacks(hazard, { rules: draft.brief.rules, today: ctx.today(), fixedPhotos: fixed().length });
  const fixed = () => photos().filter((photo) => photo.use.fixed === hazard.key);
  const told = () => (isShown ? lacks() : []);
  const write = (name) => (value) => {
    hazard[name] = value;
    save();
  };
  const pick = (name, ...boxes) => (value) => {
    write(name)(value);
    for (const box of boxes) box().redraw();
  };
  const what = whatStep(ctx, { draft, hazard, write, told });
  const grade = live(() => gradeStep(ctx, { draft, hazard, told, pick: pick("grade", () => grade, () => due), write }));
  const due = live(() => dueStep(ctx, { draft, hazard, told, save, redraw: () => due.redraw(), after: afterPhotos }));
  const who = live(() => whoStep({ draft, hazard, told, write, pick: pick("responsible", () => who) }));
  function afterPhotos() {
    return strip(draft, {
      id: `fixed-${hazard.key}`, label: t("after_photo"), hint: t("same_angle"), photos: fixed, isMine: () => true, toggle: null,
      use: () => ({ fixed: hazard.key }),
      changed: async () => {
        await changed();
        due.redraw();
      },
    }).box;
  }
  const node = h("section.hz", { id: `hazard-${hazard.key}` },
    h("h2", title ?? t("new_hazard"), h("span.p-sub", ` ${t("four_steps")}`)), h("div.steps4", what.box, grade.box, due.box, who.box), extra(hazard, write));
  const show = () => {
    isShown = true;
    for (const box of [what, grade, due, who]) box.redraw();
    node.querySelector("[aria-invalid], .err")?.scrollIntoView({ block: "center" });
  };
  return { node, lacks, show };
};

const step = (number, label, ...parts) => h("div.step4", h("span.n4", { "aria-hidden": "true" }, `${number} ${label}`), h("div", parts));

// ---------- 1 what ----------

const whatStep = (ctx, { draft, hazard, write, told }) => {
  let offered = [];
  const id = `what-${hazard.key}`;
  const input = line(hazard.title, (value) => {
    write("title")(value);
    look(value);
  }, { id, "aria-label": t("what_is_wrong"), placeholder: t("what_is_wrong"), enterkeyhint: "next" });
  const offers = live(() => [
    offered.length ? h("ul.offers", { "aria-label": t("phrases") }, offered.map((phrase) => h("li", h("button", { type: "button", onclick: () => take(phrase) }, phrase.title,
      h("small", usual(phrase)))))) : h("small", t("phrases_help")),
  ]);
  const usual = (phrase) => [phrase.grade ? ctx.day.words.grades[phrase.grade] : "", phrase.days ? t("usual_days", { n: phrase.days }) : "", phrase.law[0] ?? ""].filter(Boolean).join(t("list_comma"));
  const look = debounced(250, async (words) => {
    if (!words.trim()) offered = [];
    else {
      offered = await ctx.phrases(words, draft.unit.sector_code ?? "").then((phrases) => phrases.slice(0, PHRASES), () => []);
      offered = offered.filter((phrase) => phrase.title !== hazard.title);
    }
    offers.redraw();
  });
  // Chosen words are entered; grade and deadline are only offered, for whoever stands there decides them.
  const take = (phrase) => {
    input.value = phrase.title.slice(0, 200);
    Object.assign(hazard, { title: input.value, basis: phrase.law.join(t("list_comma")).slice(0, 200), measure: phrase.measure });
    write("title")(input.value);
    offered = [];
    offers.redraw();
    input.focus();
  };
  const box = live(() => {
    const wrong = errorOf(told(), "title");
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    return step(1, t("step_what"), input, offers.box, error(wrong));
  });
  return box;
};

// ---------- 2 grade ----------

const gradeStep = (ctx, { draft, hazard, told, pick, write }) =>
  step(2, t("step_grade"),
    choice("seg", `grade-${hazard.key}`, t("step_grade"), [["general", t("general")], ["major", t("major")]], hazard.grade, pick),
    hazard.grade === "major" ? null : h("small", t("grade_help", { n: draft.brief.criteria.length })), error(errorOf(told(), "grade")),
    hazard.grade === "major" ? majorPart(draft, hazard, told, write) : null);

const majorPart = (draft, hazard, told, write) => {
  let words = "";
  const wrong = error(errorOf(told(), "criterion")) ?? h("p", { hidden: true });
  const shown = live(() => {
    const found = draft.brief.criteria.filter((each) => `${each.title}${each.text}${each.source}`.toLowerCase().includes(words));
    const chosen = draft.brief.criteria.find((each) => each.ref === hazard.criterion);
    const rest = found.filter((each) => each !== chosen).slice(0, 8);
    return h("fieldset.criteria", h("legend.vh", t("criterion")), [chosen, ...rest].filter(Boolean).map((each) =>
      h("label.choice", h("input.check", {
        type: "radio", name: `criterion-${hazard.key}`, id: `criterion-${hazard.key}-${each.ref}`, checked: each === chosen,
        onchange: () => {
          write("criterion")(each.ref);
          wrong.hidden = true;
          shown.redraw();
        },
      }), h("span", each.title, h("small", each.source)))), found.length > 9 ? h("small", t("more_criteria", { n: found.length - rest.length })) : null);
  });
  const narrow = h("input.input", { type: "search", "aria-label": t("narrow_criteria"), placeholder: t("narrow_criteria"), autocomplete: "off", oninput: (event) => {
    words = event.target.value.trim().toLowerCase();
    shown.redraw();
  } });
  return h("div.stack", h("p.strong.up", t("criterion")), draft.brief.criteria.length > 9 ? narrow : null, shown.box, wrong,
    field(`control-${hazard.key}`, t("control"), area(hazard.control, write("control")), { help: t("control_help"), error: errorOf(told(), "control") }));
};

// ---------- 3 deadline ----------

const dueStep = (ctx, { draft, hazard, told, save, redraw, after: photos }) => {
  const [today, rules] = [ctx.today(), draft.brief.rules];
  const most = longest(rules, hazard.grade);
  const choose = (value) => {
    hazard.choice = value;
    hazard.due_on = SHORT.includes(Number(value)) ? after(today, Number(value)) : value === "other" ? hazard.due_on : "";
    save();
    redraw();
  };
  const options = [
    [SPOT, t("on_the_spot"), hazard.grade === "major"], ...SHORT.map((days) => [String(days), t("days", { n: days }), days > most]), ["other", t("other_day")],
  ];
  const due = dueOn(hazard, today);
  return step(3, t("step_due"),
    choice("seg", `due-${hazard.key}`, t("step_due"), options, hazard.choice, choose),
    hazard.choice === "other" ? date(hazard.due_on, (value) => {
      hazard.due_on = value;
      save();
      redraw();
    }, { id: `due-on-${hazard.key}`, "aria-label": t("step_due"), min: today, max: lastDay(rules, hazard.grade, today) }) : null,
    hazard.grade === "major" ? h("small", t("major_not_on_spot")) : null,
    hazard.choice === SPOT ? [h("small", t("spot_help")), photos()]
      : due ? h("small.due", t("due_before", { day: day(due, today), weekday: weekday(due) })) : h("small", t("due_help", { n: most })), error(errorOf(told(), "due")), error(errorOf(told(), "photos")));
};

// ---------- 4 who ----------

const whoStep = ({ draft, hazard, told, write, pick }) => {
  const people = draft.brief.people;
  const known = people.some((each) => each.name === hazard.responsible);
  return step(4, t("step_who"),
    people.length ? choice("people", `who-${hazard.key}`, t("step_who"), people.slice(0, 6).map((each) => [each.name, [h("b", each.name), each.post ? h("span.p-sub", ` ${each.post}`) : null]]), hazard.responsible, pick) : null,
    line(known ? "" : hazard.responsible, write("responsible"), {
      id: `who-other-${hazard.key}`, "aria-label": t("who_else"), placeholder: people.length ? t("who_else") : t("who_name"), "aria-invalid": errorOf(told(), "responsible") ? "true" : null,
    }), error(errorOf(told(), "responsible")));
};

// ---------- what may come later ----------

const extra = (hazard, write) =>
  h("details.extra", h("summary", t("add_more"), h("span.p-sub", ` ${t("optional")}`)),
    h("div.stack",
      field(`place-${hazard.key}`, t("place_of_hazard"), line(hazard.place, write("place"))),
      field(`measure-${hazard.key}`, t("measure"), area(hazard.measure, write("measure"))),
      field(`note-${hazard.key}`, t("note"), area(hazard.note, write("note")))));
