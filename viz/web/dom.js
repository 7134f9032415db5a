// Elements of the page. Labels and names are data: they become text, never markup.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** Return the data that the builder put into the page. */
export const readData = () => JSON.parse(byId("data").textContent);

export function set(element, attributes) {
  for (const name in attributes) element.setAttribute(name, attributes[name]);
}

/** Make an element of HTML with attributes, at the end of its parent. */
export function html(tag, attributes, parent, text = "") {
  return fill(document.createElement(tag), attributes, parent, text);
}

/** Make an element of a drawing likewise. */
export function svg(tag, attributes, parent, text = "") {
  return fill(document.createElementNS(SVG, tag), attributes, parent, text);
}

function fill(element, attributes, parent, text) {
  set(element, attributes);
  if (text) element.append(text);
  parent.append(element);
  return element;
}
