/**
 * The list of messages of one conversation or one thread: days, the line before what is new, and a scroll
 * position that stays where the reader is unless they are at the end.
 */
import { h, keepFocus, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { messageNode } from "./message.js";
import { dayKey, dayText, fromTs } from "./time.js";

const together = 300; // seconds within which one author's messages share a heading

export class MessageList {
  /** o: { store, user, channel, label, thread (ts) or null, notice(text), openThread(ts) or null } */
  constructor(o) {
    Object.assign(this, o);
    this.stuck = true;
    this.divider = null;
    this.log = h("div", {
      class: "log",
      role: "log",
      "aria-live": "polite",
      "aria-relevant": "additions",
      "aria-label": o.label,
    });
    this.jump = h(
      "button",
      { class: "jump", type: "button", hidden: true, onclick: () => this.toEnd() },
      icon("down"),
      "New messages",
    );
    this.scroller = h("div", { class: "scroller" }, this.log);
    this.node = h("div", { class: "list-wrap" }, this.scroller, this.jump);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.log.addEventListener("keydown", (e) => this.key(e));
    this.log.addEventListener("focusin", (e) => this.reach(e.target.closest(".message")));
    const watch = new ResizeObserver(() => {
      if (this.stuck) this.toEnd();
    });
    watch.observe(this.log);
    watch.observe(this.scroller);
  }

  /** Shows the messages of a conversation as it is now. */
  update(conversation) {
    this.conversation = conversation;
    const messages = conversation.messages.filter((m) => this.belongs(m));
    this.markNew(conversation.messages, conversation.unread);
    const had = this.last;
    this.last = messages.at(-1)?.ts;
    keepFocus(this.log, () =>
      reconcile(this.log, this.rows(messages), {
        key: (r) => r.key,
        signature: (r) => r.signature,
        make: (r, old) => r.make(old),
      }),
    );
    this.keepOneStop();
    if (this.stuck) this.toEnd();
    else if (had && this.last !== had) this.jump.hidden = messages.at(-1)?.mine !== false && this.toEnd() === undefined;
  }

  redraw() {
    this.update(this.conversation);
  }

  belongs(m) {
    if (this.thread) return m.ts === this.thread || m.thread_ts === this.thread;
    return !m.thread_ts || m.thread_ts === m.ts;
  }

  /** The ts of the latest reply to a message, or undefined. */
  lastReply(ts) {
    return this.conversation.messages.filter((m) => m.thread_ts === ts && m.ts !== ts).at(-1)?.ts;
  }

  markNew(messages, unread) {
    if (this.thread || !unread) return;
    const fresh = messages.filter((m) => !m.mine && !m.deleted).slice(-unread);
    const first = fresh.find((m) => this.belongs(m));
    const answer = performance.now() - (this.settled ?? -Infinity) < 4000;
    if (first && !answer && (!this.seen || first.ts > this.seen)) this.divider = first.ts;
    this.seen = fresh.at(-1)?.ts ?? this.seen;
  }

  /** Takes the "New" line away once the person has written; the answer to that is not news either. */
  settle() {
    this.divider = null;
    this.settled = performance.now();
  }

  rows(messages) {
    const zone = this.store.user(this.user)?.tz;
    const now = this.store.now();
    const rows = [];
    let before = null;
    let lastDay = null;
    for (const m of messages) {
      const at = fromTs(m.ts);
      const day = dayKey(at, zone);
      if (day !== lastDay) {
        rows.push(divider(`day-${day}`, "day", dayText(at, zone, now)));
        before = null;
      }
      lastDay = day;
      if (m.ts === this.divider) {
        rows.push(divider("new", "new-line", "New"));
        before = null;
      }
      const slim = Boolean(
        before &&
        before.user === m.user &&
        before.bot === m.bot &&
        before.ephemeral === m.ephemeral &&
        !m.ephemeral &&
        Number(m.ts) - Number(before.ts) < together,
      );
      rows.push({
        key: `m-${m.ts}`,
        signature: JSON.stringify([m, slim, zone, this.lastReply(m.ts), this.store.name(m.user)]),
        make: (old) => messageNode(m, this, { slim, old }),
      });
      if (this.thread && m.ts === this.thread && messages.length > 1) {
        rows.push(
          divider("replies", "replies-line", messages.length === 2 ? "1 reply" : `${messages.length - 1} replies`),
        );
        before = null;
      } else before = m;
    }
    return rows;
  }

  scrolled() {
    const s = this.scroller;
    this.stuck = s.scrollHeight - s.scrollTop - s.clientHeight < 48;
    if (this.stuck) this.jump.hidden = true;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.stuck = true;
    this.jump.hidden = true;
  }

  all() {
    return [...this.log.querySelectorAll(":scope > .message")];
  }

  /** Tab reaches one message of the list; arrows go to the others. */
  keepOneStop() {
    const all = this.all();
    if (!all.some((n) => n.tabIndex === 0)) this.reach(all.at(-1));
  }

  reach(node) {
    if (!node) return;
    for (const n of this.all()) {
      n.tabIndex = n === node ? 0 : -1;
      n.querySelectorAll(".tool").forEach((t) => {
        t.tabIndex = n === node ? 0 : -1;
      });
    }
  }

  key(e) {
    const at = this.all().indexOf(e.target);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: this.all().length - 1 }[e.key];
    if (at < 0 || to === undefined) return;
    e.preventDefault();
    this.all()[Math.max(0, to)]?.focus();
  }

  /** Focuses a message of the list, if it is there. */
  focusMessage(ts) {
    this.log.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`)?.focus({ preventScroll: true });
  }

  /** Opens the editor of the person's own last message; false when there is none. */
  editLast() {
    const own = this.all()
      .filter((n) => n.startEdit)
      .at(-1);
    if (own) own.startEdit();
    return Boolean(own);
  }
}

function divider(key, look, text) {
  return {
    key,
    signature: text,
    make: () => h("div", { class: `divider ${look}`, role: "separator", "aria-label": text }, h("span", { text })),
  };
}
