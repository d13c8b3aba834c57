// Handing a file in by dropping it, keys for the four answers, and a page that does not renew itself under the writer's hands.

// ---------- the file (its name is said by files.js) ----------
for (const area of document.querySelectorAll("[data-drop]")) {
  const input = area.querySelector("input[type=file]");
  input.classList.add("vh");
  const over = (event, on) => {
    event.preventDefault();
    area.classList.toggle("over", on);
  };
  area.addEventListener("dragover", (event) => over(event, true));
  area.addEventListener("dragleave", (event) => over(event, false));
  area.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer.files.length) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    input.files = one.files;
    input.dispatchEvent(new Event("change"));
    area.closest("form").querySelector(".acts button")?.focus();
  });
}

// ---------- the answers ----------
const isTyping = (element) => element.closest?.("input:not([type=checkbox]), textarea, select");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || isTyping(event.target)) return;
  const answer = document.querySelector(`#run [data-digit="${CSS.escape(event.key)}"]`);
  if (!answer) return;
  event.preventDefault();
  answer.click();
});

// ---------- what is being written stays under the hand ----------
const isBusy = () => document.querySelector("#run details.fix[open], #run details.ask[open]");
document.addEventListener("htmx:beforeRequest", (event) => {
  const renewing = event.detail.elt.id === "run" && event.detail.requestConfig.verb === "get";
  if (renewing && isBusy()) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const renewing = event.detail.requestConfig.elt.id === "run" && event.detail.requestConfig.verb === "get";
  if (renewing && isBusy()) event.detail.shouldSwap = false;
});
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("details.fix") || !event.target.open) return;
    const input = event.target.querySelector("input");
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
  },
  true,
);
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" ? event.target.closest?.("details.fix[open]") : null;
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
