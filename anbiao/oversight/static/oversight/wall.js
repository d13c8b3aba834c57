// The wall screen: one page after another, and new numbers every two minutes. Nothing on it is to be touched.
import { drawAll } from "./charts.js";

const TURN = 15_000;
const FETCH = 120_000;
const root = () => document.querySelector(".wall");
const pages = () => [...root().querySelectorAll("[data-page]")];
let at = 0;

const show = () => {
  const all = pages();
  at %= all.length;
  all.forEach((page, number) => (page.hidden = number !== at));
  root().querySelector("[data-at]").textContent = `${at + 1} / ${all.length}`;
  drawAll();
};

// Old numbers are never shown as if they were new: when fetching fails, the screen says since when it stands.
const fetchAgain = async () => {
  const note = root().querySelector("[data-stale]");
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "wall" }, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".wall");
    if (!fresh) throw new Error("no wall");
    root().replaceWith(document.adoptNode(fresh));
    show();
  } catch {
    note.hidden = false;
  }
};

if (root()) {
  show();
  setInterval(() => ((at += 1), show()), TURN);
  setInterval(fetchAgain, FETCH);
}
