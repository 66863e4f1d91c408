// The control of the pretended time, which holds for this page alone.

import { byId, el } from "./dom.js";
import { forField, isPretended, now, pretend, told, zone } from "./times.js";

const dialog = byId("clock");
const banner = byId("pretended");
const button = byId("clock-button");

/** Set up the control; `changed(text)` is called when the time was changed, with what happened. */
export function setUpClock(presets, changed) {
  const choose = (instant, label) => {
    pretend(instant);
    show();
    if (dialog.open) dialog.close();
    changed(instant === null ? "The time is the real one again." : `The time is now pretended: ${told(instant)}.`, label);
  };
  fill(presets, choose);
  button.onclick = () => {
    byId("clock-field").value = forField(now());
    byId("clock-wrong").textContent = "";
    dialog.showModal();
  };
  byId("clock-real").onclick = () => choose(null);
  byId("pretended-end").onclick = () => {
    choose(null);
    button.focus();
  };
  byId("clock-close").onclick = () => dialog.close();
  byId("clock-form").onsubmit = (event) => {
    event.preventDefault();
    const at = new Date(byId("clock-field").value).getTime();
    const year = new Date(at).getUTCFullYear();
    if (Number.isNaN(at) || year < 1971 || year > 2198) {
      byId("clock-wrong").textContent = "Please give a day and an hour between 1971 and 2198.";
      return;
    }
    choose(at);
  };
  show();
  return choose;
}

function fill(presets, choose) {
  const items = presets.map(({ label, at }) => {
    const instant = Date.parse(at);
    return el("li", {}, el("button", { type: "button", click: () => choose(instant, label) }, label, el("span", { class: "small" }, told(instant))));
  });
  byId("clock-presets").replaceChildren(...items);
  byId("clock-zone").textContent = `in your zone, ${zone.replaceAll("_", " ")}`;
}

function show() {
  banner.hidden = !isPretended();
  byId("pretended-text").textContent = isPretended() ? `Pretended time: ${told(now())}. On this page only.` : "";
  button.textContent = isPretended() ? "Time: pretended" : "Time: real";
}

setInterval(() => isPretended() && show(), 20_000);
