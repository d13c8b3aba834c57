// The week board: arrow keys from cell to cell, tasks dragged onto another week or moved by keys. Without this file links and buttons
// still work.
const board = document.querySelector("[data-board]");
const pane = document.getElementById("pane");
const cells = (row) => [...row.children].filter((each) => each.matches("td"));

const step = (from, across, down) => {
  const row = from.parentElement;
  const rows = [...board.tBodies[0].rows];
  const at = cells(row).indexOf(from);
  const next = rows[rows.indexOf(row) + down];
  const found = next && cells(next)[at + across];
  const link = found?.querySelector("a");
  if (link) link.focus();
  else if (found) step(found, across, down);
};

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
board?.addEventListener("keydown", (event) => {
  const cell = event.target.closest("td");
  const arrow = ARROWS[event.key];
  if (!cell || !arrow || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  step(cell, ...arrow);
});

// ---------- which cell is open ----------

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const cell = event.detail.elt.closest?.("[data-board] td");
  if (!cell) return;
  for (const each of board.querySelectorAll("td[aria-current]")) each.removeAttribute("aria-current");
  cell.setAttribute("aria-current", "true");
});

// ---------- moving ----------

const form = () => pane?.querySelector("[data-move]");
const look = (week) => {
  const moved = form();
  if (week) moved.elements.week.value = week;
  if (moved.elements.week.value) moved.requestSubmit(moved.querySelector("[name=look]"));
};

pane?.addEventListener("dragstart", (event) => {
  const item = event.target.closest("li[draggable]");
  if (!item) return;
  const box = item.querySelector("[name=pick]");
  if (box && !box.checked) box.checked = true;
  event.dataTransfer.setData("text/plain", "tasks");
  event.dataTransfer.effectAllowed = "move";
});
const over = (event) => (form()?.querySelector("[name=pick]:checked") ? event.target.closest("td[data-week]") : null);
board?.addEventListener("dragover", (event) => {
  const cell = over(event);
  if (!cell) return;
  event.preventDefault();
  for (const each of board.querySelectorAll("td.drop")) if (each !== cell) each.classList.remove("drop");
  cell.classList.add("drop");
});
board?.addEventListener("drop", (event) => {
  const cell = over(event);
  for (const each of board.querySelectorAll("td.drop")) each.classList.remove("drop");
  if (!cell) return;
  event.preventDefault();
  look(cell.dataset.week);
});
board?.addEventListener("dragleave", (event) => event.target.closest?.("td")?.classList.remove("drop"));

pane?.addEventListener("keydown", (event) => {
  const moved = form();
  if (!moved || event.target.matches("select, input:not([type=checkbox]), textarea")) return;
  if (event.key === "m" || event.key === "M") {
    event.preventDefault();
    moved.elements.week.focus();
  }
  const turn = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (turn) {
    event.preventDefault();
    const weeks = moved.elements.week;
    weeks.selectedIndex = Math.min(weeks.options.length - 1, Math.max(0, weeks.selectedIndex + turn));
  }
});

for (const chosen of document.querySelectorAll("[data-submits]")) chosen.addEventListener("change", () => chosen.form.requestSubmit());
