/** A small dialog for what the stand-in can change about a person: status, rest, time zone, and whether the account is active. */
import { post, words } from "./api.js";
import { dialog } from "./dialogs.js";
import { h, uid } from "./dom.js";
import { emoji } from "./emoji.js";
import { dayText, timeText, tomorrowAt } from "./time.js";

/** The picture of ":palm_tree:", empty for one that is not known. */
export const emojiIn = (name) => emoji((name || "").replaceAll(":", "")) || "";

/** Slack's own suggestions. */
const statuses = [
  { emoji: ":spiral_calendar_pad:", text: "In a meeting", ends: "hour" },
  { emoji: ":bus:", text: "Commuting", ends: "hour" },
  { emoji: ":face_with_thermometer:", text: "Out sick", ends: "day" },
  { emoji: ":palm_tree:", text: "Vacationing", ends: "" },
  { emoji: ":house_with_garden:", text: "Working remotely", ends: "day" },
];

const hour = 3600e3;

/** The choices for an end: what each is called and when it is. */
function ends(now, zone) {
  return {
    half: ["In 30 minutes", new Date(+now + hour / 2)],
    hour: ["In one hour", new Date(+now + hour)],
    day: ["At the end of the day", tomorrowAt(now, zone, 0)],
    morning: ["Tomorrow at 9:00", tomorrowAt(now, zone, 9)],
    week: ["In a week", new Date(+now + 7 * 24 * hour)],
  };
}

const choice = (value, text, selected) => h("option", { value, selected }, text);

/** A label over a menu or an input. */
function labelled(text, el, hint) {
  el.id = uid("field");
  return h(
    "div",
    { class: "field" },
    h("label", { class: "field-label", htmlFor: el.id, text }),
    el,
    hint && h("p", { class: "field-hint", text: hint }),
  );
}

/** Status and rest: their fields, and what was chosen there as the workspace wants it. */
function presence(store, user) {
  const now = store.now();
  const zone = user.tz;
  const at = (iso) => `${dayText(new Date(iso), zone, now)}, ${timeText(new Date(iso), zone)}`;
  const until = ends(now, zone);
  const was = user.status;
  const status = h(
    "select",
    { class: "input", "data-testid": "profile-status" },
    was && choice("as is", `${emojiIn(was.emoji)} ${was.text}${was.until ? `, until ${at(was.until)}` : ""}`, true),
    choice("", "None", !was),
    statuses.map((s, i) => choice(String(i), `${emojiIn(s.emoji)} ${s.text}`)),
  );
  const end = h(
    "select",
    { class: "input", "data-testid": "profile-status-end" },
    choice("", "They clear it themselves"),
    Object.entries(until).map(([key, [text]]) => choice(key, text)),
  );
  const ending = labelled("The status ends", end);
  const paint = () => {
    ending.hidden = !(status.value in statuses);
  };
  status.addEventListener("change", () => {
    if (status.value in statuses) end.value = statuses[status.value].ends;
    paint();
  });
  paint();
  const rest = h(
    "select",
    { class: "input", "data-testid": "profile-snooze" },
    user.snoozed_until && choice("as is", `Paused until ${at(user.snoozed_until)}`, true),
    choice("", "On", !user.snoozed_until),
    ["half", "hour", "morning", "week"].map((key) => choice(key, `Paused, ends: ${until[key][0].toLowerCase()}`)),
  );
  const chosen = () => {
    const change = {};
    const pick = statuses[status.value];
    if (status.value !== "as is" && (pick || was))
      change.status = { emoji: pick?.emoji || "", text: pick?.text || "", until: pick && until[end.value]?.[1].toISOString() };
    if (rest.value !== "as is" && (rest.value || user.snoozed_until))
      change.snooze = rest.value ? until[rest.value][1].toISOString() : "0001-01-01T00:00:00Z";
    return change;
  };
  return {
    fields: [
      labelled("Status", status, "What they show of themselves in Slack."),
      ending,
      labelled("Notifications", rest, "As if they had paused them: do not disturb."),
    ],
    chosen,
  };
}

/** Asks, and tells the workspace. */
export async function profile(store, id, near) {
  const user = store.user(id);
  const listId = uid("zones");
  const goneId = uid("gone");
  const zone = h("input", { class: "input", list: listId, value: user.tz, autocomplete: "off", "data-testid": "profile-zone" });
  const gone = h("input", { type: "checkbox", id: goneId, checked: Boolean(user.deleted) });
  const zones = Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone") : [user.tz];
  const { fields, chosen } = presence(store, user);
  const body = (close) =>
    h(
      "form",
      {
        noValidate: true,
        onsubmit: (e) => {
          e.preventDefault();
          close({ ...chosen(), tz: zone.value.trim(), deleted: gone.checked });
        },
      },
      h(
        "div",
        { class: "dialog-body" },
        fields,
        labelled("Time zone", zone, "As if they had travelled and their device changed its clock."),
        h(
          "datalist",
          { id: listId },
          zones.map((z) => h("option", { value: z })),
        ),
        h("div", { class: "choice" }, gone, h("label", { htmlFor: goneId }, "The account is deactivated")),
      ),
      h(
        "footer",
        { class: "dialog-foot" },
        h("button", { class: "btn", type: "button", onclick: () => close(null) }, "Cancel"),
        h("button", { class: "btn primary solid", type: "submit" }, "Save"),
      ),
    );
  const wish = await dialog({ title: store.name(id), body, near, look: "small", testid: "profile-dialog" });
  if (!wish) return;
  const { tz, deleted, ...change } = { ...wish, user: id };
  if (tz && tz !== user.tz) change.tz = tz;
  if (deleted !== Boolean(user.deleted)) change.deleted = deleted;
  try {
    if (Object.keys(change).length > 1) await post("profile", change);
  } catch (error) {
    await dialog({
      title: "That did not work",
      body: () => h("p", { class: "dialog-body", text: words(error) }),
      near,
      look: "small",
    });
  }
  await store.loadWorkspace();
  store.refresh(id);
}
