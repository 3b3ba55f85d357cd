/** A small dialog for what the stand-in can change about a person: their time zone, and whether the account is active. */
import { post, words } from "./api.js";
import { dialog } from "./dialogs.js";
import { h, uid } from "./dom.js";

/** Asks, and tells the workspace. */
export async function profile(store, id, near) {
  const user = store.user(id);
  const zoneId = uid("zone");
  const listId = uid("zones");
  const goneId = uid("gone");
  const zone = h("input", {
    class: "input",
    id: zoneId,
    list: listId,
    value: user.tz,
    autocomplete: "off",
    "data-testid": "profile-zone",
  });
  const gone = h("input", { type: "checkbox", id: goneId, checked: Boolean(user.deleted) });
  const zones = Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone") : [user.tz];
  const body = (close) =>
    h(
      "form",
      {
        noValidate: true,
        onsubmit: (e) => {
          e.preventDefault();
          close({ tz: zone.value.trim(), deleted: gone.checked });
        },
      },
      h(
        "div",
        { class: "dialog-body" },
        h(
          "div",
          { class: "field" },
          h("label", { class: "field-label", htmlFor: zoneId, text: "Time zone" }),
          zone,
          h(
            "datalist",
            { id: listId },
            zones.map((z) => h("option", { value: z })),
          ),
          h("p", { class: "field-hint", text: "As if they had travelled and their device changed its clock." }),
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
  const change = { user: id };
  if (wish.tz && wish.tz !== user.tz) change.tz = wish.tz;
  if (wish.deleted !== Boolean(user.deleted)) change.deleted = wish.deleted;
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
