// The door of the field screens: choosing a PIN, unlocking, the way of a forgotten PIN, and a device that was revoked.
import * as device from "../device.js";
import { h } from "../dom.js";
import { button, field, main, note } from "../parts.js";
import * as store from "../store.js";
import { t } from "../texts.js";
import * as vault from "../vault.js";

const MINUTE = 60_000;
const DIGITS = () => device.rules()?.pin_length ?? 6;

let root = null;
let account = "";
let home = "";
let who = ""; // several people may keep work on one device

// Shows one screen of the door and resolves with what its reader decided.
const screen = (title, draw) =>
  new Promise((done) => {
    const body = h("div.pin-body");
    const show = (...parts) => body.replaceChildren(...parts.flat().filter(Boolean));
    root.replaceChildren(h("main.pin", { id: "main" }, h("p.p-sub", who), h("h1", { tabIndex: -1 }, title), body));
    document.title = `${title} · ${t("app_name")}`;
    draw(show, done, body);
    (body.querySelector("input") ?? root.querySelector("h1")).focus();
  });

const pinField = (id, label, more) =>
  field(id, label, h("input.input.pin-digits", {
    type: "password", inputmode: "numeric", pattern: "[0-9]*", maxlength: DIGITS(), autocomplete: "off", enterkeyhint: "done",
  }), more);
const digits = (input) => input.value.replace(/\D/g, "").slice(0, DIGITS());

// Opens the store of the account, or says what is in the way. Resolves once it is open; at once where nothing is enciphered.
export const enter = async (given) => {
  ({ root, account, home, who } = given);
  device.begin(given);
  if (!vault.isSecure()) return;
  const kept = await device.load();
  if (kept && (await vault.resume(account, (kept.rules?.idle_minutes ?? 10) * MINUTE))) return;
  if (kept) await unlock();
  else await choose();
};

// ---------- choosing ----------

const choose = async () => {
  // Only whoever is signed in as the holder of this store makes one.
  for (let answer = await device.ask(); answer?.account !== account; answer = await device.ask()) {
    const words = note(t(answer ? "signed_out_help" : "pin_needs_network"), "warn");
    const way = answer ? h("a.p-btn.p-wide", { href: `${home}signin/?${new URLSearchParams({ next: location.pathname })}` }, t("sign_in_again")) : null;
    await screen(t("pin_choose"), (show, done) => show(words, way, main(t("try_again"), done)));
  }
  await screen(t("pin_choose"), (show, done) => {
    const wait = choosing(show, async (pin) => {
      await device.enter(pin);
      done();
    });
    wait();
  });
};
// Twice the same six digits, and not six that everybody tries first.
const choosing = (show, act) => {
  const draw = (error = "") => {
    const [first, again] = [pinField("pin-new", t("pin_digits", { n: DIGITS() }), { error }), pinField("pin-again", t("pin_again"))];
    const [one, two] = [first, again].map((each) => each.querySelector("input"));
    const go = async (event) => {
      event?.preventDefault();
      const wrong = wrongChoice(digits(one), digits(two));
      if (wrong) return draw(wrong);
      show(h("p.p-sub", { role: "status" }, t("pin_in_work")));
      return act(digits(one));
    };
    show(h("p", t("pin_why")), h("p.p-sub", t("pin_why_not")), h("form.pin-form", { onsubmit: go, novalidate: true }, first, again, h("button.p-btn.p-main.p-wide", t("pin_keep"))));
    one.focus();
  };
  return draw;
};
const wrongChoice = (one, two) => {
  if (one.length < DIGITS()) return t("pin_too_short", { n: DIGITS() });
  if (isEasy(one)) return t("pin_easy");
  return one === two ? "" : t("pin_differ");
};
const isEasy = (pin) => {
  const steps = new Set([...pin].slice(1).map((sign, at) => Number(sign) - Number(pin[at])));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0]);
};
export const changing = choosing;

// ---------- unlocking ----------

const unlock = async () => {
  while (!vault.isOpen()) {
    const wants = await screen(t("pin_locked"), (show, done) => unlocking(show, done));
    if (wants === "forgotten") await forgotten();
    if (!device.known()) return choose();
  }
};

const unlocking = (show, done) => {
  let timer = 0;
  const draw = (error = "") => {
    clearTimeout(timer);
    const wait = device.waitsFor();
    const forgot = button(t("pin_forgotten"), () => leave("forgotten"), { class: "p-btn p-wide" });
    if (wait === Infinity) return show(note(t("pin_no_more"), "late"), forgot);
    if (wait > 0) {
      timer = setTimeout(() => draw(error), Math.min(wait, 1000));
      return show(note(t("pin_wait", { seconds: Math.ceil(wait / 1000) }), "warn"), h("p.p-sub", t("pin_left", { n: device.triesLeft() })), forgot);
    }
    const box = pinField("pin", t("pin_yours"), { error });
    const input = box.querySelector("input");
    input.addEventListener("input", () => digits(input).length === DIGITS() && go());
    show(h("p.p-sub", t("pin_locked_why")), h("form.pin-form", { onsubmit: go, novalidate: true }, box, h("button.p-btn.p-main.p-wide", t("pin_open"))), forgot);
    return input.focus();
    async function go(event) {
      event?.preventDefault();
      if (input.disabled) return;
      if (digits(input).length < DIGITS()) {
        draw(t("pin_too_short", { n: DIGITS() }));
        return;
      }
      input.disabled = true;
      if (await device.unlock(digits(input))) leave("open");
      else draw(t("pin_wrong", { n: device.triesLeft() }));
    }
  };
  const leave = (what) => {
    clearTimeout(timer);
    done(what);
  };
  draw();
};

// ---------- forgotten ----------

const forgotten = () =>
  screen(t("pin_forgotten"), async (show, done) => {
    const { records, photos } = await store.unsent(account);
    const ask = (error = "") =>
      show(
        error ? note(error, "late") : null,
        h("p", records ? t("forgotten_what", { records, photos }) : t("forgotten_nothing")), h("p.p-sub", t("forgotten_then")),
        main(records ? t("forgotten_do", { records }) : t("forgotten_empty"), go, { class: "p-btn p-main p-wide" }), button(t("back"), () => done("back"), { class: "p-btn p-wide" }));
    const go = async () => {
      try {
        await handedOver(show);
      } catch {
        ask(t("hand_over_failed"));
        return;
      }
      await device.signOut(location.pathname);
    };
    ask();
  });

const handedOver = (show) =>
  device.handOver((at, all) => show(h("p", { role: "status" }, t("hand_over_progress", { done: at, all })), h("progress.p-meter", { max: all, value: at, "aria-label": t("hand_over_progress", { done: at, all }) })));

// ---------- revoked ----------

// The device was revoked: what is unsent goes into keeping, the rest is emptied. Goes on trying until it is done.
export const revoked = async () => {
  await store.settled();
  await screen(t("revoked"), async (show) => {
    const go = async () => {
      try {
        const { records, photos } = await handedOver(show);
        show(note(records ? t("revoked_done", { records, photos }) : t("revoked_empty"), "done"), h("a.p-btn.p-wide", { href: home }, t("revoked_leave")));
      } catch {
        show(note(t("revoked_wait"), "warn"), main(t("try_again"), go));
        setTimeout(go, MINUTE);
      }
    };
    await go();
  });
};

// ---------- locked again ----------

// Locks when nobody was there for the idle time, or when asked; `back` is called once it is open again.
export const watch = (back) => {
  if (!vault.isSecure()) return;
  let last = Date.now();
  let stayed = 0;
  const seen = () => {
    last = Date.now();
    if (last - stayed < 15_000) return;
    stayed = last;
    vault.stay();
  };
  for (const name of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(name, seen, { capture: true, passive: true });
  const look = async () => {
    if (vault.isOpen() && Date.now() - last > device.rules().idle_minutes * MINUTE) await lockNow(back);
  };
  setInterval(look, 15_000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  lockNow = async () => {
    // What was typed is on the disk before the key goes.
    await store.settled();
    vault.lock();
    store.forget();
    await unlock();
    last = Date.now();
    await back();
  };
};
export let lockNow = async () => {};
