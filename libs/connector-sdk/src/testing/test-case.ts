// What an author says of the members of a connector, so that the suite can try them.
import type { JsonObject, JsonValue } from '../json.ts';
import type { CallbackRequest } from '../pause.ts';

interface CaseFacts<State> {
  /** One of the suite's connections; default the first. */
  readonly connection?: string;
  /** Why there is this case: a sentence that goes on "…, because". */
  readonly because?: string;
  /** What the fake holds before. */
  readonly given?: (state: State) => void;
}

/** An action with arguments that work, or that fail as they should. */
export interface ActionCase<State = unknown> extends CaseFacts<State> {
  readonly action: string;
  readonly input: JsonObject;
  /** All of the output. */
  readonly output?: JsonValue;
  /** The name of the error that it ends with: `Connector.Fatal`, `AcmeDesk.TicketClosed`. Only compared, not put to the other checks. */
  readonly fails?: string;
  /** Of actions that pause: what ends their pauses, one after the other. */
  readonly pauses?: readonly {
    /** The request that comes to its address; what is not named is a POST without anything. Absent: its moment comes. */
    readonly callback?: Partial<CallbackRequest>;
    /** What happens at the service before. */
    readonly meanwhile?: (state: State) => void;
  }[];
  /** Of lists: so that paging can be tried. */
  readonly pages?: {
    /** Makes the service hold this many records that the arguments find. */
    readonly fill: (state: State, count: number) => void;
    /** Records in a page of the service; default the action's own, at most 100. */
    readonly size?: number;
  };
}

/** A source of options. */
export interface OptionsCase<State = unknown> extends CaseFacts<State> {
  readonly options: string;
  readonly input?: JsonObject;
  readonly search?: string;
  readonly output?: JsonValue;
}

/** A polling trigger. */
export interface PollingCase<State = unknown> extends CaseFacts<State> {
  readonly trigger: string;
  readonly input: JsonObject;
  /** Makes the thing happen at the service. `index`: counted from 0, of a test. */
  readonly happen: (state: State, event: { readonly index: number; readonly at: Date }) => void;
  /** Takes away what has happened; without it nothing can be deleted at the service. */
  readonly forget?: (state: State, index: number) => void;
}

/** A webhook trigger. */
export interface WebhookCase<State = unknown> extends CaseFacts<State> {
  readonly trigger: string;
  readonly input: JsonObject;
  /** What the service sends, but for the signature. */
  readonly delivery: (event: { readonly index: number; readonly at: Date }) => TestDelivery;
  /** Of a `verify` that is a function: the headers by which it is signed. */
  readonly sign?: (
    delivery: TestDelivery & { readonly bytes: Uint8Array },
    by: { readonly secret: string; readonly nowMs: number },
  ) => Readonly<Record<string, string>>;
}
/** A request of a service. */
export interface TestDelivery {
  /** Default POST. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: JsonValue;
  /** Instead of JSON. */
  readonly text?: string;
}

/** A stream trigger. */
export interface StreamCase<State = unknown> extends CaseFacts<State> {
  readonly trigger: string;
  readonly input: JsonObject;
  /** Puts a message where the stream will find it. */
  readonly publish: (state: State, index: number) => void;
  /** How many messages the service takes for done. */
  readonly acknowledged: (state: State) => number;
  /** Ends the connection from the service's side; default: the next requests are reset. */
  readonly disconnect?: (state: State) => void;
}

export type TestCase<State = unknown> =
  ActionCase<State> | OptionsCase<State> | PollingCase<State> | WebhookCase<State> | StreamCase<State>;

/** The name of a case, for people. */
export function nameOfCase(tried: TestCase<never>): string {
  const member = 'action' in tried ? tried.action : 'options' in tried ? tried.options : tried.trigger;
  return tried.because === undefined ? member : `${member}, because ${tried.because}`;
}
