// Elements made from data: text is always set as text, never read as HTML.

/** Make an element; attributes that are functions are listeners, `false` and `null` ones are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Give an address that may be followed, or nothing. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return ["https:", "http:", "mailto:"].includes(url.protocol) ? text : "";
  } catch {
    return "";
  }
}

/** Make a link that opens in a new tab. */
export function link(url, ...children) {
  if (!safeUrl(url)) return el("span", {}, ...children);
  const hidden = el("span", { class: "unseen" }, " (opens in a new tab)");
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children, hidden);
}
