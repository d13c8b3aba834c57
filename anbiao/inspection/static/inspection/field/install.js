// The app itself: its service worker, its next version, and putting it on the home screen.
import { h } from "./dom.js";
import { t } from "./texts.js";

const LATER = "anbiao-field-install-later";
const ASK_AGAIN = 30 * 24 * 3600 * 1000;
const LOOK_AGAIN = 30 * 60 * 1000;

export const news = new EventTarget(); // "news" when there is something else to show
const told = () => news.dispatchEvent(new Event("news"));

// ---------- the next version ----------

let next = null; // a worker that has fetched its version and waits, or true once another tab has taken it
let taking = false;

// Registers the worker. `settled` is awaited before the page is loaded anew: what is being typed is on the disk then.
export const begin = async (address, settled) => {
  if (!("serviceWorker" in navigator)) return;
  let isFirst = !navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", async () => {
    if (isFirst) {
      isFirst = false; // the first worker takes over a page of its own version
      return;
    }
    next = true;
    if (!taking) return told();
    await settled();
    location.reload();
  });
  const work = await navigator.serviceWorker.register(address);
  const watch = (worker) => worker?.addEventListener("statechange", () => {
    if (worker.state === "installed" && navigator.serviceWorker.controller) found(worker);
  });
  if (work.waiting && navigator.serviceWorker.controller) found(work.waiting);
  watch(work.installing);
  work.addEventListener("updatefound", () => watch(work.installing));
  const look = () => document.visibilityState === "visible" && work.update().catch(() => {});
  setInterval(look, LOOK_AGAIN);
  document.addEventListener("visibilitychange", look);
};
const found = (worker) => {
  next = worker;
  told();
};

const take = async (settled) => {
  await settled();
  taking = true;
  if (next === true) location.reload();
  else next.postMessage("take");
};

// The line that says so, or null. Untouched, the new version comes with the next start.
export const strip = (settled) =>
  next ? h("div.p-net.p-news", { role: "status" }, h("span.grow", h("b", t("new_version")), " ", t("new_version_help")), h("button.link", { type: "button", onclick: () => take(settled) }, t("take_version"))) : null;

// ---------- on the home screen ----------

let offer = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault(); // the browser's own bar would cover the buttons at the foot
  offer = event;
  told();
});
addEventListener("appinstalled", () => {
  offer = null;
  told();
});

// The hint, where the browser can install and the person did not say "later" within a month.
export const hint = () => {
  if (!offer || Date.now() - Number(localStorage.getItem(LATER) ?? 0) < ASK_AGAIN) return null;
  const later = () => {
    localStorage.setItem(LATER, String(Date.now()));
    told();
  };
  const install = async () => {
    const given = offer;
    offer = null;
    told();
    await given.prompt();
  };
  return h("section.t12.stack", h("p", h("b", t("install_app")), " ", t("install_help")),
    h("div.row", h("button.p-btn", { type: "button", onclick: later }, t("not_now")), h("button.p-btn.p-main.grow", { type: "button", onclick: install }, t("install"))));
};
