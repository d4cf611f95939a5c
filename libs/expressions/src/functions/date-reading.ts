// Times read by the pictures that are used most: with the date and the time of day in numbers, or the month as a name.
import { Fault } from '../fault.ts';
import { RecentMap } from '../recent-map.ts';
import { MONTHS, partsOf, type Marker, type PicturePart } from './date-pictures.ts';

/** How a picture is read. */
interface Reader {
  /** A group for each marker. */
  readonly pattern: RegExp;
  readonly markers: readonly Marker[];
}
type Components = Partial<Record<Marker['component'], number | undefined>>;

const MAX_KEPT_CHARACTERS = 50_000;
const LEAST_CHARACTERS = 200;

const readers = new RecentMap<Reader | 'unusual'>(MAX_KEPT_CHARACTERS);

/** From the most significant on, and what each is at least. */
const ORDER = ['Y', 'M', 'D', 'H', 'm', 's', 'f'] as const;
const LEAST: Readonly<Record<string, number>> = { M: 1, D: 1 };

/** How to read times by a picture; undefined for one that asks for something unusual. */
export function readerOf(picture: string): Reader | undefined {
  let reader = readers.get(picture);
  if (reader === undefined) {
    const parts = partsOf(picture);
    reader = (parts === undefined ? undefined : compile(parts)) ?? 'unusual';
    readers.set(picture, reader, LEAST_CHARACTERS + picture.length);
  }
  return reader === 'unusual' ? undefined : reader;
}

/** One part leaves no doubt where the next begins, so that there is one way to read a text. */
function compile(parts: readonly PicturePart[]): Reader | undefined {
  const sources: string[] = [];
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (typeof part === 'string') sources.push(part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    else if ('hP'.includes(part.component) || isUnclear(part, next)) return undefined;
    else sources.push(`(${sourceOf(part, next)})`);
  }
  const markers = parts.filter((part) => typeof part !== 'string');
  return { pattern: new RegExp(`^${sources.join('')}$`, 'i'), markers };
}

function isUnclear(part: Marker, next: PicturePart | undefined): boolean {
  if (next === undefined) return false;
  if (typeof next === 'string') return (part.names === '' ? /^\d/ : /^[a-z\u017f\u212a]/i).test(next);
  if (part.names !== '') return next.names !== '';
  const isOpen = part.component === 'f' || part.component === 'Z' || part.digits < 2;
  return isOpen && next.names === '' && next.component !== 'Z';
}

function sourceOf({ component, names, digits, hasColon }: Marker, next: PicturePart | undefined): string {
  if (names !== '') return '[a-zA-Z]+';
  if (component === 'Z') return hasColon ? '[-+][0-9]+:[0-9]+' : '[-+][0-9]+';
  const isFixed = typeof next === 'object' && next.names === '' && next.component !== 'Z' && component !== 'f';
  return isFixed ? `[0-9]{${digits}}` : '[0-9]+';
}

/** The time that a text gives, in milliseconds; nothing for a text that does not fit. */
export function readTime(text: string, { pattern, markers }: Reader, nowMs: number): number | undefined {
  const found = pattern.exec(text);
  if (found === null || markers.length === 0) return undefined;
  const components: Components = {};
  markers.forEach((marker, index) => {
    components[marker.component] = valueOf(marker, found[index + 1] ?? '');
  });
  const [year, month, day, hours, minutes, seconds, milliseconds] = completed(components, new Date(nowMs));
  const timeMs = Date.UTC(year, Math.max(0, month - 1), day, hours, minutes, seconds, milliseconds);
  return timeMs - (components.Z ?? 0) * 60_000;
}

function valueOf(marker: Marker, text: string): number | undefined {
  const { component, names } = marker;
  if (component === 'Z') return minutesOfZone(text, marker);
  if (component === 'f') return Number.parseFloat(`0.${text.slice(0, 3)}`) * 1000;
  if (names === '') return Number.parseInt(text, 10);
  if (component !== 'M') return undefined;
  const index = MONTHS.findIndex((name) => name === text);
  return index === -1 ? undefined : index + 1;
}

function minutesOfZone(text: string, { hasColon }: Marker): number {
  const at = hasColon ? text.indexOf(':') : 3;
  const hours = Number.parseInt(text.slice(0, at), 10);
  const rest = text.slice(hasColon ? at + 1 : at);
  return hours * 60 + (rest === '' ? 0 : Number.parseInt(rest, 10));
}

type Fields = [number, number, number, number, number, number, number];

/** What is missing before the first is that of the present; behind the last it is the least. Throws D3136 for a gap. */
function completed(components: Components, now: Date): Fields {
  const present: Fields = [
    ...([now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate()] as const),
    ...([now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds(), now.getUTCMilliseconds()] as const),
  ];
  let [hasBegun, hasEnded] = [false, false];
  ORDER.forEach((component, index) => {
    const value = components[component];
    if (value !== undefined && hasEnded) throw new Fault('D3136');
    if (value !== undefined) present[index] = value;
    else if (hasBegun) present[index] = LEAST[component] ?? 0;
    hasEnded ||= hasBegun && value === undefined;
    hasBegun ||= value !== undefined;
  });
  return present;
}
