// The two platforms' marks, as far as their clients read them, drawn as elements.

import { el, link } from "./dom.js";
import { discordTime, slackTime } from "./times.js";

/** Read a text by rules [pattern, make]: what no rule takes is text. Patterns are sticky; `make` gets the match. */
function read(text, rules, plain, toText) {
  const nodes = [];
  let kept = "";
  let place = 0;
  const flush = () => {
    if (kept) nodes.push(toText(kept));
    kept = "";
  };
  while (place < text.length) {
    const taken = take(text, place, rules);
    if (taken) {
      flush();
      nodes.push(taken.made);
      place += taken.size;
      continue;
    }
    plain.lastIndex = place;
    const run = plain.exec(text)[0];
    kept += run;
    place += run.length;
  }
  flush();
  return nodes;
}

function take(text, place, rules) {
  for (const [pattern, make] of rules) {
    pattern.lastIndex = place;
    const match = pattern.exec(text);
    const made = match ? make(match) : null;
    if (made !== null) return { made, size: match[0].length };
  }
  return null;
}

const DISCORD = [
  [/\\([^\sA-Za-z0-9])/y, (m) => m[1]],
  [/`([^`]+)`/y, (m) => el("code", {}, m[1])],
  [/<t:(-?\d{1,15})(?::([tTdDfFR]))?>/y, (m) => discordTime(m[1], m[2])],
  [/<(https?:\/\/[^\s<>]+)>/y, (m) => link(m[1], m[1])],
  [/\[((?:\\.|[^\]\\])+)\]\((https?:\/\/[^\s()]+)\)/y, (m) => link(m[2], discord(m[1]))],
  [/\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/y, (m) => el("strong", {}, discord(m[1]))],
  [/\*(?=\S)((?:\\.|\*\*|[^*\\])+?)\*(?!\*)/y, (m) => el("em", {}, discord(m[1]))],
  [/__((?:\\.|[^\\])+?)__(?!_)/y, (m) => el("u", {}, discord(m[1]))],
  [/_((?:\\.|[^_\\])+?)_(?!\w)/y, (m) => el("em", {}, discord(m[1]))],
  [/~~((?:\\.|[^\\])+?)~~/y, (m) => el("s", {}, discord(m[1]))],
  [/\|\|((?:\\.|[^\\])+?)\|\|/y, (m) => el("span", { class: "spoiler" }, discord(m[1]))],
  [/https?:\/\/[^\s<>*|`]*[^\s<>*|`.,;:!?'")\]}]/y, (m) => link(m[0], m[0])],
];
const DISCORD_TEXT = /[^][^\\`<[*_~|h]*/y;

/** Draw one line of Discord's Markdown. */
export const discord = (text) => read(text, DISCORD, DISCORD_TEXT, (words) => words);

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const decoded = (text) => text.replace(/&(?:lt|gt|amp);/g, (each) => ENTITIES[each]);

/** A mark works at the border of a word only, on one line, and takes what stands between angle brackets whole. */
const between = (mark) => new RegExp(`(?<![\\p{L}\\p{N}])${mark}(?=\\S)((?:<[^>\\n]*>|[^${mark}\\n<])+)(?<=\\S)${mark}(?![\\p{L}\\p{N}])`, "yu");

const SLACK = [
  [/<!date\^(-?\d{1,15})\^([^^|>]*)(?:\^[^|>]*)?\|([^>]*)>/y, (m) => slackTime(m[1], decoded(m[2]), decoded(m[3]))],
  [/<((?:https?:\/\/|mailto:)[^|>\s]+)(?:\|([^>]*))?>/y, (m) => link(decoded(m[1]), m[2] ? slack(m[2]) : decoded(m[1]))],
  [/<([@#!][^>]*)>/y, (m) => el("span", { class: "mention" }, decoded(m[1]))],
  [/`([^`\n]+)`/y, (m) => el("code", {}, decoded(m[1]))],
  [between("\\*"), (m) => el("strong", {}, slack(m[1]))],
  [between("_"), (m) => el("em", {}, slack(m[1]))],
  [between("~"), (m) => el("s", {}, slack(m[1]))],
];
const SLACK_TEXT = /[^][^<`*_~]*/y;

/** Draw one line of Slack's mrkdwn. */
export const slack = (text) => read(text, SLACK, SLACK_TEXT, decoded);

const ITEM = /^( *)(?:([•-])|(\d+)\.)\s+(.*)$/;

/** Draw lines as paragraphs, lists, blocks of code and small print; `inline` draws the inside of a line. */
export function lines(text, inline) {
  const out = el("div", { class: "text" });
  let paragraph = null;
  let lists = [];
  let code = null;
  for (const line of text.split("\n")) {
    if (line === "```") {
      code = code ? null : el("pre", {});
      if (code) out.append(code);
      paragraph = null;
      lists = [];
      continue;
    }
    if (code) {
      code.append(inline === slack ? decoded(line) : line, "\n");
      continue;
    }
    const item = ITEM.exec(line);
    const small = /^-# (.*)$/.exec(line);
    if (item && !small) {
      lists = addItem(out, lists, item, inline);
      paragraph = null;
    } else if (/^ +\S/.test(line) && lists.length) {
      lists.at(-1).list.lastElementChild.append(el("br"), ...inline(line.trim()));
    } else {
      lists = [];
      paragraph = addLine(out, paragraph, line, small, inline);
    }
  }
  return out;
}

function addLine(out, paragraph, line, small, inline) {
  if (!line.trim()) return null;
  const kind = small ? "small" : "";
  if (paragraph && paragraph.className === kind) {
    paragraph.append(el("br"), ...inline(small ? small[1] : line));
    return paragraph;
  }
  const next = el("p", kind ? { class: kind } : {}, ...inline(small ? small[1] : line));
  out.append(next);
  return next;
}

function addItem(out, lists, [, indent, bullet, number, rest], inline) {
  const depth = indent.length;
  const open = lists.filter((each) => each.depth <= depth);
  const last = open.at(-1);
  const tag = bullet ? "UL" : "OL";
  if (last?.depth === depth && last.list.tagName === tag) {
    last.list.append(el("li", {}, ...inline(rest)));
    return open;
  }
  const kept = last?.depth === depth ? open.slice(0, -1) : open;
  const list = el(tag, number && number !== "1" ? { start: number } : {}, el("li", {}, ...inline(rest)));
  (kept.at(-1)?.list.lastElementChild || out).append(list);
  return [...kept, { depth, list }];
}
