import { type Query, QueryClient } from '@tanstack/react-query';
import { ApiError, Unreachable } from './api.ts';

const LONGEST_WAIT_MS = 10_000;
const FIRST_WAIT_MS = 300;

/** As long as it takes to pay back what was asked for too fast. A query that asks for too much never passes. */
const PATIENT_FAILURES = 6;

/** A server that cannot be reached is asked until it can; what was just written comes in a moment; the rest is said at once. */
const passes = (error: Error, failures: number): boolean => {
  if (error instanceof ApiError && error.code === 'TOO_MANY') return failures < PATIENT_FAILURES;
  return (
    error instanceof Unreachable ||
    (error instanceof ApiError && ['NOT_YET_VISIBLE', 'UNAVAILABLE'].includes(error.code))
  );
};

/** What was written is kept, and a page that does not show it yet asks again by itself. */
export const isBehind = ({ state }: Query): boolean =>
  state.fetchStatus === 'fetching' &&
  state.fetchFailureReason instanceof ApiError &&
  state.fetchFailureReason.code === 'NOT_YET_VISIBLE';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      retry: (failures, error) => passes(error, failures) && failures < 1_000,
      retryDelay: (failures) => Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS),
    },
    mutations: { networkMode: 'always' },
  },
});
