/** One conversation in a person's pane: its messages, its composer, and beside or over them an open thread. */
import { post } from "./api.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./messages.js";

export class Conversation {
  /** o: { store, user, conversation } */
  constructor({ store, user, conversation }) {
    Object.assign(this, { store, user, id: conversation.id });
    this.data = conversation;
    const with_ = conversation.kind === "channel" ? `#${conversation.name.replace(/^#/, "")}` : conversation.name;
    this.status = h("div", { class: "notice", role: "status" });
    const notice = (text, look) => this.notice(text, look);
    this.list = new MessageList({
      store,
      user,
      channel: this.id,
      label: `Messages with ${with_}`,
      notice,
      openThread: (ts) => this.openThread(ts),
    });
    this.composer = new Composer({
      store,
      user,
      channel: this.id,
      placeholder: `Message ${with_}`,
      notice,
      editLast: () => this.list.editLast(),
      sent: () => this.sent(),
    });
    this.empty = h(
      "div",
      { class: "empty", hidden: true },
      h("p", { class: "empty-title", text: `This is the start of the conversation with ${with_}` }),
      h("p", { text: "Write something, or type / to see what the app can do." }),
    );
    this.side = h("aside", { class: "thread", hidden: true, "aria-label": "Thread" });
    this.main = h("div", { class: "talk-main" }, this.empty, this.list.node, this.status, this.composer.node);
    this.node = h("div", { class: "talk" }, this.main, this.side);
  }

  update(conversation) {
    this.data = conversation;
    this.empty.hidden = conversation.messages.length > 0;
    this.list.update(conversation);
    if (this.thread) this.thread.update(conversation);
    const gone = this.store.user(this.user)?.deleted;
    this.composer.node.hidden = Boolean(gone);
    if (gone) this.notice("This account is deactivated, so nothing can be sent from it.");
    else if (this.wasGone) this.notice(null);
    this.wasGone = gone;
  }

  notice(text, look = "") {
    this.status.className = `notice ${look}`;
    this.status.textContent = text || "";
  }

  /** Tells the workspace that the person has seen what is here. */
  read() {
    if (this.data.unread && !this.reading) {
      this.reading = true;
      post("read", { user: this.user, channel: this.id })
        .catch(() => null)
        .then(() => {
          this.reading = false;
          this.store.refresh(this.user);
        });
    }
  }

  sent() {
    this.list.settle();
    this.list.toEnd();
  }

  openThread(ts) {
    const notice = (text, look) => this.notice(text, look);
    const { store, user } = this;
    this.thread = new MessageList({
      store,
      user,
      channel: this.id,
      label: "Replies",
      thread: ts,
      notice,
      openThread: null,
    });
    const composer = new Composer({
      store,
      user,
      channel: this.id,
      thread: ts,
      placeholder: "Reply in the thread",
      notice,
      editLast: () => this.thread.editLast(),
      sent: () => this.thread.toEnd(),
    });
    this.side.replaceChildren(
      h(
        "header",
        { class: "thread-head" },
        h("h3", { text: "Thread" }),
        h(
          "button",
          {
            class: "btn ghost icon-only",
            type: "button",
            "aria-label": "Close thread",
            "data-testid": "close-thread",
            onclick: () => this.closeThread(ts),
          },
          icon("close"),
        ),
      ),
      this.thread.node,
      composer.node,
    );
    this.side.onkeydown = (e) => {
      if (e.key === "Escape" && !e.defaultPrevented) this.closeThread(ts);
    };
    this.side.hidden = false;
    this.node.classList.add("with-thread");
    this.thread.update(this.data);
    composer.focus();
  }

  closeThread(ts) {
    this.thread = null;
    this.side.hidden = true;
    this.side.replaceChildren();
    this.node.classList.remove("with-thread");
    this.list.focusMessage(ts);
  }
}
