// The selection bar of a list, and the preview that floats over it. Without this file ticks and buttons still work.
const words = (bar, number) => (number ? bar.dataset.one.replace("{n}", number.toLocaleString("en")) : bar.dataset.none);

const show = (form) => {
  const bar = form.querySelector("[data-picked]");
  if (!bar) return;
  const boxes = [...form.querySelectorAll("input[name=pick]")];
  const all = form.querySelector("[data-pick-all]");
  const ticked = boxes.filter((box) => box.checked).length;
  const page = form.querySelector("[data-pick-page]");
  page.checked = boxes.length > 0 && ticked === boxes.length;
  page.indeterminate = ticked > 0 && ticked < boxes.length;
  const label = bar.querySelector("[data-picked-words]");
  label.textContent = all.checked ? words(label, form.dataset.total) : words(label, ticked);
  bar.classList.toggle("on", ticked > 0 || all.checked);
  for (const button of bar.querySelectorAll("button")) {
    button.setAttribute("aria-disabled", String(!ticked && !all.checked));
  }
};

const prepare = () => {
  const form = document.getElementById("rows");
  if (form) show(form);
};

document.addEventListener("change", (event) => {
  const form = event.target.closest("#rows");
  if (!form) return;
  if (event.target.matches("[data-pick-page]")) {
    for (const box of form.querySelectorAll("input[name=pick]")) box.checked = event.target.checked;
  }
  if (event.target.matches("[name=pick], [data-pick-page], [data-pick-all]")) show(form);
});

// A range of rows with Shift.
let last = null;
document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.name !== "pick") return;
  const boxes = [...document.querySelectorAll("#rows input[name=pick]")];
  if (event.shiftKey && last && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const each of boxes.slice(from, to + 1)) each.checked = box.checked;
    show(box.form);
  }
  last = box;
});

const refused = (event) => {
  const button = event.target.closest("[data-picked] button[aria-disabled=true]");
  if (!button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.querySelector("#rows input[name=pick]")?.focus();
};
document.addEventListener("click", refused, true);

document.addEventListener("click", (event) => {
  const close = event.target.closest("#float [data-close]");
  if (!close) return;
  event.preventDefault();
  document.getElementById("float").replaceChildren();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.getElementById("float")?.replaceChildren();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "float") event.target.querySelector("input:not([type=hidden]), select, button")?.focus();
  prepare();
});
// Where the reader is in a long page shows in its contents.
const marks = document.querySelectorAll(".toc a[href^='#']");
if (marks.length) {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const mark of marks) mark.toggleAttribute("aria-current", mark.hash === `#${entry.target.id}`);
      }
    },
    { rootMargin: "-70px 0px -70% 0px" },
  );
  for (const mark of marks) {
    const section = document.getElementById(mark.hash.slice(1));
    if (section) seen.observe(section);
  }
}
prepare();
