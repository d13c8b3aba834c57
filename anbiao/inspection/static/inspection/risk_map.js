// A mark on the plan and its line in the list point to each other: what the pointer or the focus is on is picked in both.
const every = [...document.querySelectorAll("[data-point]")];
const pick = (number, is) => {
  for (const each of every) if (each.dataset.point === number) each.classList.toggle("is-picked", is);
};
for (const each of every) {
  const { point } = each.dataset;
  for (const begins of ["pointerenter", "focusin"]) each.addEventListener(begins, () => pick(point, true));
  for (const ends of ["pointerleave", "focusout"]) each.addEventListener(ends, () => pick(point, false));
}
