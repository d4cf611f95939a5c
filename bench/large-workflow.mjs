// A workflow of 500 states, as the budget of the designer has it: sequences with branches of two to four ways that merge
// again, two Maps, one Parallel, five catchers, one loop. The same one each time.

const STATES = 500;
/** States before a branch, how many ways it has, and how many states each way has. */
const SHAPES = [
  { before: 4, ways: 2, each: 3 },
  { before: 5, ways: 3, each: 2 },
  { before: 3, ways: 4, each: 2 },
  { before: 6, ways: 2, each: 2 },
];
const CATCHERS = 5;
const INNER = 12;

/** A machine that grows at its end: every state that is added is led to by the ones that were open. */
class Chain {
  states = {};
  first = '';
  #open = [];
  #count = 0;

  constructor(prefix) {
    this.prefix = prefix;
  }

  get size() {
    return Object.keys(this.states).length;
  }

  /** Adds a state whose way on stays open. */
  add(title, state) {
    this.#count += 1;
    const name = `${this.prefix}${title} ${this.#count}`;
    this.states[name] = state;
    if (this.first === '') this.first = name;
    for (const lead of this.#open) lead(name);
    this.#open = [(next) => (state.Next = next)];
    return name;
  }

  step(index) {
    if (index % 3 === 0) return this.add('Map', { Type: 'Pass', Output: { id: '{% $states.input.id %}' } });
    return this.add('Call', {
      Type: 'Task',
      Resource: 'connector:http/request',
      Arguments: { method: 'POST', url: 'https://example.com/orders', body: '{% $states.input %}' },
      Assign: { [`answer${this.prefix.trim()}${this.#count}`]: '{% $states.result %}' },
    });
  }

  branch({ ways, each }) {
    const choice = { Type: 'Choice', Choices: [], Default: '' };
    this.add('Which', choice);
    const ends = [];
    for (let way = 0; way < ways; way += 1) {
      const isLast = way === ways - 1;
      if (!isLast) choice.Choices.push({ Condition: `{% $states.input.kind = ${way} %}`, Next: '' });
      this.#open = [(next) => (isLast ? (choice.Default = next) : (choice.Choices[way].Next = next))];
      for (let index = 0; index < each; index += 1) this.step(index);
      ends.push(...this.#open);
    }
    this.#open = ends;
  }

  end() {
    this.add('Done', { Type: 'Succeed' });
    return { StartAt: this.first, States: this.states };
  }
}

function innerMachine(prefix) {
  const chain = new Chain(prefix);
  for (let index = 0; index < INNER - 1; index += 1) chain.step(index);
  return chain.end();
}

/** Leads the calls' errors to one step, and one choice back. */
function withErrorsAndLoop(chain) {
  const names = Object.keys(chain.states);
  const calls = names.filter((name) => chain.states[name].Type === 'Task');
  const failed = 'Tell operations';
  chain.states[failed] = { Type: 'Fail', Error: 'Orders.Failed' };
  for (let index = 0; index < CATCHERS; index += 1) {
    const name = calls[Math.floor((index + 0.5) * (calls.length / CATCHERS))];
    chain.states[name].Catch = [{ ErrorEquals: ['States.ALL'], Next: failed }];
  }
  const last = names.findLast((name) => chain.states[name].Type === 'Choice');
  chain.states[last].Choices.push({ Condition: '{% $states.input.again %}', Next: names[names.indexOf(last) - 6] });
}

/** The document: 500 states at all depths. */
export function largeWorkflow(name) {
  const chain = new Chain('');
  const inner = { 60: 'A ', 160: 'B ' };
  let innerStates = 0;
  for (let shape = 0; chain.size + innerStates < STATES - 24; shape += 1) {
    const { before, ...branch } = SHAPES[shape % SHAPES.length];
    for (let index = 0; index < before; index += 1) chain.step(index);
    const map = Object.keys(inner).find((size) => chain.size >= Number(size));
    if (map !== undefined) {
      chain.add('Each', { Type: 'Map', Items: '{% $states.input.lines %}', ItemProcessor: innerMachine(inner[map]) });
      delete inner[map];
      innerStates += INNER;
    }
    if (shape === 10) {
      const Branches = ['P ', 'Q ', 'R '].map(innerMachine);
      chain.add('Both', { Type: 'Parallel', Branches });
      innerStates += 3 * INNER;
    }
    chain.branch(branch);
  }
  while (chain.size + innerStates < STATES - 2) chain.step(chain.size);
  const machine = chain.end();
  withErrorsAndLoop(chain);
  return {
    millrace: 1,
    name,
    title: 'Five hundred steps',
    triggers: { hook: { type: 'webhook', path: name } },
    machine: { QueryLanguage: 'JSONata', ...machine },
  };
}
