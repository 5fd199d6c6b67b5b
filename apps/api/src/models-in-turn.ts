import type { Actor } from '#kernel';
import type { ReadModels } from '#platform';
import { CallerModels } from '#views';
import type { Budgets } from './budget.ts';

/** For answers of any length: each page is read in turn with the work of others, and none is paid for. */
export const modelsInTurn = (actor: Actor, models: ReadModels, budgets: Budgets): CallerModels =>
  new CallerModels(actor, models, () => budgets.of(actor).turn());
