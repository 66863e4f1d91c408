// The line to write in: a combobox whose list suggests commands and what they take (ARIA 1.2).

import { get } from "./api.js";
import { byId, el } from "./dom.js";

export class Composer {
  #items = [];
  #active = -1;
  #asking = null;
  #past = [];
  #back = 0;

  /** `send(line)` says a line; `role()` tells who writes. */
  constructor({ send, role }) {
    this.input = byId("line");
    this.list = byId("suggestions");
    this.hint = byId("hint");
    this.send = send;
    this.role = role;
    this.usual = this.hint.textContent;
    this.input.addEventListener("input", () => this.#suggest());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.#close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  #submit() {
    const line = this.input.value.trim();
    if (!line) return;
    this.#past.push(line);
    this.#back = 0;
    this.#set("");
    this.send(line).catch(() => {
      if (!this.input.value) this.input.value = line;
    });
  }

  #set(line) {
    this.input.value = line;
    this.#close();
    this.#tell("");
  }

  #tell(hint) {
    this.hint.textContent = hint || this.usual;
    this.hint.classList.toggle("usual", !hint);
  }

  async #suggest() {
    this.#asking?.abort();
    const line = this.input.value;
    if (!line.startsWith("/")) return this.#show({ items: [], hint: "" });
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const answer = await get("/api/complete", { line, role: this.role() }, signal);
      if (!signal.aborted && document.activeElement === this.input) this.#show(answer);
    } catch {
      if (!signal.aborted) this.#close();
    }
  }

  #show({ items, hint }) {
    this.#tell(hint);
    this.#items = items;
    this.#active = -1;
    this.list.replaceChildren(...items.map((item, number) => this.#option(item, number)));
    this.list.hidden = !items.length;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  #option(item, number) {
    const option = el("li", { role: "option", id: `suggestion-${number}`, "aria-selected": "false" });
    option.append(el("span", { class: "what" }, item.label), " ", el("span", { class: "help" }, item.help));
    option.addEventListener("click", () => this.#accept(number));
    return option;
  }

  #close() {
    this.#asking?.abort();
    this.#items = [];
    this.#active = -1;
    this.list.replaceChildren();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #accept(number) {
    this.input.value = this.#items[number].line;
    this.input.focus();
    this.#suggest();
  }

  #move(step) {
    const size = this.#items.length;
    this.list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = this.#active < 0 && step < 0 ? size - 1 : (this.#active + step + size) % size;
    const option = this.list.children[this.#active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  #key(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const open = this.#items.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && open) this.#move(step);
    else if (step) this.#recall(-step);
    else if (event.key === "Escape") this.#close();
    else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && this.#active >= 0) this.#accept(this.#active);
    else return;
    event.preventDefault();
  }

  /** Go back to what was said before, or forth again. */
  #recall(step) {
    if (!this.#past.length || (this.input.value && !this.#back)) return;
    this.#back = Math.min(Math.max(this.#back + step, 0), this.#past.length);
    this.input.value = this.#back ? this.#past.at(-this.#back) : "";
  }
}
