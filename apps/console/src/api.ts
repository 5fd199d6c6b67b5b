/** A query with the types of its answer and variables; it is sent as it stands. */
export type TypedDocument<Result, Variables> = string & { readonly types?: (variables: Variables) => Result };

/** What the server answered instead of data. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly rule?: string,
  ) {
    super(message);
  }
}

/** No answer came: the server cannot be reached. */
export class Unreachable extends Error {}

/** A refusal is an answer: nothing was written, and `code` says why. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly rule?: string | null;
}

type Listener = () => void;

/** Where the last write of this page is in the log: later reads wait for it, so that they show what was just done. */
let written: string | undefined;
/** Resolved when somebody has signed in again. */
let signedIn: PromiseWithResolvers<void> | undefined;
/** Whose page this is. */
let person: string | undefined;
const listeners = new Set<Listener>();

export const session = {
  get isOver(): boolean {
    return signedIn !== undefined;
  },
  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isOf(id: string): void {
    person = id;
  },
  /** With these a request is refused once somebody else has signed in, in another window of this browser. */
  get headers(): Readonly<Record<string, string>> {
    return person === undefined ? {} : { 'x-makegood-person': encodeURIComponent(person) };
  },
  /** What waits is sent again: forms keep what was typed, and their keys. */
  resume(): void {
    signedIn?.resolve();
    signedIn = undefined;
    for (const listener of listeners) listener();
  },
};

/** Waits until somebody has signed in again. */
export function expired(): Promise<void> {
  if (!signedIn) {
    signedIn = Promise.withResolvers();
    for (const listener of listeners) listener();
  }
  return signedIn.promise;
}

interface GraphqlAnswer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly rule?: string };
  }[];
}

/** Where in a request GraphQL found what it could not read: of no use to a person. */
const OF_VARIABLE = /^Variable "\$\w+" got invalid value .*?(?: at "[^"]*")?; /s;

/** @throws ApiError, Unreachable */
export async function ask<Result, Variables extends object>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const isRead = document.includes('$atLeast: Position');
  const sent = isRead && written !== undefined ? { atLeast: written, ...variables } : variables;
  const response = await send('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': window.document.documentElement.lang },
    body: JSON.stringify({ query: document, variables: sent }),
    ...(signal && { signal }),
  });
  const { data, errors } = (await jsonOf(response)) as GraphqlAnswer<Result>;
  const [error] = errors ?? [];
  const code = error?.extensions?.code ?? (response.status === 401 ? 'UNAUTHENTICATED' : undefined);
  if (code === 'UNAUTHENTICATED') {
    await expired();
    return ask(document, variables, signal);
  }
  if (error)
    throw new ApiError(code ?? 'INTERNAL_SERVER_ERROR', error.message.replace(OF_VARIABLE, ''), error.extensions?.rule);
  if (!data) throw new Unreachable(`the server answered ${response.status}`);
  return data;
}

/** There was nothing to do any more: who had done it, and when, where that is known. */
export interface Unchanged {
  readonly at: string | null;
  readonly by: { readonly id: string; readonly role: string } | null;
}

/** Of a mutation: it was done, or refused. */
export type Answer =
  | {
      readonly __typename: `${'Claim' | 'Batch' | 'CreditNote' | 'Replacement' | 'Record'}Accepted`;
      readonly position: string;
      readonly unchanged?: Unchanged | null;
    }
  | ({ readonly __typename: 'Refused' } & Refusal);

/** Reads follow the write that was accepted. */
export function follow(answer: Answer): void {
  if (answer.__typename !== 'Refused') written = answer.position;
}

export async function send(
  path: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Readonly<Record<string, string>> } = {},
): Promise<Response> {
  try {
    const headers = { ...init.headers, ...session.headers };
    return await fetch(path, { ...init, headers, credentials: 'same-origin' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Unreachable(String(error));
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new Unreachable(`the server answered ${response.status}`);
  }
}
