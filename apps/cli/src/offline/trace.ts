import type { JsonValue, StepEvent } from '@millrace/machine';

/** One line of a trace, named as Step Functions names its history events. */
interface TraceEvent {
  readonly type: string;
  readonly name: string;
  readonly input?: JsonValue;
  readonly output?: JsonValue;
  /** Variable -> its value as JSON text. */
  readonly assigned?: Readonly<Record<string, string>>;
}

/** The line of an event; none for a state that failed and leads nowhere. */
export function traceOf(event: StepEvent): readonly TraceEvent[] {
  const { state: name, type, input, output, assigned } = event;
  if (event.kind === 'entered') return [{ type: `${type}StateEntered`, name, input }];
  if (output === undefined) return [];
  const texts = assigned === undefined ? {} : { assigned: asTexts(assigned) };
  return [{ type: `${type}StateExited`, name, output, ...texts }];
}

function asTexts(assigned: Readonly<Record<string, JsonValue>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]));
}
