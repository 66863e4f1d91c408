// The page: joins its parts.

import { get } from "./api.js";
import { pretendSilently, setUpClock } from "./clock.js";
import { Composer } from "./composer.js";
import { byId, el } from "./dom.js";
import { openForm } from "./form.js";
import { listen } from "./live.js";
import { setUpOutbox } from "./outbox.js";
import { Place } from "./place.js";
import { Season } from "./season.js";
import { now, stamp, told, zone } from "./times.js";

const NARROW = matchMedia("(max-width: 47.99rem)");
const KINDS = ["discord", "slack"];

const role = () => document.querySelector("input[name=role]:checked").value;
const live = byId("live");
const shared = {
  name: "Bot",
  asker: () => ({ role: role(), zone, at: stamp() }),
  form: openForm,
  notice,
  announce(text, kind) {
    if (kind === heardPlace()) live.textContent = text;
  },
};
const places = KINDS.map((kind) => new Place(kind, byId(`${kind}-log`), shared));
const season = new Season(places, () => ({ role: role(), zone }));
let state = null;
let isLost = false;

/** Both places say the same; those who hear the page hear the one that is shown. */
const heardPlace = () => (byId("slack").hidden ? "discord" : byId("discord").hidden ? "slack" : "discord");

const say = (line, how) => places[0].say(line, { ...how, others: places.slice(1) });

function notice(text, kind = "") {
  if ([...document.querySelectorAll(".notice span")].some((each) => each.textContent === text)) return;
  const close = el("button", { type: "button", "aria-label": `Dismiss: ${text}` }, "Dismiss");
  const item = el("p", { class: "notice", "data-kind": kind }, el("span", {}, text), close);
  close.addEventListener("click", () => {
    item.remove();
    byId("line").focus();
  });
  clearNotice(kind);
  byId("notices").append(item);
  while (byId("notices").childElementCount > 3) byId("notices").firstElementChild.remove();
}

function clearNotice(kind) {
  if (kind) document.querySelectorAll(`.notice[data-kind="${kind}"]`).forEach((each) => each.remove());
}

function heard(news) {
  if (news.stale) {
    isLost = true;
    return notice("This page belongs to another start of the bot. Please open the address that the bot printed when it started.", "link");
  }
  if (news.lost) {
    isLost = true;
    return notice("The connection to the bot is lost. Trying again …", "link");
  }
  const old = state;
  state = news.state;
  if (isLost) {
    const again = old && old.start !== state.start ? "The bot was restarted; this page is connected again." : "Connected again.";
    notice(old && old.version !== state.version ? `${again} It is a new version: please reload the page.` : again, "link");
  }
  isLost = false;
  if (old && (old.start !== state.start || old.revision !== state.revision)) refresh();
  if (old && old.start === state.start && old.revision !== state.revision) notice("The facts have changed. Answers from now on use the new ones.", "facts");
  tellProblems(old);
}

function tellProblems(old) {
  const { problems, problem } = state;
  if (problems) {
    const many = problems === 1 ? "There is a mistake" : `There are ${problems} mistakes`;
    notice(`${many} in the data files, so the last good facts are used. ${problem}`, "problems");
  } else if (old?.problems) notice("The data files are in order again.", "problems");
}

async function refresh() {
  try {
    open(await get("/api/start"));
    season.again();
  } catch {
    // the next change brings it
  }
}

/** Show what comes from the facts: the name, the things to press, the times to pretend. */
function open(start) {
  shared.name = start.name;
  document.title = start.name;
  byId("name").textContent = start.name;
  byId("about").textContent = start.about;
  const choose = setUpClock(start.presets, timeChanged, () => season.again());
  const things = start.things.map(({ label, line }) => el("li", {}, el("button", { type: "button", click: () => use(line) }, label)));
  byId("things").replaceChildren(...things);
  const first = start.presets[0];
  byId("first-preset").hidden = !first;
  if (!first) return;
  const instant = Date.parse(first.at);
  byId("first-preset").replaceChildren(
    "Are the dates past? See them coming: ",
    el("button", { type: "button", click: () => { closeWelcome(); choose(instant, first.label); } }, `Pretend it is ${first.label[0].toLowerCase()}${first.label.slice(1)} (${told(instant)})`),
  );
}

function use(line) {
  closeWelcome();
  say(line).catch(() => null);
}

function closeWelcome() {
  const welcome = byId("welcome");
  if (welcome.contains(document.activeElement)) welcome.querySelector("summary").focus();
  welcome.open = false;
}

function timeChanged(text, label) {
  for (const each of places) each.event(label ? `${text} ${label}.` : text);
  say(shared.word, { quiet: true }).catch(() => null);
  season.begin(now());
}

function showTabs() {
  const chosen = document.querySelector("[role=tab][aria-selected=true]").dataset.kind;
  for (const kind of KINDS) {
    const panel = byId(kind);
    panel.hidden = NARROW.matches && kind !== chosen;
    panel.setAttribute("role", NARROW.matches ? "tabpanel" : "region");
    panel.setAttribute("aria-labelledby", NARROW.matches ? `${kind}-tab` : `${kind}-title`);
  }
}

function setUpTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const choose = (tab) => {
    for (const each of tabs) {
      each.setAttribute("aria-selected", String(each === tab));
      each.tabIndex = each === tab ? 0 : -1;
    }
    showTabs();
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      choose(next);
      next.focus();
      event.preventDefault();
    });
  }
  NARROW.addEventListener("change", showTabs);
  showTabs();
}

function setUpRoles() {
  for (const each of document.querySelectorAll("input[name=role]")) {
    each.addEventListener("change", () => {
      const text = `You are ${each.value === "organizer" ? "an organizer" : "a member"} now.`;
      places.forEach((place) => place.event(text));
      live.textContent = text;
      season.again();
    });
  }
}

/** Let posts arrive: by the real clock, or by the one that the bot was started with. */
async function play() {
  const { outbox, playing } = await get("/api/playing");
  setUpOutbox(outbox, () => ({ role: role(), zone }));
  if (playing) pretendSilently(Date.parse(playing.now), playing.speed);
  return playing ? Date.parse(playing.from) : now();
}

async function begin() {
  setUpTabs();
  setUpRoles();
  new Composer({ role, send: (line) => { closeWelcome(); return say(line); } });
  try {
    const start = await get("/api/start");
    shared.word = start.word;
    state = start.state;
    open(start);
    tellProblems(null);
    const since = await play();
    await say(start.word, { quiet: true });
    season.begin(since);
  } catch (error) {
    notice(error.message, "link");
  }
  document.body.dataset.ready = "yes";
  listen(heard);
}

begin();
