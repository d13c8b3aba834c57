// Keys of a scoring sheet (LOOK.md §7): through the items by arrows and Enter, F full marks, = as the unit, N not applicable, C confirm, P evidence, H hazard, J next open.
// Each change saves itself by htmx; nothing here holds a value that is not in its field.
const table = document.querySelector("table.items");
const fields = () => [...table.querySelectorAll("input.marks")];
const lineOf = (element) => element.closest("tr.item");

const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

// Whatever is saved is confirmed by it.
table.addEventListener("change", (event) => delete lineOf(event.target)?.dataset.confirm);

const focusOn = (field) => {
  if (!field) return;
  field.focus({ preventScroll: true });
  field.select();
  lineOf(field).scrollIntoView({ block: "nearest" });
};

const go = (from, step) => {
  const all = fields();
  focusOn(all[Math.min(all.length - 1, Math.max(0, all.indexOf(from) + step))]);
};

// Open is what is not marked, and what was carried from the last assessment and is not confirmed.
const isOpen = (field) => "confirm" in lineOf(field).dataset || (!field.value.trim() && !lineOf(field).querySelector("[name=na]")?.checked);

const nextOpen = (from) => {
  const all = fields();
  const begin = from ? all.indexOf(from) + 1 : 0;
  focusOn([...all.slice(begin), ...all.slice(0, begin)].find(isOpen));
};

const fill = (field, marks, na) => {
  const box = lineOf(field).querySelector("[name=na]");
  if (box) box.checked = na;
  field.value = na ? "" : marks;
  changed(field);
};

const same = (field) => {
  if (!("same" in field.dataset)) return;
  const reason = lineOf(field).querySelector("[name=reason]");
  if (!reason.value) reason.value = lineOf(field).querySelector("td.why:not(:has(input))")?.textContent.trim() ?? "";
  fill(field, field.dataset.same, Boolean(field.dataset.sameNa));
};

const commands = {
  ArrowDown: (field) => go(field, 1),
  ArrowUp: (field) => go(field, -1),
  Enter: (field) => go(field, 1),
  f: (field) => fill(field, field.dataset.full, false),
  "=": same,
  n: (field) => {
    const box = lineOf(field).querySelector("[name=na]");
    if (box) fill(field, "", !box.checked);
  },
  c: (field) => {
    if ("confirm" in lineOf(field).dataset) changed(field);
    nextOpen(field);
  },
  p: (field) => lineOf(field).querySelector("[data-evidence], .evidence a")?.click(),
  h: (field) => lineOf(field).querySelector("[data-hazard]")?.click(),
  j: nextOpen,
  Escape: (field) => {
    if (field.value === field.defaultValue) return;
    field.value = field.defaultValue;
    changed(field);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const field = event.target.closest?.("input.marks");
  if (field && commands[key]) {
    event.preventDefault();
    commands[key](field);
  } else if (event.target.closest?.("input[name=reason]") && ["Enter", "ArrowDown", "ArrowUp"].includes(key)) {
    event.preventDefault();
    go(lineOf(event.target).querySelector("input.marks"), key === "ArrowUp" ? -1 : 1);
  } else if (key === "j" && !event.target.closest?.("input, textarea, select")) {
    nextOpen(null);
  }
});

// Marks typed where the item was not applicable: it applies again.
table.addEventListener("input", (event) => {
  const field = event.target.closest("input.marks");
  const box = field && lineOf(field).querySelector("[name=na]");
  if (box && field.value.trim()) box.checked = false;
});

table.addEventListener(
  "change",
  (event) => {
    if (event.target.matches("[name=na]") && event.target.checked) lineOf(event.target).querySelector("input.marks").value = "";
  },
  true,
);

// Somebody else wrote the item first: take theirs, or keep mine and write over what was just shown.
table.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theirs], [data-mine]");
  if (!button) return;
  const field = lineOf(button).querySelector("input.marks");
  if ("theirs" in button.dataset) {
    lineOf(button).querySelector("[name=reason]").value = button.dataset.reason;
    fill(field, button.dataset.marks, Boolean(button.dataset.na));
  } else changed(field);
  field.focus();
});

// The button is replaced with the steps after each item, so its clicks are heard above it.
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-next-open]")) nextOpen(null);
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const cell = event.target.closest?.("tr.item")?.querySelector(".saved");
    if (!cell || cell.querySelector(".unsaved")) return;
    const told = document.createElement("span");
    told.className = "err unsaved";
    told.setAttribute("role", "alert");
    told.textContent = table.dataset.unsaved;
    cell.append(told);
  });
}

// Leaving while an item is on its way, or was not kept, asks first: what was typed would be lost.
addEventListener("beforeunload", (event) => {
  if (table.querySelector("tr.htmx-request, .saved .err")) event.preventDefault();
});
