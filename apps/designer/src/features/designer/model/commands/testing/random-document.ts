// Documents as people build them: sequences, branches that merge, loops over lists, branches at once. All of them are valid.
import fc from 'fast-check';
import type { Machine, State, WorkflowDocument } from '@millrace/machine';

type Block = readonly Part[];
type Part =
  | { readonly kind: 'pass' | 'task'; readonly keeps: boolean; readonly reads: number }
  | { readonly kind: 'choice'; readonly yes: Block; readonly no: Block }
  | { readonly kind: 'map'; readonly inner: Block }
  | { readonly kind: 'parallel'; readonly lanes: readonly Block[] };

const { block } = fc.letrec<{ block: Block; part: Part }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom('pass' as const, 'task' as const),
        keeps: fc.boolean(),
        reads: fc.nat(9),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('choice' as const), yes: tie('block'), no: tie('block') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('map' as const), inner: tie('block') }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('parallel' as const),
        lanes: fc.array(tie('block'), { minLength: 1, maxLength: 2 }),
      }),
    },
  ),
  block: fc.array(tie('part'), { minLength: 1, maxLength: 4 }),
}));

/** Any valid document. Its names tell nothing of the order of its steps. */
export const documents: fc.Arbitrary<WorkflowDocument> = block.map((parts) => {
  const builder = new Builder();
  return {
    millrace: 1,
    name: 'any',
    connectors: { http: '1.0.0' },
    machine: { QueryLanguage: 'JSONata', ...builder.machine(parts, []) },
  };
});

class Builder {
  private count = 0;

  machine(parts: Block, known: readonly string[]): Machine {
    const states: Record<string, State> = {};
    const StartAt = this.sequence(parts, { known: [...known], states, next: undefined });
    return { StartAt, States: states };
  }

  /** Adds the states of a block; returns the name of its first one. */
  private sequence(
    parts: Block,
    at: { known: string[]; states: Record<string, State>; next: string | undefined },
  ): string {
    const names = parts.map(() => this.name());
    for (const [index, part] of parts.entries()) {
      const next = names[index + 1] ?? at.next;
      at.states[names[index] ?? ''] = this.state(part, { ...at, next });
    }
    return names[0] ?? '';
  }

  private state(part: Part, at: { known: string[]; states: Record<string, State>; next: string | undefined }): State {
    const onward = at.next === undefined ? { End: true as const } : { Next: at.next };
    if (part.kind === 'choice') {
      const yes = this.sequence(part.yes, { ...at, known: [...at.known] });
      const no = this.sequence(part.no, { ...at, known: [...at.known] });
      return { Type: 'Choice', Choices: [{ Condition: '{% $count($states.input.*) > 1 %}', Next: yes }], Default: no };
    }
    if (part.kind === 'map')
      return {
        Type: 'Map',
        Items: '{% [1, $states.input] %}',
        ItemProcessor: this.machine(part.inner, at.known),
        ...onward,
      };
    if (part.kind === 'parallel')
      return { Type: 'Parallel', Branches: part.lanes.map((lane) => this.machine(lane, at.known)), ...onward };
    const read = at.known.at(-1 - part.reads);
    const value = {
      input: '{% $states.input %}',
      ...(read === undefined ? {} : { read: `{% $${read}.x %}` }),
      run: '{% $states.context.Execution.Input.id %}',
    };
    const result = part.kind === 'task' ? '{% {"x": $states.result.given.run} %}' : '{% {"x": $states.input} %}';
    const variable = `v${this.count}`;
    this.count += 1;
    const assign = part.keeps ? { Assign: { [variable]: result } } : {};
    if (part.keeps) at.known.push(variable);
    return part.kind === 'task'
      ? { Type: 'Task', Resource: 'connector:http/request', Arguments: value, ...assign, ...onward }
      : { Type: 'Pass', Output: value, ...assign, ...onward };
  }

  private name(): string {
    this.count += 1;
    return `S ${(this.count * 7919) % 1000}/${this.count}`;
  }
}
