// The columns of a list are moved by buttons or by dragging; without this file the buttons ask the server.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-columns] button");
  if (!button) return;
  event.preventDefault();
  const item = button.closest("li");
  const other = button.name === "up" ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (button.name === "up") other.before(item);
  else other.after(item);
  button.focus();
});

let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-columns] > li") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  dragged.classList.add("moving");
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-columns] > li");
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  if (over === dragged) return;
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(dragged);
  else over.after(dragged);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("moving");
  dragged = null;
});
