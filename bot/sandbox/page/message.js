/** One message: who, when, what, its files, its thread, and what its author may do with it. */
import { post, words } from "./api.js";
import { avatar } from "./avatar.js";
import { renderBlocks } from "./blocks.js";
import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { presser } from "./press.js";
import { clockText, fromTs, timeText } from "./time.js";
import { toTyped } from "./typedtext.js";

/**
 * Draws a message. list: { store, user, channel, notice(text), openThread(ts) or null, redraw() }; old is the node
 * this one replaces, whose inputs are carried over; slim leaves out avatar and name.
 */
export function messageNode(msg, list, { slim, old }) {
  const { store, user } = list;
  const zone = store.user(user)?.tz;
  const form = new Form(old?.form?.values(), msg.state);
  const ctx = { store, user, zone, form, scope: "message", fields: new Map() };
  ctx.act = presser(ctx, { channel: list.channel, ts: msg.ts }, list.notice);
  const who = store.user(msg.user) || { real_name: msg.name, is_bot: msg.bot };
  const at = fromTs(msg.ts);
  const time = h("time", {
    class: "when",
    datetime: at.toISOString(),
    title: clockText(at, zone),
    text: timeText(at, zone),
  });
  const head = h(
    "div",
    { class: slim ? "m-head slim" : "m-head" },
    h("span", { class: "m-name", text: msg.name || store.name(msg.user) }),
    msg.bot && h("span", { class: "app-tag", text: "APP" }),
    time,
  );
  const content = h("div", { class: "m-content" }, body(msg, ctx));
  const node = h(
    "div",
    {
      class: `message${slim ? " slim" : ""}${msg.ephemeral ? " ephemeral" : ""}`,
      tabIndex: -1,
      "data-testid": "message",
      "data-ts": msg.ts,
      "data-focus": `message ${msg.ts}`,
    },
    h("div", { class: "m-side" }, slim ? null : avatar(who)),
    h(
      "div",
      { class: "m-main" },
      msg.ephemeral && h("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
      head,
      content,
      threadButton(msg, list, zone),
    ),
  );
  node.form = form;
  if (!msg.deleted) node.append(tools(msg, list, node, content));
  return node;
}

function body(msg, ctx) {
  if (msg.deleted) return h("p", { class: "gone", text: "This message was deleted." });
  const main = msg.blocks?.length
    ? h("div", { class: "blocks" }, renderBlocks(msg.blocks, ctx))
    : h("div", { class: "text" }, mrkdwn(msg.text, ctx));
  const files = (msg.files || []).map((f) => h("span", { class: "file" }, icon("file"), f.name || f.title));
  if (msg.edited && !msg.bot) // an app redraws its messages all the time; what people changed is marked
    (main.lastElementChild?.matches("p.para") ? main.lastElementChild : main).append(
      h("span", { class: "edited", text: " (edited)" }),
    );
  return [main, files.length ? h("div", { class: "files" }, files) : null];
}

function threadButton(msg, list, zone) {
  if (!msg.reply_count || !list.openThread) return null;
  const last = list.lastReply(msg.ts);
  const count = msg.reply_count === 1 ? "1 reply" : `${msg.reply_count} replies`;
  return h(
    "button",
    {
      class: "thread-link",
      type: "button",
      "data-testid": "open-thread",
      "data-focus": `thread ${msg.ts}`,
      onclick: () => list.openThread(msg.ts),
    },
    icon("reply"),
    h("strong", { text: count }),
    last && h("span", { class: "muted", text: `last at ${timeText(fromTs(last), zone)}` }),
  );
}

function tools(msg, list, node, content) {
  const tool = (name, label, act, testid) =>
    h(
      "button",
      {
        class: "tool",
        type: "button",
        tabIndex: -1,
        "aria-label": label,
        title: label,
        "data-testid": testid,
        "data-focus": `${testid} ${msg.ts}`,
        onclick: act,
      },
      icon(name),
    );
  const bar = h("div", { class: "tools", role: "toolbar", "aria-label": "Message" });
  if (msg.bot && !msg.ephemeral)
    bar.append(tool("bell", "What a locked screen shows", () => lockScreen(msg, content), "lock-screen"));
  if (list.openThread && !msg.ephemeral)
    bar.append(tool("reply", "Reply in thread", () => list.openThread(msg.ts), "reply"));
  if (msg.mine && !msg.bot) {
    bar.append(
      tool("edit", "Edit", () => edit(msg, list, node, content), "edit"),
      tool("trash", "Delete", () => remove(msg, list, node), "delete"),
    );
  }
  node.startEdit = msg.mine && !msg.bot ? () => edit(msg, list, node, content) : null;
  return bar.children.length ? bar : h("span", { hidden: true });
}

/** Shows or hides the words of the notification: what others near the phone could read. */
function lockScreen(msg, content) {
  const shown = content.querySelector(".lock-note");
  if (shown) shown.remove();
  else
    content.append(
      h(
        "p",
        { class: "lock-note", role: "status" },
        icon("bell"),
        h("span", {}, h("span", { class: "muted", text: "A locked screen shows: " }), msg.notification || "nothing"),
      ),
    );
}

async function remove(msg, list, node) {
  const sure = await ask({
    title: "Delete this message?",
    text: ["It disappears for everybody in this conversation."],
    yes: "Delete",
    no: "Keep it",
    danger: true,
    near: node,
  });
  if (!sure) return;
  await send("delete", { user: list.user, channel: list.channel, ts: msg.ts }, list);
}

async function send(path, payload, list) {
  try {
    await post(path, payload);
    list.notice(null);
    return true;
  } catch (error) {
    list.notice(words(error));
    return false;
  } finally {
    list.store.refresh(list.user);
  }
}

function edit(msg, list, node, content) {
  if (node.locked) return;
  node.locked = true; // incoming changes leave this node alone until the edit is done
  const was = toTyped(msg.text, list.store);
  const area = h("textarea", {
    class: "input area",
    rows: Math.min(8, was.split("\n").length + 1),
    value: was,
    "aria-label": "Edit message",
  });
  const before = [...content.childNodes];
  const done = () => {
    node.locked = false;
    node.keptSignature = null;
    content.replaceChildren(...before);
    list.redraw();
    list.focusMessage(msg.ts);
  };
  const save = async () => {
    const text = area.value.trim();
    if (
      !text ||
      text === was ||
      (await send("edit", { user: list.user, channel: list.channel, ts: msg.ts, text }, list))
    )
      done();
  };
  area.addEventListener("keydown", (e) => {
    if (e.key === "Escape") {
      e.preventDefault();
      e.stopPropagation();
      done();
    }
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
      e.preventDefault();
      save();
    }
  });
  content.replaceChildren(
    area,
    h(
      "div",
      { class: "edit-foot" },
      h("button", { class: "btn primary solid small", type: "button", onclick: save }, "Save"),
      h("button", { class: "btn small", type: "button", onclick: done }, "Cancel"),
    ),
  );
  area.focus();
  area.setSelectionRange(was.length, was.length);
}
