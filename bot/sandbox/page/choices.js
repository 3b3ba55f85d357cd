/** Block Kit's pressable elements: buttons, overflow menus, checkboxes and radio buttons. */
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { bare, safe, textObject } from "./mrkdwn.js";
import { popup } from "./popup.js";

/** A button; one with an address also opens it, in its own tab. */
export function button(el, ctx, place) {
  const look = el.style === "primary" ? " primary" : el.style === "danger" ? " danger" : "";
  const address = safe(el.url) ? el.url : null;
  const node = h(
    address ? "a" : "button",
    {
      class: `btn${look}`,
      type: address ? undefined : "button",
      href: address,
      target: address && "_blank",
      rel: address && "noopener noreferrer",
      "aria-label": el.accessibility_label,
      "data-action-id": el.action_id,
      "data-focus": `${place.block} ${el.action_id} ${el.value || ""}`,
      onclick: async (e) => {
        if (address && el.confirm) e.preventDefault();
        const went = await ctx.act(
          place.block,
          el,
          { type: "button", text: el.text, value: el.value, style: el.style },
          node,
        );
        if (went && address && el.confirm) open(address, "_blank", "noopener");
      },
    },
    textObject(el.text, ctx),
  );
  return { node, control: node };
}

/** An overflow menu: a few more things to do, behind three dots. */
export function overflow(el, ctx, place) {
  const id = uid("menu");
  const node = h(
    "button",
    {
      class: "btn icon-only",
      type: "button",
      "aria-label": place.label ? `More for ${place.label}` : "More",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": id,
      "data-action-id": el.action_id,
      "data-focus": `${place.block} ${el.action_id}`,
      onclick: () => (pop.isOpen() ? shut() : show(0)),
      onkeydown: (e) => {
        if (e.key === "ArrowDown" || e.key === "ArrowUp") {
          e.preventDefault();
          show(e.key === "ArrowDown" ? 0 : -1);
        }
      },
    },
    icon("more"),
  );
  const items = (el.options || []).map((option) =>
    h(
      "button",
      {
        class: "option",
        role: "menuitem",
        type: "button",
        tabIndex: -1,
        "data-value": option.value,
        onclick: () => choose(option),
      },
      h(
        "span",
        { class: "option-text" },
        bare(option.text),
        option.description && h("span", { class: "option-note", text: bare(option.description) }),
      ),
    ),
  );
  const menu = h("div", { class: "menu", role: "menu", id, onkeydown: (e) => keys(e) }, items);
  const pop = popup(menu, node, () => shut(false), 180);
  function show(at) {
    pop.open();
    node.setAttribute("aria-expanded", "true");
    items.at(at).focus();
  }
  function shut(back = true) {
    pop.close();
    node.setAttribute("aria-expanded", "false");
    if (back) node.focus();
  }
  function keys(e) {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[e.key];
    if (e.key === "Tab") shut();
    else if (e.key === "Escape") {
      e.preventDefault();
      e.stopPropagation();
      shut();
    } else if (to !== undefined) {
      e.preventDefault();
      items.at(to % items.length).focus();
    }
  }
  function choose(option) {
    shut();
    if (safe(option.url)) open(option.url, "_blank", "noopener");
    ctx.act(place.block, el, { type: "overflow", selected_option: option }, node);
  }
  return { node: h("span", { class: "overflow" }, node, menu), control: node };
}

/** Checkboxes and radio buttons. */
export function choices(el, ctx, place) {
  const many = el.type === "checkboxes";
  const field = many ? "selected_options" : "selected_option";
  const seed = ctx.form.seed(place.block, el.action_id, el.type);
  const start = seed ? seed[field] : el[many ? "initial_options" : "initial_option"];
  let last = new Set((many ? start || [] : start ? [start] : []).map((x) => x.value));
  const name = uid("choice");
  const inputs = el.options.map((option) =>
    h("input", {
      type: many ? "checkbox" : "radio",
      name,
      id: uid("c"),
      value: option.value,
      checked: last.has(option.value),
      "data-action-id": el.action_id,
      "data-focus": `${place.block} ${el.action_id} ${option.value}`,
      onchange: () => changed(),
    }),
  );
  const rows = el.options.map((option, i) =>
    h(
      "div",
      { class: "choice" },
      inputs[i],
      h(
        "label",
        { htmlFor: inputs[i].id },
        h("span", { class: "choice-text" }, textObject(option.text, ctx)),
        option.description && h("span", { class: "option-note" }, textObject(option.description, ctx)),
      ),
    ),
  );
  const node = h("div", { class: "choices", role: many ? "group" : "radiogroup", "aria-label": place.label }, rows);
  const entry = () => {
    const on = el.options.filter((_, i) => inputs[i].checked);
    return { type: el.type, [field]: many ? on : (on[0] ?? null) };
  };
  async function changed() {
    if (place.live && !(await ctx.act(place.block, el, entry(), node))) {
      inputs.forEach((x) => {
        x.checked = last.has(x.value);
      });
      return;
    }
    last = new Set(inputs.filter((x) => x.checked).map((x) => x.value));
  }
  ctx.form.add(place.block, el.action_id, {
    entry,
    focus: () => (inputs.find((x) => x.checked) || inputs[0])?.focus(),
    problem: () =>
      place.input && !place.optional && !inputs.some((x) => x.checked)
        ? many
          ? "Please choose at least one."
          : "Please choose one."
        : null,
  });
  return { node, control: node };
}
