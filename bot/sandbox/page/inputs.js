/**
 * Block Kit's typed inputs: text (one or many lines), number, link, e-mail, date, time, date with time.
 * Each keeps its Slack state entry and knows why it cannot be sent, in the words Slack's own forms use.
 */
import { h, uid } from "./dom.js";
import { bare } from "./mrkdwn.js";
import { fromInput, toInput } from "./time.js";

const required = "Please complete this required field.";

const kinds = {
  plain_text_input: { type: "text", field: "value", start: "initial_value" },
  number_input: { type: "text", inputmode: "decimal", field: "value", start: "initial_value", check: checkNumber },
  url_text_input: {
    type: "url",
    field: "value",
    start: "initial_value",
    check: (t) =>
      /^https?:\/\/[^\s]+\.?[^\s]+$/i.test(t) ? null : "Please enter a full link, starting with https://.",
  },
  email_text_input: {
    type: "email",
    field: "value",
    start: "initial_value",
    check: (t) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(t) ? null : "Please enter a full e-mail address."),
  },
  datepicker: { type: "date", field: "selected_date", start: "initial_date" },
  timepicker: { type: "time", field: "selected_time", start: "initial_time" },
  datetimepicker: { type: "datetime-local", field: "selected_date_time", start: "initial_date_time" },
};

export const inputTypes = Object.keys(kinds);

function checkNumber(text, el) {
  const number = Number(text.replace(",", "."));
  if (!/^-?\d+([.,]\d+)?$/.test(text) || (!el.is_decimal_allowed && !Number.isInteger(number))) {
    return el.is_decimal_allowed ? "Please enter a number." : "Please enter a whole number.";
  }
  if (el.min_value !== undefined && number < Number(el.min_value)) return `Please enter ${el.min_value} or more.`;
  if (el.max_value !== undefined && number > Number(el.max_value)) return `Please enter ${el.max_value} or less.`;
  return null;
}

/** Renders a typed input and registers it with the form. */
export function typed(el, ctx, place) {
  const kind = kinds[el.type];
  const seed = ctx.form.seed(place.block, el.action_id, el.type);
  const start = seed ? seed[kind.field] : el[kind.start];
  const lines = el.type === "plain_text_input" && el.multiline;
  const control = h(lines ? "textarea" : "input", {
    class: lines ? "input area" : "input",
    type: lines ? undefined : kind.type,
    inputmode: kind.inputmode,
    id: uid("in"),
    rows: lines ? 4 : undefined,
    placeholder: bare(el.placeholder) || undefined,
    value: shown(el, start, ctx),
    "aria-label": place.label,
    autocomplete: "off",
    "data-action-id": el.action_id,
    "data-focus": `${place.block} ${el.action_id}`,
  });
  const entry = () => ({ type: el.type, [kind.field]: kept(el, control.value, ctx) });
  ctx.form.add(place.block, el.action_id, {
    entry,
    focus: () => control.focus(),
    problem: () => problem(el, kind, control.value, place),
  });
  if (place.live) wire(el, ctx, place, control, entry);
  const node = h(
    "div",
    { class: "typed" },
    control,
    el.max_length ? counter(control, el.max_length) : null,
    el.type === "datetimepicker" || el.type === "timepicker" ? h("span", { class: "zone-note", text: ctx.zone }) : null,
  );
  return { node, control };
}

function shown(el, value, ctx) {
  if (value === undefined || value === null) return "";
  return el.type === "datetimepicker" ? toInput(new Date(value * 1000), ctx.zone) : String(value);
}

function kept(el, text, ctx) {
  if (el.type === "datetimepicker") {
    const at = fromInput(text, ctx.zone);
    return at ? Math.floor(at / 1000) : null;
  }
  if (el.type === "number_input") return text.trim().replace(",", ".") || null;
  return text === "" ? null : text;
}

function problem(el, kind, value, place) {
  const text = el.type === "plain_text_input" ? value : value.trim();
  if (text.trim() === "") return place.input && !place.optional ? required : null;
  if (el.max_length && text.length > el.max_length) return `Please use ${el.max_length} characters or fewer.`;
  if (el.min_length && text.length < el.min_length) return `Please use at least ${el.min_length} characters.`;
  return kind.check ? kind.check(text, el) : null;
}

function counter(control, max) {
  const left = h("span", { class: "counter", "aria-live": "polite" });
  const paint = () => {
    const rest = max - control.value.length;
    left.textContent = rest < 0 ? `${-rest} too many` : `${rest} left`;
    left.hidden = rest > max / 2; // quiet until it matters
    left.classList.toggle("over", rest < 0);
    if (rest > 20) left.removeAttribute("aria-live");
    else left.setAttribute("aria-live", "polite");
  };
  control.addEventListener("input", paint);
  paint();
  return left;
}

/** Sends a press at the moments the element asks for: Enter or every pause for text, a change for pickers. */
function wire(el, ctx, place, control, entry) {
  const press = () => ctx.act(place.block, el, entry(), control);
  if (!el.type.endsWith("_input")) {
    control.addEventListener("change", () => control.value && press());
    return;
  }
  const on = el.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  let timer = 0;
  if (on.includes("on_character_entered")) {
    control.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(press, 400);
    });
  }
  if (!on.includes("on_enter_pressed")) return;
  control.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    press();
  });
}
