// What an earlier step keeps, or could keep, for later ones.
import type { JsonObject, JsonValue, State } from '@millrace/machine';
import type { OutlineStep } from '../../../components/canvas/model/outline.ts';
import { findState } from '../../../components/canvas/model/scope.ts';
import { setStep } from './commands/ways.ts';
import { shapeAt, shapeOf, sketchOf } from './data-shape.ts';
import { expressionOf } from './field-mode.ts';
import { pathOf } from './jsonata-path.ts';
import { freeVariableAmong, variableFor } from './names.ts';
import { described, type Looking, type PickerRoot, type ShapeSource } from './picker-root.ts';
import { ERROR_SCHEMA } from './root-schemas.ts';
import { schemaOfTemplate } from './template-shape.ts';

interface Keeping extends Looking {
  /** Variables that have an owner; what is offered newly is added. */
  readonly taken: Set<string>;
}

const RESULT = '{% $states.result %}';
const ERROR = '{% $states.errorOutput %}';

/** The values of a step, by the variables that keep them. */
export function keptValues(step: OutlineStep, looking: Keeping): readonly PickerRoot[] {
  const { state } = step;
  const own = 'Assign' in state ? Object.entries(state.Assign) : [];
  const rules = state.Type === 'Choice' ? state.Choices.flatMap(({ Assign = {} }) => Object.entries(Assign)) : [];
  const names = [...own, ...rules];
  const roots = names.map(([variable, template]) =>
    keptRoot(step, { variable, template, isOnly: names.length === 1 }, looking),
  );
  const offered = names.length === 0 ? offeredRoot(step, looking) : [];
  return [...roots, ...offered, ...caughtErrors(step, looking)];
}

interface Kept {
  readonly variable: string;
  readonly template: JsonValue;
  /** The step keeps nothing else. */
  readonly isOnly: boolean;
}

function keptRoot(step: OutlineStep, { variable, template, isOnly }: Kept, looking: Looking): PickerRoot {
  const { held, steps } = looking.known.sample;
  const { name, number, state } = step;
  const own = held[name];
  const assigned = steps.findLast((candidate) => candidate.state === name)?.assigned as JsonObject | undefined;
  const isHeld = own?.output !== undefined && template === RESULT;
  const { schema, source } = schemaOfKept(step, template, looking);
  const root = described(
    {
      id: `${name} ${variable}`,
      kind: 'step',
      label: isOnly ? name : `${name} · ${variable}`,
      expression: `$${variable}`,
      sample: isHeld ? own.output : assigned?.[variable],
      step: { name, number, state },
    },
    schema,
    source,
  );
  return isHeld ? { ...root, source: own.kind } : root;
}

/** What a variable will hold, as its template or the step's resource says. */
function schemaOfKept(
  { name, state }: OutlineStep,
  template: JsonValue,
  { known, shapeOfPath }: Looking,
): { readonly schema: JsonObject; readonly source: ShapeSource } {
  const path = pathOf(expressionOf(template) ?? '');
  if (path?.variable === 'states' && path.members[0] === 'result') {
    const result = state.Type === 'Task' ? known.outputOf(state.Resource, name) : undefined;
    const members = path.members.slice(1);
    if (members.length === 0) return { schema: result ?? {}, source: 'schema' };
    return { schema: sketchOf(shapeAt(shapeOf(undefined, result), members)), source: 'schema' };
  }
  return { schema: schemaOfTemplate(template, (read) => shapeOfPath(name, read)), source: 'inferred' };
}

/** A step that keeps nothing yet keeps its result as soon as somebody picks it. */
function offeredRoot(step: OutlineStep, looking: Keeping): readonly PickerRoot[] {
  const { name, state } = step;
  const template = resultTemplate(state);
  if (template === undefined) return [];
  const variable = freeVariableAmong(looking.taken, variableFor(name));
  looking.taken.add(variable);
  const root = keptRoot(step, { variable, template, isOnly: true }, looking);
  const { held, steps } = looking.known.sample;
  const given = held[name]?.output ?? steps.findLast((candidate) => candidate.state === name)?.output;
  return [
    {
      ...described({ ...root, sample: hasOwnOutput(state) ? undefined : given }, root.schema, root.source),
      ...keptBy(name, (current) => {
        const kept = 'Assign' in current ? current.Assign : {};
        const value = resultTemplate(current) ?? template;
        return { ...current, Assign: { ...kept, [variable]: value } } as State;
      }),
    },
  ];
}

/** How a step comes to keep what it does not keep yet. */
function keptBy(name: string, keep: (state: State) => State): Required<Pick<PickerRoot, 'keep' | 'prepare'>> {
  return {
    keep,
    prepare: (document) => {
      const current = findState(document, name);
      const next = current === undefined ? undefined : keep(current);
      return next === undefined || next === current ? document : setStep(document, name, next);
    },
  };
}

const hasOwnOutput = (state: State): boolean => state.Type !== 'Pass' && 'Output' in state;

/** What keeps the result of a state. A Pass has no result: what it hands on is given twice. */
function resultTemplate(state: State): JsonValue | undefined {
  if (state.Type === 'Task' || state.Type === 'Map' || state.Type === 'Parallel') return RESULT;
  return state.Type === 'Pass' ? (state.Output ?? '{% $states.input %}') : undefined;
}

/** What catchers keep of the errors that they caught, or will once somebody picks it. */
function caughtErrors(step: OutlineStep, looking: Keeping): readonly PickerRoot[] {
  const { name, number, state } = step;
  const catchers = 'Catch' in state ? state.Catch : [];
  return catchers.flatMap(({ Assign = {} }, index) => {
    const own = { name, number, state };
    const label = looking.known.word('errorOf', { step: name });
    const kept = Object.entries(Assign).map(([variable, template]): PickerRoot => {
      const isError = template === ERROR;
      const root = {
        id: `${name} catch ${variable}`,
        kind: 'error',
        expression: `$${variable}`,
        sample: undefined,
      } as const;
      return described(
        { ...root, label: isError ? label : `${name} · ${variable}`, step: own },
        isError ? ERROR_SCHEMA : undefined,
      );
    });
    if (kept.length > 0) return kept;
    const variable = freeVariableAmong(looking.taken, 'error');
    looking.taken.add(variable);
    const id = `${name} catch ${index}`;
    return [
      {
        ...{ id, kind: 'error', label, expression: `$${variable}`, sample: undefined, step: own, schema: ERROR_SCHEMA },
        source: 'schema',
        ...keptBy(name, (current) => {
          if (!('Catch' in current)) return current;
          const rules = current.Catch.map((rule, at) =>
            at === index ? { ...rule, Assign: { [variable]: ERROR } } : rule,
          );
          return { ...current, Catch: rules };
        }),
      } satisfies PickerRoot,
    ];
  });
}
