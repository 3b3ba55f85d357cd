/**
 * Slack's mrkdwn as DOM nodes. What people wrote only ever becomes text nodes, and a link only an address
 * of a known kind, so nothing in a message can act on the page.
 *
 * ctx: { store, zone } gives names for mentions and the reader's zone for dates.
 */
import { add, h } from "./dom.js";
import { emoji } from "./emoji.js";
import { slackDate } from "./time.js";

/** Undoes the three escapes of Slack's texts, each exactly once. */
export const unescape = (text) => text.replace(/&(amp|lt|gt);/g, (_, n) => ({ amp: "&", lt: "<", gt: ">" })[n]);

/** A text object ({type, text, emoji, verbatim}) as nodes; plain_text keeps everything but emoji. */
export function textObject(object, ctx) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, ctx) : plain(object.text);
}

/** The bare string of a text object, for labels. */
export const bare = (object) => plain(object?.text || "").join("");

/** Plain text: emoji names replaced, line breaks kept by the style sheet. */
export function plain(text) {
  return [unescape(text || "").replace(/:([a-z0-9_+-]+):/g, (all, name) => emoji(name) ?? all)];
}

/** A whole mrkdwn text: fenced code first, then quotes, lists and lines. */
export function mrkdwn(text, ctx) {
  const out = [];
  (text || "").split("```").forEach((part, i, all) => {
    const fenced = i % 2 === 1 && i < all.length - 1;
    if (fenced) out.push(h("pre", { class: "pre" }, h("code", { text: unescape(part.replace(/^\n|\n$/g, "")) })));
    else out.push(...lines(i % 2 === 1 ? "```" + part : part, ctx));
  });
  return out;
}

const kinds = [
  ["quote", /^(?:&gt;|>) ?(.*)$/],
  ["ul", /^\s*[•◦▪-] +(.*)$/],
  ["ol", /^\s*\d{1,3}[.)] +(.*)$/],
];

function lines(text, ctx) {
  const groups = [];
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const [kind, pattern] = kinds.find(([, p]) => p.test(line)) || ["text", /^(.*)$/];
    const body = pattern.exec(line)[1];
    const last = groups[groups.length - 1];
    if (last && last.kind === kind) last.body.push(body);
    else groups.push({ kind, body: [body], first: line });
  }
  return groups.filter((g) => g.kind !== "text" || g.body.join("").trim() !== "").map((g) => group(g, ctx));
}

function group({ kind, body, first }, ctx) {
  if (kind === "text") return h("p", { class: "para" }, inline(body.join("\n").replace(/^\n+|\n+$/g, ""), ctx));
  if (kind === "quote") return h("blockquote", {}, inline(body.join("\n"), ctx));
  const start = kind === "ol" ? parseInt(first, 10) : undefined;
  return h(
    kind,
    { class: "list", start: start === 1 ? undefined : start },
    body.map((b) => h("li", {}, inline(b, ctx))),
  );
}

/** What inline mrkdwn knows, in the order of token's arguments; marks count only at the edge of a word. */
const tokens = new RegExp(
  [
    /<([^<>\n]+)>/, // mention, date or link
    /`([^`\n]+)`/, // code
    /(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])/, // bold
    /(?<!\w)_(?=\S)([^\n]*?[^\s_])_(?!\w)/, // italic
    /(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])/, // struck through
    /:([a-z0-9_+-]+):/, // emoji
    /(https?:\/\/[^\s<>]+[^\s<>.,;:!?)'"])/, // bare address
  ]
    .map((part) => part.source)
    .join("|"),
  "g",
);

/** One run of inline mrkdwn as nodes. */
export function inline(text, ctx) {
  const out = [];
  let at = 0;
  for (const m of text.matchAll(tokens)) {
    out.push(unescape(text.slice(at, m.index)));
    out.push(token(m, ctx));
    at = m.index + m[0].length;
  }
  out.push(unescape(text.slice(at)));
  return out;
}

function token([all, angle, code, bold, italic, strike, name, url], ctx) {
  if (angle !== undefined) return special(angle, ctx);
  if (code !== undefined) return h("code", { class: "code", text: unescape(code) });
  if (bold !== undefined) return h("strong", {}, inline(bold, ctx));
  if (italic !== undefined) return h("em", {}, inline(italic, ctx));
  if (strike !== undefined) return h("s", {}, inline(strike, ctx));
  if (name !== undefined) return emoji(name) ?? all;
  return link(unescape(url), [unescape(url)]);
}

function special(inner, ctx) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : inner.slice(bar + 1);
  if (target.startsWith("@")) return mention(target.slice(1), ctx, label);
  if (target.startsWith("#")) return channel(target.slice(1), ctx, label);
  if (target.startsWith("!date^")) return date(target, label, ctx);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention", text: unescape(label) || "@group" });
  if (target.startsWith("!")) return h("span", { class: "mention", text: `@${target.slice(1)}` });
  if (!safe(unescape(target))) return label ? plain(label).join("") : unescape(`<${inner}>`);
  return link(unescape(target), label ? plain(label) : [unescape(target).replace(/^mailto:/, "")]);
}

/** A person's name as a mention; the reader's own is set apart. */
export function mention(id, ctx, label) {
  const known = ctx.store.user(id);
  const mine = id === ctx.user ? " mine" : "";
  return h("span", { class: `mention${mine}`, text: `@${known ? ctx.store.name(id) : unescape(label || id)}` });
}

/** A channel's name as a mention. */
export function channel(id, ctx, label) {
  const known = ctx.store.channel(id);
  return h("span", { class: "mention", text: `#${(known ? known.name : unescape(label || id)).replace(/^#/, "")}` });
}

function date(target, fallback, ctx) {
  const [, seconds, form, url] = target.split("^");
  if (!/^\d+$/.test(seconds || "") || !form) return unescape(fallback);
  const text = slackDate(seconds, unescape(form), ctx.zone, ctx.store.now());
  return url
    ? link(unescape(url), [text])
    : h("time", { datetime: new Date(seconds * 1000).toISOString(), title: unescape(fallback), text });
}

/** A link that opens in its own tab; only web, mail and phone addresses become one. */
export function link(url, label) {
  if (!safe(url)) return add(h("span"), label);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** Whether an address is of a kind that a link may have. */
export const safe = (url) => /^(https?:\/\/|mailto:|tel:)/i.test(url || "");
