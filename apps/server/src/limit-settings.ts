import { integer } from './settings-parsers.ts';
import type { SettingTable } from './settings-table.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const YEAR_SECONDS = 365 * 86_400;

/** What one run, one document or one event may grow to. The defaults fit two cores and two gigabytes. */
export const LIMIT_SETTINGS = {
  maxValueCharacters: {
    name: 'MILLRACE_MAX_VALUE_CHARACTERS',
    parse: integer(KIB, 64 * MIB),
    default: 16 * MIB,
    about:
      'Longest input, result, output or variable, as JSON; all results of a Map or Parallel are one. More fails the step: keep files.',
  },
  maxVariablesCharacters: {
    name: 'MILLRACE_MAX_VARIABLES_CHARACTERS',
    parse: integer(KIB, 256 * MIB),
    default: 64 * MIB,
    about: 'All variables of a run together, as JSON.',
  },
  maxStoredCharacters: {
    name: 'MILLRACE_MAX_STORED_CHARACTERS',
    parse: integer(KIB, 10 * 1024 * MIB),
    default: 1024 * MIB,
    about: 'All that a run leaves in the database while it goes on, as JSON. More ends the run.',
  },
  maxTransitions: {
    name: 'MILLRACE_MAX_TRANSITIONS',
    parse: integer(1, 1_000_000),
    default: 100_000,
    about: 'States that a run, or one branch or item of it, may enter. More ends the run.',
  },
  maxTasks: {
    name: 'MILLRACE_MAX_TASKS',
    parse: integer(1, 10_000_000),
    default: 1_000_000,
    about: 'Tasks that a run may call, each attempt counted. More ends the run.',
  },
  maxMapItems: {
    name: 'MILLRACE_MAX_MAP_ITEMS',
    parse: integer(1, 1_000_000),
    default: 100_000,
    about: 'Items of one Map. More ends the run.',
  },
  mapConcurrency: {
    name: 'MILLRACE_MAP_CONCURRENCY',
    parse: integer(1, 1000),
    default: 40,
    about: 'Items of a Map at once where its MaxConcurrency is 0 or absent; the others wait.',
  },
  maxCallDepth: {
    name: 'MILLRACE_MAX_CALL_DEPTH',
    parse: integer(1, 50),
    default: 10,
    about: 'Runs that may start each other in a row.',
  },
  maxRunSeconds: {
    name: 'MILLRACE_MAX_RUN_SECONDS',
    parse: integer(1, 5 * YEAR_SECONDS),
    default: YEAR_SECONDS,
    about: 'How long a run may take, its waits and its tokens with it. Then it ends as timed out.',
  },
  stepLogCharacters: {
    name: 'MILLRACE_STEP_LOG_CHARACTERS',
    parse: integer(KIB, 4 * MIB),
    default: 256 * KIB,
    about: 'What a step may log, as JSON; of more the newest lines are kept, with a mark.',
  },
  codeTimeoutSeconds: {
    name: 'MILLRACE_CODE_TIMEOUT_SECONDS',
    parse: integer(1, 300),
    default: 10,
    about: 'Time of a code step whose document names none.',
  },
  codeHeapMiB: {
    name: 'MILLRACE_CODE_HEAP_MIB',
    parse: integer(16, 2048),
    default: 128,
    about: 'Heap of the language that the code of a step may have.',
  },
  codeResidentMiB: {
    name: 'MILLRACE_CODE_RESIDENT_MIB',
    parse: integer(64, 4096),
    default: 256,
    about: 'Memory in all that the process of a code step may have, on Linux.',
  },
  codeValueBytes: {
    name: 'MILLRACE_CODE_VALUE_BYTES',
    parse: integer(KIB, 64 * MIB),
    default: 16 * MIB,
    about: 'Longest input and longest output of a code step, as JSON.',
  },
  responseBytes: {
    name: 'MILLRACE_RESPONSE_BYTES',
    parse: integer(KIB, 64 * MIB),
    default: 16 * MIB,
    about: 'Longest answer of another system that a step reads into memory. More fails the step: save it to a file.',
  },
  expressionSteps: {
    name: 'MILLRACE_EXPRESSION_STEPS',
    parse: integer(1000, 20_000_000),
    default: 2_000_000,
    about: 'Calls and rounds of all loops that one expression may take.',
  },
  expressionDepth: {
    name: 'MILLRACE_EXPRESSION_DEPTH',
    parse: integer(50, 5000),
    default: 500,
    about: 'Parts of an expression inside one another, those of the functions that it calls included.',
  },
  expressionItems: {
    name: 'MILLRACE_EXPRESSION_ITEMS',
    parse: integer(1000, 10_000_000),
    default: 1_000_000,
    about: 'Items of any list that an expression makes.',
  },
  expressionCharacters: {
    name: 'MILLRACE_EXPRESSION_CHARACTERS',
    parse: integer(KIB, 160 * MIB),
    default: 16 * MIB,
    about: 'Characters of any text that an expression makes, and of all texts of its value together.',
  },
  expressionMs: {
    name: 'MILLRACE_EXPRESSION_MS',
    parse: integer(10, 5000),
    default: 500,
    about: 'Milliseconds that one expression may take: meanwhile its process does nothing else.',
  },
  maxDocumentCharacters: {
    name: 'MILLRACE_MAX_DOCUMENT_CHARACTERS',
    parse: integer(KIB, 10 * MIB),
    default: 2 * MIB,
    about: 'Longest workflow document, as JSON. One of more than 4 MiB needs MILLRACE_API_BODY_LIMIT_BYTES too.',
  },
  maxStates: {
    name: 'MILLRACE_MAX_STATES',
    parse: integer(1, 5000),
    default: 1000,
    about: 'States of a document, those inside of others counted.',
  },
  maxNesting: {
    name: 'MILLRACE_MAX_NESTING',
    parse: integer(1, 20),
    default: 10,
    about: 'Levels of Parallel and Map states inside one another.',
  },
  maxBranches: {
    name: 'MILLRACE_MAX_BRANCHES',
    parse: integer(1, 1000),
    default: 100,
    about: 'Branches of one Parallel state.',
  },
  maxJsonDepth: {
    name: 'MILLRACE_MAX_JSON_DEPTH',
    parse: integer(10, 500),
    default: 100,
    about: 'Levels of JSON that a body may nest.',
  },
  maxJsonMembers: {
    name: 'MILLRACE_MAX_JSON_MEMBERS',
    parse: integer(100, 2_000_000),
    default: 200_000,
    about: 'Members of all objects of a JSON body together.',
  },
} satisfies SettingTable;
