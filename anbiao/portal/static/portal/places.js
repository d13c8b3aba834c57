// One list of towns with their villages becomes two: first the town, then only its villages. Without this file the one list works.
for (const whole of document.querySelectorAll("select[data-places]")) {
  const groups = [...whole.querySelectorAll("optgroup")];
  if (groups.length < 2) continue;
  const town = document.createElement("select");
  town.className = whole.className;
  town.id = `${whole.id}-town`;
  town.append(whole.options[0].cloneNode(true), ...groups.map((group) => new Option(group.label, group.label)));
  const chosen = whole.selectedOptions[0]?.parentElement;
  for (const name of ["aria-invalid", "aria-describedby"]) {
    if (whole.hasAttribute(name)) town.setAttribute(name, whole.getAttribute(name));
  }
  const label = whole.labels[0];
  town.value = chosen?.label ?? "";
  if (label) town.setAttribute("aria-label", label.textContent);

  const narrow = (keep) => {
    for (const group of groups) group.remove();
    const group = groups.find((each) => each.label === town.value);
    whole.hidden = !group;
    if (!group) {
      whole.value = "";
      return;
    }
    whole.append(group);
    if (!keep) whole.value = group.querySelector("option").value;
  };
  town.addEventListener("change", () => narrow(false));
  whole.before(town);
  whole.classList.add("second");
  narrow(true);
}
