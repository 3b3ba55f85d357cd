/**
 * Instants and wall clocks: everything the page shows is an instant (a Date) seen in one person's IANA
 * zone. Also the two directions between a wall-clock time in a zone and the instant it names.
 */
const formats = new Map();

function format(zone) {
  if (!formats.has(zone)) formats.set(zone, build(zone));
  return formats.get(zone);
}

function build(zone) {
  const options = {
    timeZone: zone || "UTC",
    hourCycle: "h23",
    weekday: "long",
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  };
  try {
    return new Intl.DateTimeFormat("en-GB", options);
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }); // a zone this browser does not know
  }
}

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const two = (n) => String(n).padStart(2, "0");

/** The wall clock of zone at date: numbers, with month 1 to 12, and the names of weekday and month. */
export function wall(date, zone) {
  const p = {};
  for (const { type, value } of format(zone).formatToParts(date)) p[type] = value;
  return {
    year: Number(p.year),
    month: months.indexOf(p.month) + 1,
    day: Number(p.day),
    hour: Number(p.hour),
    minute: Number(p.minute),
    second: Number(p.second),
    weekday: p.weekday,
    monthName: p.month,
  };
}

/** The instant of a Slack ts ("1795791600.000100", seconds). */
export const fromTs = (ts) => new Date(Number(ts) * 1000);

/** "Fri 27 Nov 2026, 15:00" */
export function clockText(date, zone) {
  const w = wall(date, zone);
  return `${w.weekday.slice(0, 3)} ${w.day} ${w.monthName.slice(0, 3)} ${w.year}, ${two(w.hour)}:${two(w.minute)}`;
}

/** "15:00" */
export function timeText(date, zone) {
  const w = wall(date, zone);
  return `${two(w.hour)}:${two(w.minute)}`;
}

/** "2026-11-27", the local day, for comparing and for date inputs. */
export function dayKey(date, zone) {
  const w = wall(date, zone);
  return `${w.year}-${two(w.month)}-${two(w.day)}`;
}

/** "Today", "Yesterday", "Tomorrow" or "Friday 27 November", with the year when it is another one. */
export function dayText(date, zone, now) {
  const days = (new Date(dayKey(date, zone)) - new Date(dayKey(now, zone))) / 864e5;
  if (days === 0) return "Today";
  if (days === -1) return "Yesterday";
  if (days === 1) return "Tomorrow";
  const w = wall(date, zone);
  const year = w.year === wall(now, zone).year ? "" : ` ${w.year}`;
  return `${w.weekday} ${w.day} ${w.monthName}${year}`;
}

/** Minutes that zone is ahead of UTC at date. */
function offset(date, zone) {
  const w = wall(date, zone);
  return Math.round(
    (Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute, w.second) - Math.floor(date / 1000) * 1000) / 60000,
  );
}

/** The instant of a wall-clock time; one that a clock change skips becomes the same distance after it. */
export function instant({ year, month, day, hour = 0, minute = 0 }, zone) {
  const guess = Date.UTC(year, month - 1, day, hour, minute);
  const around = [guess - 864e5, guess + 864e5].map((near) => guess - offset(new Date(near), zone) * 60000);
  const exact = around.filter((at) => guess - offset(new Date(at), zone) * 60000 === at);
  return new Date(exact.length ? Math.min(...exact) : Math.max(...around));
}

/** 09:00 (or another hour) on the local day after now. */
export function tomorrowAt(now, zone, hour) {
  const w = wall(now, zone);
  return shifted(w, 1, hour, zone);
}

/** The first Friday at hour, local time, that is after now. */
export function nextFriday(now, zone, hour) {
  const w = wall(now, zone);
  for (let days = 0; days <= 7; days += 1) {
    const at = shifted(w, days, hour, zone);
    if (wall(at, zone).weekday === "Friday" && at > now) return at;
  }
  return shifted(w, 7, hour, zone);
}

function shifted(w, days, hour, zone) {
  const day = new Date(Date.UTC(w.year, w.month - 1, w.day + days));
  return instant({ year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate(), hour }, zone);
}

/** "2026-11-27T15:00" for a datetime-local input, and back (null when empty). */
export const toInput = (date, zone) => `${dayKey(date, zone)}T${timeText(date, zone)}`;
export function fromInput(text, zone) {
  const m = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text || "");
  if (!m) return null;
  const [year, month, day, hour, minute] = m.slice(1).map(Number);
  return instant({ year, month, day, hour, minute }, zone);
}

/** Fills a Slack date format ("{date_short} at {time}") for the reader's zone. */
export function slackDate(seconds, text, zone, now) {
  const date = new Date(Number(seconds) * 1000);
  const w = wall(date, zone);
  const short = w.monthName.slice(0, 3);
  const pretty = (full) => {
    const day = dayText(date, zone, now);
    return /^[A-Z]\w+$/.test(day) ? day.toLowerCase() : full;
  };
  const long = `${w.weekday}, ${w.day} ${w.monthName} ${w.year}`;
  const fill = {
    date_num: dayKey(date, zone),
    date_slash: `${two(w.day)}/${two(w.month)}/${w.year}`,
    date: `${w.day} ${w.monthName} ${w.year}`,
    date_short: `${w.day} ${short} ${w.year}`,
    date_long: long,
    date_pretty: pretty(`${w.day} ${w.monthName} ${w.year}`),
    date_short_pretty: pretty(`${w.day} ${short} ${w.year}`),
    date_long_pretty: pretty(long),
    day_divider_pretty: pretty(long),
    time: timeText(date, zone),
    time_secs: `${timeText(date, zone)}:${two(w.second)}`,
    ago: ago(date, now),
  };
  return text.replace(/\{(\w+)\}/g, (all, token) => fill[token] ?? all);
}

function ago(date, now) {
  const minutes = Math.round((date - now) / 60000);
  const size = Math.abs(minutes);
  const unit = size < 60 ? ["minute", 1] : size < 2880 ? ["hour", 60] : ["day", 1440];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(minutes / unit[1]), unit[0]);
}
