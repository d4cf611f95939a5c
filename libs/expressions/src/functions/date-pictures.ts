// Times by the pictures that are used most, such as '[Y0001]-[M01]-[D01]': read once, and without the reference.
import { RecentMap } from '../recent-map.ts';

/** A part of a time as a picture asks for it. */
export interface Marker {
  /** Year, month, day, hours of the day or of half of it, minute, second, millisecond, day of the week, half, time zone. */
  readonly component: 'Y' | 'M' | 'D' | 'H' | 'h' | 'm' | 's' | 'f' | 'F' | 'P' | 'Z';
  /** How many digits it has at least; 0 for names. */
  readonly digits: number;
  readonly names: '' | 'N' | 'n' | 'Nn';
  /** Of a time zone: with a colon, and `Z` for none. */
  readonly hasColon: boolean;
  readonly hasZ: boolean;
}
/** A marker, or text as it is. */
export type PicturePart = string | Marker;

export const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
] as const;
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** What a marker means without more. */
const DEFAULTS: Readonly<Record<string, string>> = {
  ...{ Y: '1', M: '1', D: '1', H: '1', h: '1', m: '01', s: '01', f: '1', F: 'n', P: 'n', Z: '01:01' },
};
const PART = /\[\[|\[([A-Za-z])([\w:]*)\]|[^[]+/y;

/** Characters of all pictures that are kept, and what even the shortest takes. */
const MAX_KEPT_CHARACTERS = 50_000;
const LEAST_CHARACTERS = 100;

const known = new RecentMap<readonly PicturePart[] | 'unusual'>(MAX_KEPT_CHARACTERS);

/** The parts of a picture; undefined for one that asks for something unusual. */
export function partsOf(picture: string): readonly PicturePart[] | undefined {
  let parts = known.get(picture);
  if (parts === undefined) {
    parts = readPicture(picture) ?? 'unusual';
    known.set(picture, parts, LEAST_CHARACTERS + picture.length);
  }
  return parts === 'unusual' ? undefined : parts;
}

function readPicture(picture: string): readonly PicturePart[] | undefined {
  const parts: PicturePart[] = [];
  let index = 0;
  while (index < picture.length) {
    PART.lastIndex = index;
    const found = PART.exec(picture);
    if (found === null) return undefined;
    const [text, component, form = ''] = found;
    const part = component === undefined ? text.replaceAll(']]', ']').replace('[[', '[') : markerOf(component, form);
    if (part === undefined) return undefined;
    parts.push(part);
    index += text.length;
  }
  return parts;
}

function markerOf(component: string, form: string): Marker | undefined {
  const asked = form === '' ? (DEFAULTS[component] ?? '') : form;
  if (component === 'Z' && /^01:?01t?$/.test(asked)) {
    return marker(component, { digits: 4, hasColon: asked.includes(':'), hasZ: asked.endsWith('t') });
  }
  if ('MFP'.includes(component) && /^(?:Nn?|n)$/.test(asked)) {
    return marker(component, { names: asked as Marker['names'] });
  }
  if ('YMDHhmsf'.includes(component) && /^\d+$/.test(asked)) return marker(component, { digits: asked.length });
  return undefined;
}

function marker(component: string, given: Partial<Marker>): Marker {
  return {
    component: component as Marker['component'],
    ...{ digits: 0, names: '', hasColon: false, hasZ: false, ...given },
  };
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MAX_YEAR = 9999;
/** Of a time zone in digits, hours and minutes: what is larger is grouped otherwise. */
const MAX_OFFSET = 9999;

/** Minutes and hours as a time zone has them: '+0530'. */
export interface Offset {
  readonly hours: number;
  readonly minutes: number;
}

/** A time by the parts of a picture; undefined where its year or its time zone has more than four digits. */
export function formatTime(timeMs: number, parts: readonly PicturePart[], offset: Offset): string | undefined {
  if (!(Math.abs(offset.hours * 100 + offset.minutes) <= MAX_OFFSET)) return undefined;
  const localMs = Math.trunc(timeMs + (60 * offset.hours + offset.minutes) * 60_000);
  const date = new Date(localMs);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= MAX_YEAR)) return undefined;
  const time = { date, ofDayMs: localMs - Math.floor(localMs / DAY_MS) * DAY_MS };
  let result = '';
  for (const part of parts) result += typeof part === 'string' ? part : textOfMarker(part, time, offset);
  return result;
}

interface Time {
  readonly date: Date;
  /** Calculating with it is faster than asking the date. */
  readonly ofDayMs: number;
}

function textOfMarker(part: Marker, time: Time, offset: Offset): string {
  if (part.names !== '') return cased(nameOf(part.component, time), part);
  if (part.component === 'Z') return textOfZone(part, offset);
  const value = NUMBERS[part.component]?.(time) ?? 0;
  // As many digits as are asked for, from two on.
  const shown = part.component === 'Y' && part.digits > 1 ? value % 10 ** part.digits : value;
  return padded(shown, part.digits);
}

/** From '00' to '99': most numbers of a time. */
const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

function padded(value: number, digits: number): string {
  return (digits === 2 ? TWO_DIGITS[value] : undefined) ?? String(value).padStart(digits, '0');
}

function nameOf(component: Marker['component'], { date, ofDayMs }: Time): string {
  if (component === 'P') return ofDayMs >= DAY_MS / 2 ? 'pm' : 'am';
  return (component === 'M' ? MONTHS[date.getUTCMonth()] : DAYS[date.getUTCDay()]) ?? '';
}

function cased(name: string, { names }: Marker): string {
  if (names === 'Nn') return name;
  return names === 'N' ? name.toUpperCase() : name.toLowerCase();
}

/** What stands in numbers. */
const NUMBERS: Readonly<Record<string, (time: Time) => number>> = {
  Y: ({ date }) => date.getUTCFullYear(),
  M: ({ date }) => date.getUTCMonth() + 1,
  D: ({ date }) => date.getUTCDate(),
  H: ({ ofDayMs }) => Math.floor(ofDayMs / HOUR_MS),
  h: ({ ofDayMs }) => ((Math.floor(ofDayMs / HOUR_MS) + 11) % 12) + 1,
  m: ({ ofDayMs }) => Math.floor(ofDayMs / MINUTE_MS) % 60,
  s: ({ ofDayMs }) => Math.floor(ofDayMs / 1000) % 60,
  f: ({ ofDayMs }) => ofDayMs % 1000,
};

function textOfZone({ hasColon, hasZ }: Marker, { hours, minutes }: Offset): string {
  const offset = hours * 100 + minutes;
  if (offset === 0 && hasZ) return 'Z';
  const digits = padded(Math.abs(offset), 4);
  const colon = hasColon ? ':' : '';
  return `${offset < 0 ? '-' : '+'}${digits.slice(0, -2)}${colon}${digits.slice(-2)}`;
}
