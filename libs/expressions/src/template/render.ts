import Handlebars from 'handlebars';
import { budgetExceeded, ExpressionError } from '../errors.ts';
import type { Evaluation } from '../evaluation.ts';
import { MAX_TEMPLATE_OUTPUT_CHARACTERS, MAX_TEMPLATE_ROUNDS } from '../limits.ts';
import { toPlainForNow } from '../plain.ts';
import { RecentMap } from '../recent-map.ts';
import { measure } from '../values/measure.ts';
import { BLOCK_HELPERS, STATE, type RenderState } from './block-helpers.ts';
import { whyRefused } from './check-template.ts';

const KNOWN_HELPERS = {
  ...{ if: true, unless: true, each: true, with: true, lookup: true },
  ...{ log: false, helperMissing: false, blockHelperMissing: false },
};

type Template = HandlebarsTemplateDelegate;
/** Characters of all templates that are kept compiled: each becomes a program some ten times as long. */
const MAX_KEPT_CHARACTERS = 1024 * 1024;
/** What even the shortest template takes, in characters. */
const LEAST_CHARACTERS = 500;
const templates = new RecentMap<Template>(MAX_KEPT_CHARACTERS);

let environment: typeof Handlebars | undefined;

/** An environment of its own: no `log`, no missing-helper hooks, no partials, no decorators, and block helpers that count. */
function environmentOf(): typeof Handlebars {
  if (environment !== undefined) return environment;
  const made = Handlebars.create();
  for (const name of Object.keys(made.helpers)) made.unregisterHelper(name);
  for (const name of Object.keys(made.decorators)) made.unregisterDecorator(name);
  for (const [name, helper] of Object.entries(BLOCK_HELPERS)) made.registerHelper(name, helper);
  writeTexts(made);
  environment = made;
  return made;
}

/** What Handlebars' compiler uses of itself; its types have none of it. */
interface Compiler {
  compiler: unknown;
  append: () => void;
  appendEscaped: () => void;
  readonly popStack: () => unknown;
  readonly appendToBuffer: (source: readonly unknown[]) => unknown;
  readonly pushSource: (source: unknown) => void;
}

/** Without escaping, Handlebars would add numbers that stand side by side, instead of writing both. */
function writeTexts(handlebars: object): void {
  const { JavaScriptCompiler } = handlebars as { JavaScriptCompiler: new () => Compiler };
  class TextCompiler extends JavaScriptCompiler {
    override append = (): void => {
      this.pushSource(this.appendToBuffer(['String((', this.popStack(), ') ?? "")']));
    };
    override appendEscaped = this.append;
    override compiler = TextCompiler;
  }
  Object.assign(handlebars, { JavaScriptCompiler: TextCompiler });
}

/** A Handlebars template filled from a context. Output is text or JSON, never trusted HTML: nothing is escaped. */
export function renderTemplate(text: unknown, context: unknown, evaluation: Evaluation): string {
  if (typeof text !== 'string') throw invalid('A template is a text.');
  evaluation.chargeText(text);
  measure(context, evaluation);
  const output = render(text, toPlainForNow(context, evaluation), evaluation);
  evaluation.chargeText(output);
  return output;
}

function render(text: string, context: unknown, evaluation: Evaluation): string {
  try {
    const root = context ?? {};
    const output = compiled(text)(root, {
      allowProtoPropertiesByDefault: false,
      allowProtoMethodsByDefault: false,
      data: { root, [STATE]: startRendering(evaluation) },
    });
    checkOutput(output);
    return output;
  } catch (cause) {
    throw asTemplateError(cause);
  }
}

function startRendering(evaluation: Evaluation): RenderState {
  let rounds = 0;
  return {
    begin: (more) => {
      rounds += more;
      if (rounds > MAX_TEMPLATE_ROUNDS) throw tooMany();
    },
    check: (written) => {
      checkOutput(written);
      evaluation.checkTime();
    },
  };
}

function checkOutput(written: string): void {
  if (written.length > MAX_TEMPLATE_OUTPUT_CHARACTERS) throw tooLong();
}

function asTemplateError(cause: unknown): ExpressionError {
  if (cause instanceof ExpressionError) return cause;
  // What nests too deep was refused before, so the text it is.
  if (cause instanceof RangeError) return tooLong();
  return invalid(cause instanceof Error ? plainly(cause.message) : 'The template failed.');
}

/** Handlebars' messages draw the place in several lines, and speak of options that are ours. */
function plainly(message: string): string {
  const [, helper] = /unknown helper (\S+)/.exec(message) ?? [];
  if (helper !== undefined) return `There is no helper "${helper}" here: use if, unless, each, with or lookup.`;
  const lines = message.split('\n');
  return [lines[0], ...lines.slice(1).filter((line) => line.startsWith('Expecting'))].join(' ');
}

function compiled(text: string): Template {
  const known = templates.get(text);
  if (known !== undefined) return known;
  const why = whyRefused(text);
  if (why !== undefined) throw invalid(why);
  const template = environmentOf().compile(text, {
    knownHelpers: KNOWN_HELPERS,
    knownHelpersOnly: true,
    noEscape: true,
  });
  templates.set(text, template, LEAST_CHARACTERS + text.length);
  return template;
}

const invalid = (message: string): ExpressionError => new ExpressionError('expression.template_invalid', message);
const tooLong = (): ExpressionError =>
  budgetExceeded('templateCharacters', `A template may make ${MAX_TEMPLATE_OUTPUT_CHARACTERS} characters at most.`);
const tooMany = (): ExpressionError =>
  budgetExceeded('templateRounds', `The loops of a template may go round ${MAX_TEMPLATE_ROUNDS} times at most.`);
