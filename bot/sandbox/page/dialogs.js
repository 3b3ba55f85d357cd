/** The page's own dialogs (questions, help, settings), as native modal dialogs: they trap focus and give it back. */
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { bare, textObject } from "./mrkdwn.js";

/** Opens a dialog with a title; body gets close(result). The promise gives the result, null when dismissed. */
export function dialog({ title, body, near, look = "", testid }) {
  return new Promise((resolve) => {
    const id = uid("title");
    const node = h("dialog", { class: `dialog ${look}`, "aria-labelledby": id, "data-testid": testid });
    let result = null;
    const close = (value) => {
      result = value;
      node.close();
    };
    node.append(
      h(
        "header",
        { class: "dialog-head" },
        h("h2", { id, text: title }),
        h(
          "button",
          { class: "btn ghost icon-only", type: "button", "aria-label": "Close", onclick: () => close(null) },
          icon("close"),
        ),
      ),
      body(close),
    );
    node.addEventListener("click", (e) => {
      if (e.target === node) close(null);
    });
    node.addEventListener("keydown", (e) => e.stopPropagation());
    node.addEventListener("close", () => {
      node.remove();
      resolve(result);
    });
    document.body.append(node);
    node.showModal();
    const pane = near?.closest(".pane");
    if (pane)
      node.style.setProperty("--over", `${Math.round(pane.getBoundingClientRect().left + pane.clientWidth / 2)}px`);
    node.classList.toggle("over-pane", Boolean(pane));
  });
}

/** Asks a Block Kit confirm object ({title, text, confirm, deny, style}); true when confirmed. */
export function confirmFirst(confirm, ctx, near) {
  return ask({
    title: bare(confirm.title) || "Are you sure?",
    text: textObject(confirm.text, ctx),
    yes: bare(confirm.confirm) || "Yes",
    no: bare(confirm.deny) || "Cancel",
    danger: confirm.style === "danger",
    near,
  });
}

/** Asks a yes-or-no question; true for yes. */
export async function ask({ title, text, yes, no, danger, near }) {
  const body = (close) =>
    h(
      "div",
      {},
      h("div", { class: "dialog-body text" }, text),
      h(
        "footer",
        { class: "dialog-foot" },
        h("button", { class: "btn", type: "button", autofocus: true, onclick: () => close(false) }, no),
        h(
          "button",
          {
            class: `btn ${danger ? "danger" : "primary"} solid`,
            type: "button",
            "data-testid": "confirm-yes",
            onclick: () => close(true),
          },
          yes,
        ),
      ),
    );
  return (await dialog({ title, body, near, look: "small", testid: "confirm" })) === true;
}
