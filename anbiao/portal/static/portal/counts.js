// How many there are behind each link of the navigation: asked for once the page is shown, and again after every write.
const places = [...document.querySelectorAll("[data-count]")];

const count = async () => {
  const answer = await fetch("/counts/", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return; // without a number a link says enough
  const numbers = await answer.json();
  for (const place of places) {
    place.textContent = numbers[place.dataset.count] ?? "";
    place.parentElement.classList.toggle("rings", place.textContent !== "");
  }
};

if (places.length) {
  count();
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.verb !== "get") count();
  });
}
