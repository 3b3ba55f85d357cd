/** The emoji names that apps use most; an unknown name is shown as it was written. */
const table = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", wave: "👋", tada: "🎉", sparkles: "✨", star: "⭐", star2: "🌟",
  heart: "❤️", green_heart: "💚", blue_heart: "💙", smile: "😄", slightly_smiling_face: "🙂", blush: "😊",
  thinking_face: "🤔", clap: "👏", raised_hands: "🙌", pray: "🙏", muscle: "💪", eyes: "👀", rocket: "🚀",
  fire: "🔥", bulb: "💡", memo: "📝", pencil: "📝", pencil2: "✏️", book: "📖", calendar: "📅", date: "📅",
  spiral_calendar_pad: "🗓️", clock3: "🕒", alarm_clock: "⏰", hourglass: "⌛", hourglass_flowing_sand: "⏳",
  bell: "🔔", no_bell: "🔕", lock: "🔒", unlock: "🔓", key: "🔑", white_check_mark: "✅", heavy_check_mark: "✔️",
  ballot_box_with_check: "☑️", x: "❌", warning: "⚠️", question: "❓", information_source: "ℹ️", seedling: "🌱",
  herb: "🌿", sunrise: "🌅", sunny: "☀️", crescent_moon: "🌙", compass: "🧭", dart: "🎯", chart_with_upwards_trend: "📈",
  speech_balloon: "💬", telephone_receiver: "📞", phone: "☎️", link: "🔗", paperclip: "📎", pushpin: "📌",
  handshake: "🤝", mountain: "⛰️", footprints: "👣", coffee: "☕", point_right: "👉", arrow_right: "➡️",
  large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴", white_circle: "⚪", black_circle: "⚫",
  one: "1️⃣", two: "2️⃣", three: "3️⃣", double_vertical_bar: "⏸️", shield: "🛡️", sos: "🆘",
};

/** The character for a name, or undefined. */
export const emoji = (name) => (Object.hasOwn(table, name) ? table[name] : undefined);
