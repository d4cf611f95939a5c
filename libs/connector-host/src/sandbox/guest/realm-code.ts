/** The text of all that a realm is furnished with, as one script that gives `startRealm`. */
import { installAbort } from './realm-abort.ts';
import { cloneLeaf, installClone } from './realm-clone.ts';
import { installConsole } from './realm-console.ts';
import { installRefusals, startRealm } from './realm-start.ts';
import { bytesToText, installText, textToBytes, viewOf } from './realm-text.ts';
import { installTimers } from './realm-timers.ts';
import { formatQuery, installUrl, isNamed, makeSearchParams, parseQuery, replaceQuery, toPairs } from './realm-url.ts';
import { describeThrown, findNoJson, kindOfNoJson, showValue, toOutput } from './realm-values.ts';

const VALUES = [describeThrown, toOutput, findNoJson, kindOfNoJson, showValue];
const TEXT = [bytesToText, textToBytes, viewOf, installText];
const URLS = [parseQuery, formatQuery, toPairs, isNamed, replaceQuery, makeSearchParams, installUrl];
const OTHERS = [installConsole, installTimers, installAbort, cloneLeaf, installClone, installRefusals, startRealm];
const FURNITURE = [...VALUES, ...TEXT, ...URLS, ...OTHERS];

export const REALM_CODE = `(() => {'use strict';\n${FURNITURE.map(String).join('\n')}\nreturn startRealm;\n})()`;
