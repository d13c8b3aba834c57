// The survey 摸排: a new unit found, or one of the roster that is closed, moved or not found. The office decides; here it is only seen.
import { h, live } from "../dom.js";
import * as made from "../drafts.js";
import { area, asking, choice, errorOf, field, foot, heading, line, main, note, picked, refusals, tick } from "../parts.js";
import { here, hereIfAgreed } from "../place.js";
import { strip } from "../pool.js";
import { wake } from "../send.js";
import * as store from "../store.js";
import { t } from "../texts.js";
import { draftOf, photosOf } from "./check.js";

const OF_A_UNIT = ["closed", "moved", "not_found"];

// Below a list of units: what stands in the street and not in the list.
export const notListed = (ctx) => (ctx.day.survey?.may ? h("p.pad", h("a.p-btn.p-wide", { href: "#/survey/new" }, t("not_on_list"))) : null);

// On the page of a unit: one tap says what is no longer so.
export const noLonger = (ctx, unit) =>
  ctx.day.survey?.may ? [heading(t("survey"), t("survey_help")), h("div.seg-links", OF_A_UNIT.map((what) => h("a.p-btn", { href: `#/survey/unit/${unit.id}/${what}` }, t(`survey_${what}`))))] : null;

// What became of a finding, as it was read last: { label, mark, reason, decider }, or undefined.
export const becameOf = (ctx, id) => ctx.day.survey?.mine?.find((each) => each.id === id);

const work = (what, region) => ({
  what, name: "", code: "", region, address: "", place: null, sector: "", employees: "", principal: "", looks_due: "", outside: false, note: "",
});

export const fresh = async (ctx) => {
  const { regions } = ctx.day.survey;
  const draft = await made.begin(ctx.account, "survey", { id: "", name: "", colour: "" }, t("survey_new"), work("new", regions.length === 1 ? regions[0][0] : ""));
  return ctx.go(`#/survey/${draft.id}`, { replace: true });
};

export const begin = async (ctx, unitId, what) => {
  const unit = await known(ctx, unitId);
  const draft = await made.begin(ctx.account, "survey", unit, t("draft_named", { unit: unit.name, kind: t(`survey_${what}`) }), work(what, ""));
  return ctx.go(`#/survey/${draft.id}`, { replace: true });
};
// The day names the units that are due, the brief any other that was opened before: none of it needs a network.
const known = async (ctx, id) => {
  const due = [...ctx.day.visits, ...ctx.day.units].find((unit) => unit.id === id);
  const { name, colour, address } = due ?? (await ctx.get(ctx.api.brief(id))).data.unit;
  return { id, name, colour, address };
};

export const one = async (ctx, id) => {
  const draft = await draftOf(ctx, id, "survey");
  if (!draft) return { title: t("survey"), back: "#/", body: [h("div.notes.pad", note(t("draft_elsewhere")))] };
  const photos = await photosOf(draft);
  const isNew = draft.work.what === "new";
  let isShown = false;
  const told = () => (isShown ? made.lacking(draft, photos.all(), ctx.today()) : []);
  const save = () => {
    if (isNew) draft.title = draft.work.name.trim() ? t("survey_named", { name: draft.work.name.trim() }) : t("survey_new");
    store.save(draft);
  };
  const write = (name) => (value) => {
    draft.work[name] = value;
    save();
  };
  const form = live(() => (isNew ? newPart(ctx, draft, told(), write, () => form.redraw()) : unitPart(ctx, draft, told(), write, () => form.redraw())));
  const shots = strip(draft, {
    id: "survey", label: t("photos"), hint: t("survey_photos"), photos: photos.all, isMine: () => true, toggle: null, use: () => ({}),
    changed: async () => {
      await photos.read();
      if (isShown) form.redraw();
    },
  });
  if (isNew && !draft.work.place) {
    hereIfAgreed().then((place) => {
      if (!place || draft.work.place) return;
      write("place")(place);
      form.redraw();
    });
  }
  const send = async () => {
    if (made.lacking(draft, photos.all(), ctx.today()).length) {
      isShown = true;
      form.redraw();
      form.box.querySelector(".err")?.scrollIntoView({ block: "center" });
      return;
    }
    await made.freeze(draft, ctx.today());
    wake();
    ctx.go(`#/sent/${id}`, { replace: true });
  };
  const drop = async () => {
    await store.remove(id);
    ctx.go("#/", { replace: true });
  };
  return {
    title: t(`survey_${draft.work.what}`), back: isNew ? "#/units" : `#/unit/${draft.unit.id}`, saved: draft,
    body: [
      draft.refusals.length ? h("div.pad", refusals(draft.refusals)) : null,
      isNew ? null : h("section.t12", h("b", draft.unit.name), draft.unit.address ? h("p.p-sub", draft.unit.address) : null),
      shots.box, form.box, h("div.pad", asking(t("drop_draft"), t("drop_survey_ask"), t("drop_draft_do"), drop)),
    ],
    foot: foot(main(t("send_finding"), send)),
    // Opened and left again without a word or a photo: nothing stays behind.
    left: () => (draft.phase === "draft" && !made.isSurveyBegun(draft) && !photos.all().length ? store.remove(id) : null),
  };
};

const evidence = (told) => (errorOf(told, "photos") ? h("p.err.pad", errorOf(told, "photos")) : null);
const words = (draft, write, more = {}) => field("survey-note", t("survey_note"), area(draft.work.note, write("note"), { maxlength: 2000 }), { optional: true, ...more });

// ---------- a new unit ----------

const newPart = (ctx, draft, told, write, redraw) => {
  const { regions, sectors } = ctx.day.survey ?? { regions: [], sectors: [] };
  const given = draft.work;
  return [
    evidence(told),
    h("section.t12.stack",
      field("survey-name", t("survey_name"), line(given.name, write("name"), { maxlength: 120 }), { error: errorOf(told, "name"), help: t("survey_name_help") }),
      field("survey-region", t("survey_region"), picked(given.region, [["", t("choose")], ...regions], write("region")), { error: errorOf(told, "region") }),
      field("survey-address", t("address"), line(given.address, write("address"), { maxlength: 300 }), { error: errorOf(told, "address"), help: t("survey_address_help") }),
      positionPart(given, write, redraw)),
    heading(t("survey_more"), t("may_stay_empty")),
    h("section.t12.stack",
      field("survey-sector", t("sector"), picked(given.sector, [["", t("survey_unsure")], ...sectors], write("sector"))),
      field("survey-employees", t("employees"), line(given.employees, (value) => write("employees")(value.replace(/[^0-9]/g, "")), { inputmode: "numeric", maxlength: 5, class: "input w-number" })),
      field("survey-principal", t("survey_principal"), line(given.principal, write("principal"), { maxlength: 60 })),
      field("survey-code", t("credit_code"), line(given.code, write("code"), { maxlength: 40, autocapitalize: "characters" }), { help: t("survey_code_help") }),
      h("p.strong", t("survey_due")), choice("seg", "looks-due", t("survey_due"), [["yes", t("survey_due_yes")], ["no", t("survey_due_no")], ["", t("survey_unsure")]], given.looks_due, write("looks_due")),
      words(draft, write)),
  ];
};

const positionPart = (given, write, redraw) => {
  const box = h("p.p-sub", given.place ? t("position_is", { longitude: given.place.longitude, latitude: given.place.latitude }) : t("position_none"));
  const take = async () => {
    box.textContent = t("position_asked");
    const place = await here();
    if (place) write("place")(place);
    else box.textContent = t("position_failed");
    if (place) redraw();
  };
  return h("div", box, h("button.p-btn.p-wide", { type: "button", id: "take-position", onclick: take }, t(given.place ? "position_again" : "position_take")));
};

// ---------- a unit of the roster ----------

const unitPart = (ctx, draft, told, write, redraw) => {
  const given = draft.work;
  const moved = given.what === "moved";
  const regions = ctx.day.survey?.regions ?? [];
  return [
    evidence(told),
    h("section.t12.stack",
      moved ? [
        tick("survey-outside", t("survey_outside"), given.outside, (value) => {
          write("outside")(value);
          redraw();
        }),
        given.outside ? null : [
          field("survey-address", t("survey_new_address"), line(given.address, write("address"), { maxlength: 300 }), { error: errorOf(told, "address") }),
          field("survey-region", t("survey_new_region"), picked(given.region, [["", t("survey_same_region")], ...regions], write("region")), { optional: true }),
        ],
      ] : null,
      words(draft, write, { help: t("survey_note_help") })),
    h("div.notes.pad", note(t("survey_office_decides"))),
  ];
};
