// Builds elements. Children that are not nodes become text, so data never becomes markup.

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** Sets the text only when it differs: keeps a selection, and screen readers do not repeat it. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function section(title, ...children) {
  return el("section", { class: "panel" }, el("h2", {}, title), ...children);
}

/** A list whose entries keep their nodes, and so their focus, from one refresh to the next. */
export function keyed(container, keyOf, create) {
  let known = new Map();
  return (items) => {
    const next = new Map();
    items.forEach((item, index) => {
      const key = keyOf(item);
      const entry = known.get(key) ?? create(item);
      entry.update?.(item);
      next.set(key, entry);
      if (container.children[index] !== entry.node) {
        container.insertBefore(entry.node, container.children[index] ?? null);
      }
    });
    while (container.children.length > next.size) container.lastElementChild.remove();
    known = next;
  };
}
