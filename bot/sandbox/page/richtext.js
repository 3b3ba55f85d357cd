/** rich_text blocks (sections, lists, quotes, preformatted text) as DOM nodes. */
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channel, link, mention } from "./mrkdwn.js";
import { slackDate } from "./time.js";

/** The nodes of one rich_text block. */
export function richText(block, ctx) {
  return (block.elements || []).map((part) => piece(part, ctx));
}

function piece(part, ctx) {
  const kids = part.elements || [];
  if (part.type === "rich_text_list") return list(part, ctx);
  if (part.type === "rich_text_quote") return h("blockquote", {}, runs(kids, ctx));
  if (part.type === "rich_text_preformatted") return h("pre", { class: "pre" }, h("code", {}, runs(kids, ctx)));
  return h("p", { class: "para" }, runs(kids, ctx));
}

function list(part, ctx) {
  const tag = part.style === "ordered" ? "ol" : "ul";
  const items = (part.elements || []).map((item) => h("li", {}, runs(item.elements || [], ctx)));
  return h(
    tag,
    { class: `list indent-${Math.min(part.indent || 0, 4)}`, start: part.offset ? part.offset + 1 : undefined },
    items,
  );
}

function runs(kids, ctx) {
  return kids.map((kid) => run(kid, ctx));
}

function run(kid, ctx) {
  switch (kid.type) {
    case "text":
      return styled(kid.style, kid.text);
    case "link":
      return styled(kid.style, link(kid.url, [kid.text || kid.url]));
    case "user":
      return mention(kid.user_id, ctx);
    case "channel":
      return channel(kid.channel_id, ctx);
    case "broadcast":
      return h("span", { class: "mention", text: `@${kid.range}` });
    case "emoji":
      return emoji(kid.name) ?? `:${kid.name}:`;
    case "date":
      return slackDate(kid.timestamp, kid.format || "{date_short}", ctx.zone, ctx.store.now());
    default:
      return kid.text || kid.fallback || "";
  }
}

const tags = { code: "code", strike: "s", italic: "em", bold: "strong" };

function styled(style, inner) {
  let node = inner;
  for (const [name, tag] of Object.entries(tags)) {
    if (style && style[name]) node = h(tag, { class: name === "code" ? "code" : undefined }, node);
  }
  return node;
}
