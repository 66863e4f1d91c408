// The real outbox, for an organizer: what comes, what came of it, and what can be done about it.

import { post } from "./api.js";
import { byId, el } from "./dom.js";

const LABELS = { retry: "Retry", skip: "Skip", "send-now": "Send now" };
const dialog = byId("outbox");
const rows = byId("outbox-rows");
const select = byId("outbox-state");
const more = byId("outbox-more");
const told = byId("outbox-told");

/** Set up the outbox, where there is one; `asker` tells who looks. */
export function setUpOutbox(isThere, asker) {
  const button = byId("outbox-button");
  const show = () => {
    button.hidden = !isThere || asker().role !== "organizer";
  };
  let last = null; // where the list ends

  async function look(state, after = null) {
    const found = await post("/api/outbox", { ...asker(), state, after });
    const items = found.rows.map((each) => item(each, act));
    if (after) rows.append(...items);
    else rows.replaceChildren(...items);
    if (!rows.childElementCount) rows.append(el("li", { class: "small" }, "There is none."));
    const options = found.states.map(({ name, label, number }) => el("option", { value: name, selected: name === found.state }, `${label} (${number})`));
    select.replaceChildren(...options);
    last = found.next;
    more.hidden = !last;
    return items;
  }

  async function act(row, action) {
    const place = [...rows.children].findIndex((each) => each.contains(document.activeElement));
    try {
      const done = await post("/api/outbox/act", { ...asker(), key: row.key, community: row.community, action });
      await look(select.value);
      told.textContent = done.text;
    } catch (error) {
      told.textContent = error.message;
      return;
    }
    const next = rows.children[Math.min(Math.max(place, 0), rows.childElementCount - 1)];
    (next?.querySelector("button") || select).focus();
  }

  const trying = (asking) => asking.catch((error) => {
    told.textContent = error.message;
  });

  button.addEventListener("click", () => {
    told.textContent = "";
    dialog.showModal();
    trying(look(null));
  });
  select.addEventListener("change", () => trying(look(select.value)));
  more.addEventListener("click", () => trying(look(select.value, last).then(([first]) => first?.focus())));
  byId("outbox-close").addEventListener("click", () => dialog.close());
  for (const each of document.querySelectorAll("input[name=role]")) each.addEventListener("change", show);
  show();
}

function item(row, act) {
  const why = row.why ? el("p", {}, `Why: ${row.why}.`) : null;
  const buttons = row.actions.map((action) => actionButton(row, action, act));
  const time = el("time", { datetime: row.at }, row.when);
  return el("li", { tabindex: "-1" }, el("h3", {}, row.title), el("p", {}, time), el("p", { class: "small" }, row.where), why, buttons.length ? el("div", { class: "buttons" }, buttons) : null);
}

/** Make a button; what cannot be taken back is asked twice. */
function actionButton(row, action, act) {
  const label = LABELS[action];
  const name = (text) => `${text}: ${row.title}, ${row.community}`;
  let isSure = action !== "send-now";
  const button = el("button", { type: "button", "aria-label": name(label) }, label);
  button.addEventListener("click", () => {
    if (isSure) return act(row, action);
    isSure = true;
    button.textContent = "Really send now";
    button.setAttribute("aria-label", name(button.textContent));
  });
  return button;
}
