// The page's clock, real or pretended, and instants as each platform writes them for the viewer.

import { el } from "./dom.js";

const DAY = 86_400_000;
const LAST = Date.UTC(2198, 11, 31); // a clock that goes fast stops there
let pretended = null;

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** Pretend an instant (milliseconds), which goes on from there, so many times as fast; `null` is the real time. */
export function pretend(instant, times = 1) {
  pretended = instant === null ? null : { from: instant, since: performance.now(), times };
}

/** Give how many times as fast as time the clock goes; 0 while it is held. */
export const speed = () => (pretended ? pretended.times : 1);

export const isPretended = () => pretended !== null;

export function now() {
  if (!pretended) return Date.now();
  return Math.max(pretended.from, Math.min(pretended.from + (performance.now() - pretended.since) * pretended.times, LAST));
}

/** Give the instant to send with a request: nothing while the time is real. */
export const stamp = () => (pretended ? new Date(now()).toISOString() : null);

const written = (instant, options) => new Intl.DateTimeFormat(undefined, options).format(instant);

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

const PARTS = {
  date_num: (at) => written(at, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (at) => written(at, { dateStyle: "long" }),
  date_short: (at) => written(at, { dateStyle: "medium" }),
  date_long: (at) => written(at, { dateStyle: "full" }),
  date_pretty: (at) => near(at) || PARTS.date(at),
  date_short_pretty: (at) => near(at) || PARTS.date_short(at),
  date_long_pretty: (at) => near(at) || PARTS.date_long(at),
  time: (at) => written(at, { timeStyle: "short" }),
  time_secs: (at) => written(at, { timeStyle: "medium" }),
  ago: (at) => relative(at),
};

function near(at) {
  const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date(now()).setHours(0, 0, 0, 0)) / DAY);
  return Math.abs(days) <= 1 ? new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(days, "day") : "";
}

function relative(at) {
  const seconds = (at - now()) / 1000;
  const units = [["year", 31_557_600], ["month", 2_629_800], ["day", 86_400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) || ["second", 1];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

const writers = new WeakMap(); // of time elements: what they say now

function timeElement(at, write) {
  const utc = new Date(at).toISOString();
  const element = el("time", { datetime: utc, title: `${utc.slice(0, 16).replace("T", " ")} UTC` }, write());
  writers.set(element, write);
  return element;
}

/** Write anew what ages as the clock goes on, such as “today”, as the platforms' own clients do. */
export function rewriteTimes() {
  for (const each of document.querySelectorAll(".log time")) {
    const text = writers.get(each)?.() ?? each.textContent;
    if (text !== each.textContent) each.textContent = text;
  }
}

const known = (at) => Number.isFinite(at) && Math.abs(at) <= 8.64e15;

/** Draw Discord's `<t:seconds:style>`. */
export function discordTime(seconds, style = "f") {
  const at = Number(seconds) * 1000;
  if (!known(at)) return `<t:${seconds}:${style}>`;
  return timeElement(at, () => (style === "R" ? relative(at) : written(at, STYLES[style] || STYLES.f)));
}

/** Draw Slack's `<!date^seconds^form|fallback>`. */
export function slackTime(seconds, form, fallback) {
  const at = Number(seconds) * 1000;
  if (!known(at)) return fallback;
  return timeElement(at, () => form.replace(/\{(\w+)\}/g, (whole, part) => (PARTS[part] ? PARTS[part](at) : whole)));
}

/** Tell an instant to the viewer, day and hour. */
export const told = (at) => written(at, { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

export const hour = (at) => written(at, { timeStyle: "short" });

/** Give an instant as a date-time field holds it, in the viewer's zone. */
export function forField(at) {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
