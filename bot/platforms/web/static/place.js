// One place: its messages, in order, and what their buttons do.

import { post } from "./api.js";
import { draw } from "./draw.js";
import { el, safeUrl } from "./dom.js";
import { hour, isPretended, now, told } from "./times.js";

const MOST = 150; // messages that are kept
const PAGE = / page:(\d+)$/;
const SAID = / [a-z_]+:~[\w-]+/g; // what only buttons say
const NUMBERED = / \(\d+ of \d+\)$/;

const CHANNELS = { organizers: "the organizers’ channel" };

const channelOf = (kind) => CHANNELS[kind] || `the channel for ${kind}`;
const objectOf = (title) => title.replace(NUMBERED, "");

export class Place {
  #last = Promise.resolve();
  #posts = new Map(); // articles, by the key of their post

  /** `page` tells who asks (`asker()`), shows a form (`form()`), and announces (`announce()`). */
  constructor(kind, log, page) {
    this.kind = kind;
    this.log = log;
    this.page = page;
  }

  /**
   * Say a line and show what comes, in `others` too: it is asked once, so that what it does is done once.
   * Lines are answered in the order in which they were said.
   */
  say(line, { quiet = false, pressed = "", others = [] } = {}) {
    const all = [this, ...others];
    const own = all.map((each) => (quiet ? null : each.#own(line, pressed)));
    const body = { ...this.page.asker(), line, place: this.kind, others: others.map((each) => each.kind) };
    const next = Promise.all(all.map((each) => each.#last)).then(() => this.#answer(all, own, body));
    for (const each of all) each.#last = next.catch(() => null);
    return next;
  }

  /** Send a filled-in form; what is wrong in it is given back, an answer is shown. */
  async submit(form, values, others) {
    const said = { command: form.command, values, place: this.kind, others: others.map((each) => each.kind) };
    const answer = await post("/api/form", { ...this.page.asker(), ...said });
    if (!answer.mistakes) {
      const all = [this, ...others];
      this.#shown(all, all.map((each) => each.#own(answer.line, "")), answer);
    }
    return answer;
  }

  async #answer(all, own, body) {
    try {
      const answer = await post("/api/say", body);
      if (answer.form) this.page.form(answer.form, all);
      else this.#shown(all, own, answer);
      return answer;
    } catch (error) {
      for (const each of all) each.#failed(error);
      throw error;
    }
  }

  /** Show one answer, in each place as that draws it. */
  #shown(all, own, answer) {
    const drawn = [answer, ...answer.others];
    all.forEach((each, number) => each.show(drawn[number], own[number]));
  }

  #failed(error) {
    this.#add(el("p", { class: "failed" }, `Not answered. ${error.message}`));
    this.page.announce(error.message, this.kind);
  }

  #own(line, pressed) {
    const text = pressed ? [el("span", { class: "did" }, "pressed "), el("q", {}, pressed)] : line;
    const who = el("span", { class: "who" }, "You");
    const node = el("div", { class: "own" }, this.#avatar("you"), el("div", {}, el("p", { class: "head" }, who, this.#at()), el("p", { class: "line" }, text)));
    this.#add(node);
    return node;
  }

  /** Show an answer. */
  show(answer, own = null) {
    const article = el("article", { class: `message ${answer.public ? "public" : "private"}`, tabindex: "-1" });
    this.#fill(article, answer);
    this.#add(article, own);
    const seen = answer.public ? "" : " Only you can see this.";
    this.page.announce(`${this.page.name} answers. ${bodyText(article)}${seen}`, this.kind);
    return article;
  }

  /** Show what the bot posts by itself, or edit it; whoever is edited is not notified. */
  arrive({ key, at, kind, under, edit, [this.kind]: answer }) {
    const before = this.#posts.get(key);
    if (edit || before) {
      if (before) this.#fill(before, answer, { at: before.dataset.at, edited: at, where: before.dataset.where });
      return;
    }
    const thread = this.#threadOf(under);
    const where = thread ? "the thread above" : channelOf(kind);
    const article = el("article", { class: "message public", tabindex: "-1", "data-where": where, "data-at": at });
    this.#fill(article, answer, { at, where });
    this.#posts.set(key, article);
    if (thread) thread.append(article);
    this.#add(article, null, thread);
    this.page.announce(`${this.page.name} posts in ${where}. ${bodyText(article)}`, this.kind);
  }

  /** Begin anew: what arrives from now on edits nothing that was here before. */
  forget() {
    this.#posts.clear();
  }

  #threadOf(under) {
    const root = under && this.#posts.get(under);
    if (!root || !root.isConnected) return null;
    if (!root.nextElementSibling?.matches(".thread")) {
      root.after(el("div", { class: "thread", role: "group", "aria-label": `Thread: ${root.ariaLabel}` }));
    }
    return root.nextElementSibling;
  }

  #fill(article, answer, posted = null) {
    article.setAttribute("aria-label", `${this.page.name}: ${answer.title}`);
    const press = (button) => this.#button(button, answer, article);
    const body = draw(this.kind, answer.payloads, press);
    const where = posted && el("p", { class: "seen" }, `Posted by itself in ${posted.where}${posted.edited ? `; edited ${told(Date.parse(posted.edited))}` : ""}`);
    const note = answer.public ? where : el("p", { class: "seen" }, "Only you can see this", this.#shareButton(answer));
    const badge = el("span", { class: "badge" }, "App");
    const head = el("p", { class: "head" }, el("span", { class: "who" }, this.page.name), badge, this.#at(posted));
    article.replaceChildren(this.#avatar("bot"), el("div", { class: "inside" }, head, el("div", { class: "body" }, body, this.#files(answer)), note));
  }

  /** Offer what an answer brings to save. */
  #files({ files = [] }) {
    const save = ({ name, content, kind }) => el("a", { class: "button", download: name, href: `data:${kind};charset=utf-8,${encodeURIComponent(content)}` }, `Save ${name}`);
    return files.length ? el("p", { class: "files" }, files.map(save)) : null;
  }

  #button({ label, command, url }, answer, article) {
    if (url && safeUrl(url)) {
      const attributes = { class: "button", href: url, target: "_blank", rel: "noopener noreferrer" };
      return el("a", attributes, label, el("span", { "aria-hidden": "true" }, " ↗"), el("span", { class: "unseen" }, " (opens in a new tab)"));
    }
    const page = PAGE.exec(command);
    const turns = page !== null && command.replace(PAGE, "") === answer.command;
    const act = () => (turns && !answer.public ? this.#turn(article, command, answer) : this.#press(command, label));
    const name = turns ? `${label} of ${objectOf(answer.title)}` : null;
    return el("button", { type: "button", "aria-label": name, title: command.replace(SAID, ""), "data-turn": turns ? page[1] : null, click: act }, label);
  }

  #press(command, label) {
    this.say(command, { pressed: label }).catch(() => null);
  }

  /** Turn a page in place; the focus stays on the button that turns the same way. */
  async #turn(article, command, before) {
    const asker = this.page.asker();
    let answer;
    try {
      answer = await post("/api/say", { ...asker, line: command, place: this.kind });
    } catch (error) {
      this.page.notice(error.message);
      return;
    }
    const focused = article.contains(document.activeElement);
    this.#fill(article, answer);
    const turns = [...article.querySelectorAll("[data-turn]")];
    const on = answer.page > before.page;
    const same = turns.find((each) => Number(each.dataset.turn) > answer.page === on) || turns[0];
    if (focused) (same || article).focus({ preventScroll: true });
    this.#reveal(article);
    this.page.announce(`${answer.title}. ${bodyText(article)}`, this.kind);
  }

  #shareButton(answer) {
    if (answer.mistake || answer.own) return null;
    let shown = false;
    const button = el("button", { type: "button", class: "share", "aria-label": `Show to everyone: ${answer.title}` }, "Show to everyone");
    button.addEventListener("click", () => {
      if (shown) return;
      shown = true;
      button.textContent = "Shown to everyone";
      button.setAttribute("aria-label", `Shown to everyone: ${answer.title}`);
      button.setAttribute("aria-disabled", "true");
      this.#add(el("p", { class: "event" }, "You showed this answer to everyone:"));
      this.show({ ...answer, public: true });
    });
    return button;
  }

  /** Show a line that nobody said, such as a change of the time. */
  event(text) {
    this.#add(el("p", { class: "event" }, text));
  }

  #at(posted = null) {
    if (posted) return el("span", { class: "at" }, told(Date.parse(posted.at)), posted.edited ? " (edited)" : "");
    return el("span", { class: "at" }, isPretended() ? `${hour(now())}, pretended` : hour(now()));
  }

  #avatar(who) {
    return el("span", { class: `avatar ${who}`, "aria-hidden": "true" }, who === "bot" ? this.page.name.slice(0, 1) : "Y");
  }

  #add(node, own = null, thread = null) {
    if (!thread) this.log.append(node);
    while (this.log.childElementCount > MOST) this.log.firstElementChild.remove();
    this.#reveal(node, own);
  }

  /** Scroll so that a message is seen from its beginning, with the line that asked for it where there is room. */
  #reveal(node, own = null) {
    const first = own && own.offsetHeight < this.log.clientHeight / 3 ? own : node;
    const top = first.offsetTop - 10;
    const bottom = node.offsetTop + node.offsetHeight - this.log.clientHeight + 12;
    this.log.scrollTo({ top: Math.min(top, Math.max(bottom, 0)) });
  }
}

/** Give what a message says, for those who hear it. */
function bodyText(article) {
  const text = [...article.querySelectorAll("h3, .text p, .text li")].map((each) => each.innerText.trim());
  return text.join(". ").slice(0, 700);
}
