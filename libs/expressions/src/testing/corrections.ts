// What the reference implementation gets wrong, and what it would have to do instead.

interface Correction {
  readonly because: string;
  /** Of its text. */
  readonly find: string;
  readonly replace: string;
}

/** Calls a function, whatever it is. */
const CALL = '(called, values, context) => apply(called, values, context, environment)';

export const CORRECTIONS: readonly Correction[] = [
  {
    because: 'It copies the left side of `?:` and `??` as JSON, which has no regular expressions.',
    find: 'JSON.parse(JSON.stringify(left))',
    replace: 'own.copyOfTree(left)',
  },
  {
    because: 'The marks on its sequences are members, which `*` then finds.',
    find: 'Object.keys(arg) : []',
    replace: 'own.keys(arg) : []',
  },
  {
    because: 'It adds the item that an object is made of to the array that it is made from, which may be data.',
    find: 'input.push(undefined);',
    replace: 'input = [undefined];',
  },
  {
    because: 'A transformation also changes what its pattern finds outside of the copy, and gives members to arrays.',
    find: 'var matches = await evaluate(expr.pattern',
    replace: 'var copied = own.structuresIn(result); var matches = await evaluate(expr.pattern',
  },
  {
    because: 'The same.',
    find: 'match[prop] = update[prop];',
    replace: 'if (own.canChange(match, copied)) match[prop] = update[prop];',
  },
  {
    because: 'The same.',
    find: "if(typeof match === 'object' && match !== null) {",
    replace: 'if(own.canChange(match, copied)) {',
  },
  {
    because: 'A function of the table notes where it was called last, anywhere in the process.',
    find: "if(typeof proc === 'object') {",
    replace: 'proc = own.copyOfNative(proc); if(own.hasPlace(proc)) {',
  },
  {
    because: 'The same, of calls at the end of a function.',
    find: "if(result.body.procedure.type === 'variable') {",
    replace:
      "next = own.hasPlace(next) || typeof next === 'function' ? own.copyOfNative(next) : {}; if(result.body.procedure.type === 'variable') {",
  },
  {
    because: 'A function of the table has a name only after it was called by it.',
    find: 'bindings[name] = value;',
    replace: 'bindings[name] = value; if (newFrame.base === undefined) own.named(name, value);',
  },
  {
    because: 'It forgets that a path with `[]` may give nothing.',
    find: 'resultSequence.keepSingleton = true;',
    replace: 'if (resultSequence !== undefined) resultSequence.keepSingleton = true;',
  },
  {
    because: 'It cannot quote a function, which knows itself, in a message.',
    find: 'return JSON.stringify(err[arguments[1]]);',
    replace: 'return own.quoted(err[arguments[1]]);',
  },
  {
    because: 'It does not say where `~>` calls.',
    find: 'result = await apply(func, [lhs], null, environment);',
    replace: 'result = await own.at(expr, async () => await apply(func, [lhs], null, environment));',
  },
  {
    because: 'A function of the table forgets its signature where some of its arguments are given.',
    find: 'partialApplyNativeFunction(proc.implementation, evaluatedArgs, environment);',
    replace: `own.partial(evaluatedArgs, proc, ${CALL});`,
  },
  {
    because: 'It reads the names of a function’s parameters from its text, which not all functions have.',
    find: 'partialApplyNativeFunction(proc, evaluatedArgs, environment);',
    replace: `own.partial(evaluatedArgs, proc, ${CALL});`,
  },
  {
    because: 'A function of the table cannot be called when it is given to another one at the end of a function.',
    find: 'evaluatedArgs.push(await evaluate(result.body.arguments[ii], result.input, result.environment));',
    replace: `evaluatedArgs.push(own.closure(await evaluate(result.body.arguments[ii], result.input, result.environment), ${CALL}));`,
  },
  {
    because: 'It forgets that a group at the beginning of a path gives an object.',
    find: 'tupleBindings = input.map(',
    replace: 'tupleBindings = own.items(input).map(',
  },
  {
    because: 'Errors in functions that are chained have their place in a text that nobody knows.',
    find: 'result = await apply(chain, [lhs, func], null, environment);',
    replace: `result = own.chain(lhs, func, ${CALL});`,
  },
  {
    because: 'It looks for matches in the text of values that are none, even of nothing.',
    find: 're.lastIndex = fromIndex || 0;',
    replace: 'if (str === undefined) return undefined; own.checkText(str); re.lastIndex = own.offset(fromIndex);',
  },
  {
    because: 'It uses signs of numbers that are no texts.',
    find: 'function formatNumber(value, picture, options) {',
    replace: 'function formatNumber(value, picture, options) { own.checkTexts(options);',
  },
  {
    because: 'On Node, it takes texts that are no base64; in browsers, it does not.',
    find: "return new global.Buffer.from(str, 'base64').toString('binary');",
    replace: 'return own.fromBase64(str);',
  },
  {
    because: 'A member of this name would reach a prototype where the result is read.',
    find: 'result[key] = value;',
    replace: "if (key !== '__proto__') result[key] = value;",
  },
  {
    because: 'A group of one tuple takes the value out of it, which the groups of the other pairs then miss.',
    find: "delete tuple['@'];",
    replace: "tuple = { ...tuple }; delete tuple['@'];",
  },
  {
    because: 'It takes what a matching function gives for a match where it is `false`, 0 or null.',
    find: "while (typeof matches !== 'undefined' && ",
    replace: 'while (own.isMatch(matches) && ',
  },
  {
    because: 'It writes the source of a function in the place of a text that is replaced.',
    find: 'result += replacement;',
    replace: 'own.checkReplacement(replacement); result += replacement;',
  },
  {
    because: 'It forgets that a filter may leave null of an array at the beginning of a path.',
    find: 'inputSequence = resultSequence;',
    replace: 'inputSequence = resultSequence ?? [];',
  },
  {
    because: 'The same.',
    find: "typeof resultSequence === 'undefined' || resultSequence.length === 0",
    replace: "typeof resultSequence === 'undefined' || resultSequence?.length === 0",
  },
  {
    because: 'It puts off the call at the end of a function also where a filter, a group or `[]` waits for its result.',
    find: "if (expr.type === 'function' && !expr.predicate) {",
    replace:
      "if (expr.predicate || expr.group || expr.keepArray) { result = expr; } else if (expr.type === 'function') {",
  },
  {
    because: 'It forgets that a path may be at its end before it binds anything.',
    find: 'for (ii = 0; ii < tupleBindings.length; ii++) {',
    replace:
      "tupleBindings ??= own.items(resultSequence).map((item) => ({ '@': item })); for (ii = 0; ii < tupleBindings.length; ii++) {",
  },
  {
    because: 'The sign that a call or an array begins with is no name of what is called.',
    find: "expr.procedure.type === 'path' ? expr.procedure.steps[0].value : expr.procedure.value",
    replace: 'own.nameOf(expr.procedure)',
  },
  {
    because: 'It gives the members that its functions have for itself.',
    find: "typeof arg === 'object' && !isLambda(arg)",
    replace: "typeof arg === 'object' && !isFunction(arg)",
  },
  {
    because: 'It takes a function for an object of changes.',
    find: "if(updateType !== 'object' || update === null",
    replace: "if(updateType !== 'object' || isFunction(update) || update === null",
  },
  {
    because: 'A function of the table keeps its name where it is called without one.',
    find: 'proc.token = procName;',
    replace: 'proc.token = proc._jsonata_function ? procName ?? proc.token : procName;',
  },
];
