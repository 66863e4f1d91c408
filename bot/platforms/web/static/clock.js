// The control of the pretended time, which holds for this page alone.

import { byId, el } from "./dom.js";
import { forField, isPretended, now, pretend, rewriteTimes, speed, told, zone } from "./times.js";

const dialog = byId("clock");
const banner = byId("pretended");
const button = byId("clock-button");
const hold = byId("pretended-hold");
const SPEEDS = { 60: "a minute a second", 3600: "an hour a second", 86400: "a day a second" };
let wanted = 1; // how fast it goes while it is not held

/** Pretend a time without a word, so many times as fast. */
export function pretendSilently(instant, times) {
  wanted = times;
  pretend(instant, times);
  show();
}

/** Set up the control; `changed(text)` is called when the time was changed, `held()` when it was stopped or goes on. */
export function setUpClock(presets, changed, held) {
  const choose = (instant, label) => {
    pretendSilently(instant, instant === null ? 1 : Number(byId("clock-speed").value));
    if (dialog.open) dialog.close();
    changed(instant === null ? "The time is the real one again." : `The time is now pretended: ${told(instant)}.`, label);
  };
  fill(presets, choose);
  button.onclick = () => {
    byId("clock-field").value = forField(now());
    byId("clock-wrong").textContent = "";
    dialog.showModal();
  };
  hold.onclick = () => {
    pretend(now(), speed() ? 0 : wanted);
    show();
    held();
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
  const pace = wanted === 1 ? "" : speed() ? `, ${SPEEDS[wanted] || `${wanted} times as fast as it is`}` : ", held";
  const text = isPretended() ? `Pretended time: ${told(now())}${pace}. On this page only.` : "";
  if (byId("pretended-text").textContent !== text) byId("pretended-text").textContent = text;
  hold.hidden = wanted === 1;
  hold.textContent = speed() ? "Hold the time" : "Let it go on";
  button.textContent = isPretended() ? "Time: pretended" : "Time: real";
}

setInterval(() => {
  if (!isPretended()) return;
  show();
  rewriteTimes();
}, 1000);
