// A form, made from what the bot tells about a command; it keeps what was typed until it is right.

import { byId, el } from "./dom.js";

const LISTS = ["line", "part"]; // lines, with a list of what could stand there
const dialog = byId("form");

/** Show a form; its answer is shown in the places where it was asked for. */
export function openForm(form, places) {
  const fields = form.fields.map((each) => field(each, form.typed[each.name] || ""));
  const wrong = el("p", { class: "wrong", role: "alert", id: "form-wrong" });
  const buttons = el("div", { class: "buttons" }, el("button", { type: "submit", class: "main" }, "Send"), el("button", { type: "button", click: () => dialog.close() }, "Cancel"));
  const body = el("form", { novalidate: true, "aria-labelledby": "form-heading" }, el("h2", { id: "form-heading" }, form.title), el("p", { class: "small" }, el("code", {}, form.line)), wrong, fields.map((each) => each.row), buttons);
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form, places, fields, wrong);
  });
  dialog.replaceChildren(body);
  dialog.setAttribute("aria-labelledby", "form-heading");
  dialog.showModal();
  fields[0]?.control.focus();
}

function field(each, typed) {
  const id = `form-${each.name}`;
  const describes = { "aria-describedby": `${id}-help ${id}-wrong`, "aria-required": String(each.required), name: each.name, id };
  const control = controlOf(each, describes, id);
  control.value = typed;
  const list = LISTS.includes(each.kind) && each.choices.length ? el("datalist", { id: `${id}-list` }, each.choices.map((choice) => el("option", { value: choice.value, label: choice.label }))) : null;
  const wrong = el("p", { class: "wrong", id: `${id}-wrong` });
  const label = el("label", { for: id }, each.label, each.required ? "" : " (may be left out)");
  return { control, wrong, row: el("div", { class: "field" }, label, el("p", { class: "small", id: `${id}-help` }, each.help), control, list, wrong) };
}

function controlOf(each, attributes, id) {
  if (each.kind === "long") return el("textarea", { ...attributes, rows: "4" });
  if (each.kind === "moment") return el("input", { ...attributes, placeholder: "2024-05-20 18:00 AoE", autocomplete: "off" });
  if (LISTS.includes(each.kind)) return el("input", { ...attributes, list: `${id}-list`, autocomplete: "off" });
  if (["channel", "group", "groups", "people"].includes(each.kind)) return el("input", { ...attributes, placeholder: "its id, or a mention such as <#123…>", autocomplete: "off" });
  const none = el("option", { value: "" }, each.required ? "Please choose" : "—");
  return el("select", attributes, none, each.choices.map((choice) => el("option", { value: choice.value }, choice.label)));
}

async function submit(form, places, fields, wrong) {
  const values = { ...form.said, ...Object.fromEntries(fields.map(({ control }) => [control.name, control.value])) };
  let answer;
  try {
    answer = await places[0].submit(form, values, places.slice(1));
  } catch (error) {
    wrong.textContent = error.message;
    return;
  }
  wrong.textContent = answer.mistakes ? answer.text : "";
  for (const { control, wrong: below } of fields) {
    below.textContent = answer.mistakes?.[control.name] || "";
    control.setAttribute("aria-invalid", String(Boolean(below.textContent)));
  }
  if (answer.mistakes) {
    fields.find(({ wrong: below }) => below.textContent)?.control.focus();
    return;
  }
  dialog.close();
}
