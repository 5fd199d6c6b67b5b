import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type Answer, ask, follow, type Refusal, type TypedDocument } from './api.ts';

/** A page that is slower, or a lost connection, holds up no form. */
const LONGEST_REFRESH_MS = 2_000;

export interface Writing {
  readonly isBusy: boolean;
  /** It was accepted, and the page does not show it yet. */
  readonly isSaved: boolean;
  readonly refusal: Refusal | undefined;
  readonly fault: unknown;
  readonly forget: () => void;
}

/** The same content keeps its key: a second press, or another attempt after a lost connection, is the same command (C12). */
class Keys {
  #kept: { readonly content: string; readonly key: string } | undefined;

  of(input: object): string {
    const content = JSON.stringify(input);
    if (this.#kept?.content !== content) this.#kept = { content, key: crypto.randomUUID() };
    return this.#kept.key;
  }

  /** It was answered: doing the same again is another command. */
  done(): void {
    this.#kept = undefined;
  }
}

/** Writes of one form. What was typed stays until one is accepted, and what is shown is then asked for again. */
export function useWriting(): Writing & {
  readonly write: <Result, Input extends object>(
    document: TypedDocument<Result, { input: Input }>,
    input: Input,
    answerOf: (result: Result) => Answer,
  ) => Promise<Result | undefined>;
} {
  const queries = useQueryClient();
  const keys = useRef(new Keys());
  const isSending = useRef(false);
  const accepted = useRef<{ readonly content: string; readonly result: unknown }>(undefined);
  const [state, setState] = useState<Omit<Writing, 'forget'>>(IDLE);
  return {
    ...state,
    forget: () => setState(IDLE),
    async write(document, input, answerOf) {
      const content = JSON.stringify(input);
      if (accepted.current?.content === content) return accepted.current.result as never;
      if (isSending.current) return undefined;
      isSending.current = true;
      setState({ ...IDLE, isBusy: true });
      try {
        const result = await ask(document, { input: { ...input, idempotencyKey: keys.current.of(input) } });
        const answer = answerOf(result);
        keys.current.done();
        if (answer.__typename === 'Refused') {
          setState({ ...IDLE, refusal: answer });
          // What the page showed may be outdated: somebody else was faster.
          void queries.invalidateQueries();
          return undefined;
        }
        follow(answer);
        // What comes next is pressed on a page that shows what was just done; on one that does not yet, the same again is the same command.
        accepted.current = { content, result };
        const refreshed = queries.invalidateQueries().then(() => {
          accepted.current = undefined;
          return true;
        });
        const late = new Promise<false>((pass) => setTimeout(() => pass(false), LONGEST_REFRESH_MS));
        const isShown = await Promise.race([refreshed, late]);
        setState({ ...IDLE, isSaved: !isShown });
        if (!isShown) void refreshed.then(() => !isSending.current && setState(IDLE));
        return result;
      } catch (fault) {
        setState({ ...IDLE, fault });
        return undefined;
      } finally {
        isSending.current = false;
      }
    },
  };
}

const IDLE = { isBusy: false, isSaved: false, refusal: undefined, fault: undefined };
