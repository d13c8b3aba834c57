// Elements without a framework: h("p.sub", { id: "why" }, "words", child). What is null or false is left out.
const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "multiple", "tabIndex", "readOnly", "indeterminate"]);

const set = (node, name, value) => {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
};

const build = (node, classes, given) => {
  const [props, children] = isProps(given[0]) ? [given[0], given.slice(1)] : [{}, given];
  if (classes.length) node.setAttribute("class", classes.join(" "));
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  // A select takes its value only once its options are there.
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  return node;
};
const isProps = (given) => given !== null && typeof given === "object" && !Array.isArray(given) && !(given instanceof Node);

export const h = (what, ...given) => {
  const [tag, ...classes] = what.split(".");
  return build(document.createElement(tag), classes, given);
};
export const svg = (what, ...given) => {
  const [tag, ...classes] = what.split(".");
  return build(document.createElementNS(SVG, tag), classes, given);
};

// A place that is drawn again when something in it changes; the focus and the caret stay where they are.
export const live = (draw) => {
  const box = h("div.live");
  const redraw = () => {
    const active = box.contains(document.activeElement) ? document.activeElement : null;
    const [id, caret] = [active?.id, active?.selectionStart];
    box.replaceChildren(...[draw()].flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
    if (!id) return;
    const again = document.getElementById(id);
    again?.focus({ preventScroll: true });
    if (typeof caret === "number" && again?.setSelectionRange) again.setSelectionRange(caret, caret);
  };
  redraw();
  return { box, redraw };
};

// Calls at most once in so many milliseconds, with what was given last.
export const debounced = (milliseconds, act) => {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), milliseconds);
  };
};
