/**
 * Block Kit for messages, modals and Home: every block and element as DOM nodes.
 *
 * ctx: { store, user, zone, form (Form), scope ("message", "modal" or "home"), fields (Map of block_id to
 * input field, filled here), act(block, element, entry, node) } where act asks for a confirmation, sends the
 * press and tells whether it went.
 */
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { button, choices, overflow } from "./choices.js";
import { inputTypes, typed } from "./inputs.js";
import { bare, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { select, selectTypes } from "./selects.js";

/** All blocks, in order. A block without an id gets one from its place. */
export function renderBlocks(blocks, ctx) {
  return (blocks || [])
    .map((block, i) => {
      const render = Object.hasOwn(table, block.type) ? table[block.type] : null; // a type is data too
      const id = block.block_id || `block-${i}`;
      return render ? render(block, ctx, id) : null;
    })
    .filter(Boolean);
}

const table = {
  section,
  actions,
  input,
  image,
  header: (b, ctx) => h(ctx.scope === "modal" ? "h4" : "h3", { class: "b-header" }, textObject(b.text, ctx)),
  divider: () => h("hr", { class: "b-divider" }),
  context: (b, ctx) =>
    h(
      "div",
      { class: "b-context" },
      (b.elements || []).map((e) =>
        e.type === "image" ? picture(e, "b-context-image") : h("span", { class: "text" }, textObject(e, ctx)),
      ),
    ),
  rich_text: (b, ctx) => h("div", { class: "b-rich text" }, richText(b, ctx)),
};

function section(block, ctx, id) {
  const text = block.text && h("div", { class: "text" }, textObject(block.text, ctx));
  const fields =
    block.fields &&
    h(
      "div",
      { class: "b-fields" },
      block.fields.map((f) => h("div", { class: "text" }, textObject(f, ctx))),
    );
  const label =
    bare(block.text)
      .replace(/[*~`]|(?<!\w)_|_(?!\w)/g, "")
      .slice(0, 80) || names.get(block.accessory?.type);
  const extra = block.accessory && element(block.accessory, ctx, { block: id, live: true, label });
  const wide = block.accessory && /select|picker|checkboxes|radio/.test(block.accessory.type) ? " wide" : "";
  return h(
    "div",
    { class: `b-section${extra ? " with-accessory" : ""}${wide}` },
    h("div", { class: "b-section-main" }, text, fields),
    extra && h("div", { class: "b-accessory" }, extra.node),
  );
}

/** What an element without a placeholder is called. */
const names = new Map([
  ["datepicker", "Date"],
  ["timepicker", "Time"],
  ["datetimepicker", "Date and time"],
]);

function actions(block, ctx, id) {
  return h(
    "div",
    { class: "b-actions" },
    (block.elements || []).map(
      (el) => element(el, ctx, { block: id, live: true, label: bare(el.placeholder) || names.get(el.type) }).node,
    ),
  );
}

function image(block) {
  return h(
    "figure",
    { class: "b-image" },
    block.title && h("figcaption", { text: bare(block.title) }),
    picture(block, ""),
  );
}

function picture(el, look) {
  const missing = () => h("span", { class: "image-missing", text: el.alt_text || "Picture" });
  if (!/^(https?:|data:image\/|\/)/.test(el.image_url || "")) return missing();
  const img = h("img", {
    class: look,
    src: el.image_url,
    alt: el.alt_text || "",
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
  img.addEventListener("error", () => img.replaceWith(missing()));
  return img;
}

/** An input block: label, control, hint, and the place where an error is said. */
function input(block, ctx, id) {
  const label = bare(block.label);
  const part = element(block.element, ctx, {
    block: id,
    input: true,
    optional: block.optional,
    live: block.dispatch_action,
    label: undefined,
  });
  const { control } = part;
  const labelId = uid("label");
  const grouped = !["INPUT", "TEXTAREA"].includes(control.tagName);
  if (!grouped && !control.id) control.id = uid("in");
  const title = h(
    grouped ? "div" : "label",
    { class: "field-label", id: labelId, htmlFor: grouped ? undefined : control.id },
    label,
    block.optional && h("span", { class: "field-optional", text: " (optional)" }),
  );
  if (grouped) control.setAttribute("aria-labelledby", labelId);
  else if (!block.optional) control.setAttribute("aria-required", "true");
  const hint = block.hint && h("p", { class: "field-hint", id: uid("hint") }, textObject(block.hint, ctx));
  const spot = h("div", { class: "field-spot" });
  const node = h("div", { class: "field", "data-testid": `field-${id}` }, title, part.node, spot, hint);
  ctx.fields.set(id, { show: (text) => showError({ node, control, spot, hint, id }, text) });
  ctx.fields.get(id).show(null);
  for (const type of ["input", "change"]) node.addEventListener(type, () => ctx.fields.get(id).show(null)); // being mended
  return node;
}

function showError({ node, control, spot, hint, id }, text) {
  node.classList.toggle("invalid", Boolean(text));
  const said =
    text &&
    h("p", { class: "field-error", id: uid("error"), "data-testid": `error-${id}` }, icon("warn"), h("span", { text }));
  spot.replaceChildren(...(said ? [said] : []));
  const described = [said?.id, hint?.id].filter(Boolean).join(" ");
  if (described) control.setAttribute("aria-describedby", described);
  else control.removeAttribute("aria-describedby");
  if (text) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/** One element; place: { block, live (presses are sent), input, optional, label }. */
function element(el, ctx, place) {
  if (el.type === "button") return button(el, ctx, place);
  if (el.type === "overflow") return overflow(el, ctx, place);
  if (el.type === "checkboxes" || el.type === "radio_buttons") return choices(el, ctx, place);
  if (selectTypes.includes(el.type)) return select(el, ctx, place);
  if (inputTypes.includes(el.type)) return typed(el, ctx, place);
  if (el.type === "image") return { node: picture(el, "b-thumb"), control: h("span") };
  const node = h("span", { class: "unknown", text: `This page does not show ${el.type} yet.` });
  return { node, control: node };
}
