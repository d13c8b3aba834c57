// Where a risk point lies: a click on the plan fills both fields, and the fields move the mark.
const sheet = document.querySelector("[data-pick]");
const [left, top] = ["id_x", "id_y"].map((id) => document.getElementById(id));

const begin = () => {
  const own = sheet.querySelector("[data-own]");
  const mark = own.querySelector("svg");
  const draw = () => {
    const places = [left, top].map((field) => (field.value === "" ? NaN : Number(field.value)));
    const isThere = places.every((value) => value >= 0 && value <= 100);
    own.toggleAttribute("hidden", !isThere);
    if (!isThere) return;
    mark.setAttribute("x", `${places[0]}%`);
    mark.setAttribute("y", `${places[1]}%`);
  };
  sheet.addEventListener("click", (event) => {
    const box = sheet.getBoundingClientRect();
    const share = (at, from, length) => Math.min(100, Math.max(0, ((at - from) / length) * 100)).toFixed(1);
    left.value = share(event.clientX, box.left, box.width);
    top.value = share(event.clientY, box.top, box.height);
    draw();
  });
  for (const field of [left, top]) field.addEventListener("input", draw);
  draw();
};

if (sheet && left && top) begin();
