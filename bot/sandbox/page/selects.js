/** Block Kit's selects, single and multi, for fixed options, people and conversations, over one combobox. */
import { combobox } from "./combobox.js";
import { bare } from "./mrkdwn.js";

/** Which field of a state entry holds the choice, by element type without "multi_". */
const holds = {
  static_select: ["selected_option", "selected_options"],
  users_select: ["selected_user", "selected_users"],
  conversations_select: ["selected_conversation", "selected_conversations"],
  channels_select: ["selected_channel", "selected_channels"],
};

export const selectTypes = Object.keys(holds).flatMap((t) => [t, `multi_${t}`]);

/** Renders a select and registers it with the form. */
export function select(el, ctx, place) {
  const multi = el.type.startsWith("multi_");
  const kind = el.type.replace("multi_", "");
  const field = holds[kind][multi ? 1 : 0];
  const source = kind === "static_select" ? fixed(el) : kind === "users_select" ? users(ctx) : conversations(ctx, kind);
  const entryOf = (keys) => {
    const values = keys.map((k) => source.find((s) => s.key === k).value);
    return { type: el.type, [field]: multi ? values : (values[0] ?? null) };
  };
  let last = initial(el, ctx, place, field, multi);
  const box = combobox({
    options: source,
    selected: last,
    multi,
    max: el.max_selected_items,
    clearable: place.optional,
    placeholder: bare(el.placeholder),
    label: place.label,
    name: el.action_id,
    focus: `${place.block} ${el.action_id}`,
    changed: async (keys) => {
      if (place.live && !(await ctx.act(place.block, el, entryOf(keys), box.box))) return box.select(last);
      last = keys;
    },
  });
  ctx.form.add(place.block, el.action_id, {
    entry: () => entryOf(box.keys()),
    focus: () => box.control.focus(),
    problem: () => (place.input && !place.optional && !box.keys().length ? "Please choose one." : null),
  });
  return { node: box.node, control: box.control };
}

function initial(el, ctx, place, field, multi) {
  const seed = ctx.form.seed(place.block, el.action_id, el.type);
  const names = {
    selected_option: "initial_option",
    selected_options: "initial_options",
    selected_user: "initial_user",
    selected_users: "initial_users",
    selected_conversation: "initial_conversation",
    selected_conversations: "initial_conversations",
    selected_channel: "initial_channel",
    selected_channels: "initial_channels",
  };
  const start = seed ? seed[field] : el[names[field]];
  const list = multi ? start || [] : start ? [start] : [];
  return list.map((v) => (typeof v === "string" ? v : v.value));
}

function fixed(el) {
  const option = (group) => (x) => ({
    key: x.value,
    text: bare(x.text),
    description: bare(x.description) || undefined,
    group,
    value: { ...x },
  });
  if (el.option_groups) return el.option_groups.flatMap((g) => g.options.map(option(bare(g.label))));
  return (el.options || []).map(option(undefined));
}

function users(ctx) {
  return ctx.store
    .people()
    .filter((u) => !u.deleted)
    .map((u) => ({ key: u.id, value: u.id, text: ctx.store.name(u.id), description: u.title || undefined }));
}

function conversations(ctx, kind) {
  const channels = (ctx.store.workspace.channels || []).map((c) => ({
    key: c.id,
    value: c.id,
    text: c.name.startsWith("#") ? c.name : `#${c.name}`,
  }));
  if (kind === "channels_select") return channels;
  const own = ctx.store.view(ctx.user)?.conversations || [];
  const direct = own
    .filter((c) => c.kind === "im")
    .map((c) => ({ key: c.id, value: c.id, text: c.name, description: "Direct message" }));
  const known = new Set(direct.map((c) => c.key));
  return [...direct, ...channels.filter((c) => !known.has(c.key))];
}
