// The progress board: charts, what is opened in place, and what to say when it could not be fetched. Without this file links still work.
import { drawAll } from "./charts.js";

const board = () => document.getElementById("board");

document.addEventListener("toggle", (event) => event.target.matches?.("#board details") && drawAll(), true);

// An answer that is no board is not put in its place: what was fetched before stays, with a word on what to do.
const failed = (event) => {
  if (!board()?.contains(event.target)) return;
  const note = document.createElement("p");
  note.className = "note note-warn";
  note.textContent = board().dataset.failed;
  board().querySelector("[data-notes]").replaceChildren(note);
};
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status < 400) return;
  event.detail.shouldSwap = false;
  failed(event);
});
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);

// What was opened is read from its title on.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "board" && event.detail.requestConfig?.elt?.tagName === "A") {
    board()?.querySelector("[data-focus]")?.focus({ preventScroll: true });
  }
});

// Why a figure is what it is: one at a time, closed by Escape or a click elsewhere.
const close = (but) => {
  for (const each of document.querySelectorAll(".why[open]")) if (each !== but) each.open = false;
};
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector(".why[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => close(event.target.closest(".why")));
