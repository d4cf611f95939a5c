import { createContext } from 'react';

/** The id of the list of expressions that plain inputs complete from, where there is one. */
export const EXPRESSION_LIST_ID = 'panel-expressions';

/** Whether the values of a form may be expressions. A call that is only tried takes what is typed. */
export const TakesExpressions = createContext(true);
