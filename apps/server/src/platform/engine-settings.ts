import type { CodeSandboxOptions, ConnectorHostOptions } from '@millrace/connector-host';
import type { ExpressionLimits } from '@millrace/expressions';
import { DEFAULT_ENGINE_SETTINGS, type EngineLimits, type EngineSettings } from '@millrace/runtime';
import { SETTING_TABLE, type Settings } from '../config.ts';

/** A limit, and the setting that moves it. */
export interface NamedLimit {
  readonly most: number;
  readonly setting: string;
}
type LimitKey = { [K in keyof Settings]: Settings[K] extends number ? K : never }[keyof Settings];

export function limitOf(settings: Settings, key: LimitKey): NamedLimit {
  return { most: settings[key], setting: SETTING_TABLE[key].name };
}

function engineLimits(settings: Settings): EngineLimits {
  return {
    value: limitOf(settings, 'maxValueCharacters'),
    variables: limitOf(settings, 'maxVariablesCharacters'),
    storedData: limitOf(settings, 'maxStoredCharacters'),
    transitions: limitOf(settings, 'maxTransitions'),
    tasks: limitOf(settings, 'maxTasks'),
    mapItems: limitOf(settings, 'maxMapItems'),
    callDepth: limitOf(settings, 'maxCallDepth'),
    runSeconds: limitOf(settings, 'maxRunSeconds'),
  };
}

/** What the engine of this process may do. `publicUrl` is read when a run begins: the port may not be known before. */
export function toEngineSettings(
  workerId: string,
  settings: Settings,
  address: { readonly publicUrl: string },
): EngineSettings {
  const { maxRunning, maxWaiting, taskTimeoutSeconds, codeTimeoutSeconds, leaseSeconds, intakeBytes } = settings;
  const { mapConcurrency, stepLogCharacters } = settings;
  return {
    ...DEFAULT_ENGINE_SETTINGS,
    workerId,
    maxRunning,
    maxWaiting,
    taskTimeoutSeconds,
    codeTimeoutSeconds,
    mapConcurrency,
    stepLogCharacters,
    leaseSeconds,
    maxUnwrittenBytes: intakeBytes,
    limits: engineLimits(settings),
    // Two renewals may fail before the lease ends, and this process lets go of its runs a while before it does.
    renewIntervalMs: (leaseSeconds * 1000) / 3,
    selfFenceMs: (leaseSeconds * 1000 * 5) / 6,
    get baseUrl() {
      return address.publicUrl;
    },
  };
}

/** Values that an expression may go through, for each item that a list of it may have. */
const VALUES_PER_ITEM = 2.5;

/** What one expression may use, and what moves that. */
export function toExpressionLimits(settings: Settings): {
  readonly limits: Partial<ExpressionLimits>;
  readonly settings: Partial<Record<keyof ExpressionLimits, string>>;
} {
  const named = {
    steps: limitOf(settings, 'expressionSteps'),
    depth: limitOf(settings, 'expressionDepth'),
    sequenceItems: limitOf(settings, 'expressionItems'),
    characters: limitOf(settings, 'expressionCharacters'),
    timeMs: limitOf(settings, 'expressionMs'),
  };
  const { expressionItems } = SETTING_TABLE;
  const values = { most: settings.expressionItems * VALUES_PER_ITEM, setting: expressionItems.name };
  const all = Object.entries({ ...named, values });
  return {
    limits: Object.fromEntries(all.map(([name, { most }]) => [name, most])),
    settings: Object.fromEntries(all.map(([name, { setting }]) => [name, setting])),
  };
}

/** What actions of connectors may bring into this process. */
export function toHostLimits(settings: Settings): NonNullable<ConnectorHostOptions['limits']> {
  return { output: limitOf(settings, 'maxValueCharacters'), response: limitOf(settings, 'responseBytes') };
}

/** What the code of steps may use. */
export function toSandboxOptions(settings: Settings): CodeSandboxOptions {
  return {
    maxChildren: settings.sandboxChildren,
    heapMiB: settings.codeHeapMiB,
    residentMiB: settings.codeResidentMiB,
    maxValueBytes: settings.codeValueBytes,
    maxLogCharacters: settings.stepLogCharacters,
  };
}
