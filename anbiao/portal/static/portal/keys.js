// Keys of every page (LOOK.md §7), popovers that close, and lists that narrow while typing. Nothing here is needed to work.
const typing = (element) =>
  element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [data-own-keys]");
const rows = () => [...document.querySelectorAll("[data-rows] > tr[data-url]")];
let at = null;

const go = (step) => {
  const all = rows();
  if (!all.length) return;
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(at) + step))] ?? all[0];
  at?.classList.remove("at");
  at = next;
  at.classList.add("at");
  at.querySelector("a")?.focus({ preventScroll: true });
  at.scrollIntoView({ block: "nearest" });
};

const search = () => {
  const field = [...document.querySelectorAll("[data-key='/']")].filter((input) => input.offsetParent).pop();
  field?.focus();
  field?.select();
};

const select = () => at?.querySelector("input[name=pick]")?.click();

const nextStep = () => {
  const step = at?.querySelector("[data-step]") ?? document.querySelector(".steps [data-step]:not([aria-disabled=true])");
  step?.click();
};

const commands = {
  "/": search,
  "?": () => document.getElementById("keys")?.showModal(),
  ArrowDown: () => go(1),
  ArrowUp: () => go(-1),
  " ": select,
  e: nextStep,
  E: nextStep,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    closePopovers(null);
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && at && (event.target === document.body || at.contains(event.target))) {
    if (event.target.matches("input")) location.assign(at.dataset.url);
    else if (event.target === document.body) location.assign(at.dataset.url);
    return;
  }
  const inControl = event.target.closest("button, summary, input");
  if (inControl && (event.key === " " || (event.key.startsWith("Arrow") && !event.target.closest("[data-rows]")))) return;
  if (event.key.startsWith("Arrow") && !rows().length) return;
  if (event.key === " " && !at) return;
  const command = commands[event.key];
  if (!command) return;
  event.preventDefault();
  command();
});

const closePopovers = (but) => {
  for (const open of document.querySelectorAll("details.menu[open], .chip-box > details[open], details.chip-box[open]")) {
    if (!but || !open.contains(but)) open.open = false;
  }
};
document.addEventListener("click", (event) => closePopovers(event.target));

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-narrow]")) return;
  const words = event.target.value.trim().toLowerCase();
  const options = event.target.parentElement.querySelectorAll(".choice");
  for (const option of options) option.hidden = !option.textContent.toLowerCase().includes(words);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-narrow]")) event.preventDefault();
});
