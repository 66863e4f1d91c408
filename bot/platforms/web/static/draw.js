// A payload, as the platform's own client would show it. `press` makes the element of a button.

import { el } from "./dom.js";
import { discord, lines, slack } from "./marks.js";

function discordBody(payload, press) {
  const parts = [];
  if (payload.content) parts.push(lines(payload.content, discord));
  for (const embed of payload.embeds || []) {
    const title = embed.title ? el("h3", {}, ...discord(embed.title)) : null;
    const text = embed.description ? lines(embed.description, discord) : null;
    parts.push(el("div", { class: "embed" }, title, text));
  }
  for (const row of payload.components || []) {
    const buttons = row.components.map((each) => press({ label: each.label, command: each.custom_id, url: each.url }));
    parts.push(el("div", { class: "buttons" }, buttons));
  }
  return parts;
}

function slackBlock(block, press) {
  switch (block.type) {
    case "header":
      return el("h3", {}, block.text.text);
    case "section":
      return lines(block.text.text, slack);
    case "context":
      return el("div", { class: "context" }, block.elements.map((each) => lines(each.text, slack)));
    case "divider":
      return el("hr");
    case "actions": {
      const buttons = block.elements.map((each) => press({ label: each.text.text, command: each.value, url: each.url }));
      return el("div", { class: "buttons" }, buttons);
    }
    default:
      return el("p", {}, `(The page cannot draw a block of type ${block.type}.)`);
  }
}

const BODIES = {
  discord: discordBody,
  slack: (payload, press) => (payload.blocks || []).map((each) => slackBlock(each, press)),
};

/** Draw the payloads of one page of an answer. */
export const draw = (place, payloads, press) => payloads.flatMap((each) => BODIES[place](each, press));
