import { StateFailure } from '../failure.ts';
import type { State } from '../machine.ts';

/** Fields that only JSONPath mode has. Ignoring one would give another result than the document means. */
export const JSONPATH_FIELDS: readonly string[] = (
  'InputPath OutputPath ResultPath Parameters ResultSelector Result Variable SecondsPath TimestampPath ErrorPath ' +
  'CausePath ItemsPath Iterator TimeoutSecondsPath HeartbeatSecondsPath MaxConcurrencyPath ' +
  'ToleratedFailureCountPath ToleratedFailurePercentagePath'
).split(' ');
/** Fields of a distributed Map, which reads and writes objects in AWS. */
export const DISTRIBUTED_FIELDS: readonly string[] = ['ItemReader', 'ResultWriter'];

/** A state belongs to one machine, and neither changes. */
const SUPPORTED = new WeakSet<State>();

/** Fails a state that is written in what is not run here; `validate` says so before a document is published. */
export function requireSupported(name: string, state: State, language: string): void {
  const what = SUPPORTED.has(state) ? undefined : findUnsupported(state, state.QueryLanguage ?? language);
  if (what === undefined) return void SUPPORTED.add(state);
  const cause = `This version of Millrace does not run ${what}, as in the state "${name}".`;
  throw new StateFailure('States.Runtime', cause);
}

function findUnsupported(state: State, language: string): string | undefined {
  if (language !== 'JSONata') return `${language} mode`;
  const field = JSONPATH_FIELDS.find((name) => Object.hasOwn(state, name));
  if (field !== undefined) return `JSONPath mode, to which ${field} belongs`;
  const isDistributed = state.Type === 'Map' && state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
  const isForeign = DISTRIBUTED_FIELDS.some((name) => Object.hasOwn(state, name));
  return isDistributed || isForeign ? 'distributed Map states' : undefined;
}
