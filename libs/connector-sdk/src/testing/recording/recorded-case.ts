// A case against the real service: played from its recording, recorded, or live.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { checkCase } from '../checks/check-cases.ts';
import type { Problems, Subject } from '../checks/subject.ts';
import { TestClock } from '../platform/test-clock.ts';
import { openConnection, type OpenConnection } from '../platform/test-connection.ts';
import { TestPlatform } from '../platform/test-platform.ts';
import { REAL_TIME } from '../platform/test-time.ts';
import { nameOfCase, type ActionCase, type OptionsCase } from '../test-case.ts';
import { networkWire } from '../wire/network-wire.ts';
import type { Wire } from '../wire/wire.ts';
import { driftOf } from './answer-shape.ts';
import type { RecordedExchange } from './exchange.ts';
import { recordWire } from './record-wire.ts';
import { replayWire } from './replay-wire.ts';
import { confidencesOf, scrubRequest, writeRecording } from './scrub.ts';
import type { TestMode } from './test-mode.ts';

export interface Recordings {
  readonly folder: URL;
  readonly mode: TestMode;
  /** Default the network. */
  readonly wire?: Wire;
}
type Recorded = ActionCase | OptionsCase;

/** The file of a case. */
export function fileOfCase(folder: URL, tried: Recorded): URL {
  const name = nameOfCase(tried)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return new URL(`${name}.json`, folder);
}

export const isRecorded = (folder: URL, tried: Recorded): boolean => existsSync(fileOfCase(folder, tried));

/** Runs a case as the mode says. */
export function checkRecorded(subject: Subject, tried: Recorded, recordings: Recordings): Promise<Problems> {
  return recordings.mode.kind === 'replay' ? replay(subject, tried, recordings) : goLive(subject, tried, recordings);
}

async function replay(subject: Subject, tried: Recorded, { folder }: Recordings): Promise<Problems> {
  const exchanges = readRecording(fileOfCase(folder, tried));
  const connection = connectionOf(subject, tried);
  const { wire, misses } = replayWire(exchanges, () => confidencesOf(connection));
  const at = exchanges[0]?.at;
  const time = new TestClock(...(at === undefined ? [] : [Date.parse(at)]));
  const { connector, connections, evaluate } = subject;
  const platform = new TestPlatform({ connector, connections, evaluate, wire, time });
  const problems = await checkCase({ ...subject, fake: undefined }, tried, platform);
  return misses.length > 0 ? misses : problems;
}

const readRecording = (file: URL): readonly RecordedExchange[] =>
  JSON.parse(readFileSync(file, 'utf8')) as readonly RecordedExchange[];

function connectionOf({ connector, connections }: Subject, tried: Recorded): OpenConnection | undefined {
  const name = tried.connection ?? Object.keys(connections)[0];
  const given = name === undefined ? undefined : connections[name];
  return given === undefined ? undefined : openConnection(connector, name ?? '', given);
}

/** That of the tests is made up: the real service must not see it, nor refuse it in a way that looks like a finding. */
const NO_CONNECTION =
  'It needs a connection to the real service: millrace connector test --live <connection>, with --record to write down what is answered.';

async function goLive(subject: Subject, tried: Recorded, recordings: Recordings): Promise<Problems> {
  const { folder, mode, wire: network = networkWire } = recordings;
  const { kind = 'none' } = connectionOf(subject, tried)?.auth ?? {};
  if (mode.connection === undefined && kind !== 'none') return [NO_CONNECTION];
  const real = withConnection(subject, tried, mode);
  const { wire, exchanges } = recordWire(network, () => REAL_TIME.nowMs());
  const { connector, connections, evaluate } = real;
  const platform = new TestPlatform({ connector, connections, evaluate, wire, time: REAL_TIME });
  // What the real account holds is not what the case expects of the fake.
  const { output: _, ...asked } = tried;
  const problems = await checkCase({ ...real, fake: undefined }, asked, platform);
  if (problems.length > 0) return problems;
  const confidences = confidencesOf(connectionOf(real, tried), platform.secrets);
  const file = fileOfCase(folder, tried);
  if (mode.kind === 'record') {
    const text = writeRecording(exchanges, confidences);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
    return [];
  }
  if (!existsSync(file)) return [];
  const now = exchanges.map((exchange) => ({ ...exchange, request: scrubRequest(exchange.request, confidences) }));
  return driftOf(readRecording(file), now);
}

/** The real connection takes the place of the one that the case names. */
function withConnection(subject: Subject, tried: Recorded, { connection }: TestMode): Subject {
  if (connection === undefined) return subject;
  const name = tried.connection ?? Object.keys(subject.connections)[0] ?? 'live';
  return { ...subject, connections: { ...subject.connections, [name]: connection } };
}
