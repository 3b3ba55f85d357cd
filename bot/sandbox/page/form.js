/**
 * The inputs of one message, modal or Home: each registers here under block and action, and the form gives
 * back what Slack would send as state.values. A redraw starts from what was typed (carried), then from what
 * the workspace remembers (known), and only then from an element's own initial value.
 */
export class Form {
  constructor(carried, known) {
    this.fields = new Map();
    this.carried = carried || {};
    this.known = known || {};
  }

  /** Adds a field: entry() is its Slack state object, problem() why it cannot be sent (or null), focus(). */
  add(block, action, field) {
    this.fields.set(`${block} ${action}`, { block, action, ...field });
  }

  /** The state to start from, if it is of the same type; undefined means: use the element's initial value. */
  seed(block, action, type) {
    const entry = this.carried[block]?.[action] ?? this.known[block]?.[action];
    return entry && entry.type === type ? entry : undefined;
  }

  /** state.values as Slack sends it. */
  values() {
    const out = {};
    for (const f of this.fields.values()) (out[f.block] ||= {})[f.action] = f.entry();
    return out;
  }

  /** What keeps the form from being sent: {block_id: text}, empty when nothing does. */
  problems() {
    const out = {};
    for (const f of this.fields.values()) {
      const text = f.problem ? f.problem() : null;
      if (text) out[f.block] = text;
    }
    return out;
  }

  /** Focuses the first field of a block; false when it has none. */
  focus(block) {
    const field = [...this.fields.values()].find((f) => f.block === block);
    if (field) field.focus();
    return Boolean(field);
  }
}
