// A file field speaks the language of the page: our button and the names of the files stand over the browser's own. Without this file that
// one works.
const dress = (within) => {
  for (const field of within.querySelectorAll("[data-file]:not(.dressed)")) {
    const input = field.querySelector("input[type=file]");
    const chosen = field.querySelector("[data-chosen]");
    const none = chosen.textContent;
    field.classList.add("dressed");
    chosen.parentElement.hidden = false;
    input.addEventListener("change", () => {
      const files = [...input.files];
      chosen.textContent = files.length > 1 ? chosen.dataset.many.replace("{n}", files.length) : (files[0]?.name ?? none);
    });
  }
};
dress(document);
document.addEventListener("htmx:afterSwap", (event) => dress(event.target));
