/**
 * Between what Slack stores ("Thanks <@U1> &amp; all") and what a person would type ("Thanks @maya & all"). The other
 * direction is the workspace's: it marks mentions and escapes, as Slack does.
 */

/** What to offer for editing a stored text. */
export function toTyped(text, store) {
  return (text || "")
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${store.user(id)?.name ?? id}`)
    .replace(/<#(\w+)(?:\|([^>]*))?>/g, (_, id, name) => `#${name || store.channel(id)?.name || id}`)
    .replace(/<!(channel|here|everyone)(?:\|[^>]*)?>/g, "@$1")
    .replace(/<((?:https?:|mailto:)[^>|]+)(?:\|([^>]*))?>/g, (_, url) => url)
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
}
