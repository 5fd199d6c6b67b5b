import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import type { Command } from '#kernel';
import { type BatchDocument, ClaimAt } from '#views';
import {
  ApproveClaimInput,
  AttachEvidenceInput,
  BatchInput,
  CalendarInput,
  ChooseRemedyInput,
  ClaimInput,
  commandOf,
  Dispatcher,
  ExtendCoverageInput,
  type InputOf,
  PartnerInput,
  PartnerTermsInput,
  PolicyInput,
  ProductInput,
  QcInput,
  RejectClaimInput,
  ReopenClaimInput,
  RequestEvidenceInput,
  type RequestName,
  ReviewEvidenceInput,
  SaleInput,
  ShipmentInput,
  SubmitClaimInput,
  Unacceptable,
  WithdrawClaimInput,
} from '#requests';
import { MAKEGOOD } from '#server';
import { type Makegood } from '#engine';
import type { Caller } from './caller.ts';
import { requireFound } from './claim.resolver.ts';
import { ClaimAccepted, ClaimResult, claimView } from './claim.types.ts';
import { RecordAccepted, Refused, refusedView } from './common.types.ts';
import { BatchAccepted, BatchResult, RecordResult } from './finance.types.ts';
import { ReadYourWrites } from './read-your-writes.ts';
import { batchView } from './registry.types.ts';

type Written = { readonly command: Command; readonly position: string };

/** Every mutation is a request of the intake; what differs is only what the answer shows. */
@Resolver()
export class MutationsResolver {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(Dispatcher) private readonly dispatcher: Dispatcher,
    @Inject(ReadYourWrites) private readonly patience: ReadYourWrites,
  ) {}

  // ── Claims ─────────────────────────────────────────────────────────────────────────────────────────────────────

  @Mutation(() => ClaimResult)
  submitClaim(@Args('input') input: SubmitClaimInput, @Context('caller') caller: Caller) {
    return this.#claim('submitClaim', input, caller);
  }

  @Mutation(() => ClaimResult)
  attachEvidence(@Args('input') input: AttachEvidenceInput, @Context('caller') caller: Caller) {
    return this.#claim('attachEvidence', input, caller);
  }

  @Mutation(() => ClaimResult)
  requestEvidence(@Args('input') input: RequestEvidenceInput, @Context('caller') caller: Caller) {
    return this.#claim('requestEvidence', input, caller);
  }

  @Mutation(() => ClaimResult)
  reviewEvidence(@Args('input') input: ReviewEvidenceInput, @Context('caller') caller: Caller) {
    return this.#claim('reviewEvidence', input, caller);
  }

  @Mutation(() => ClaimResult)
  approveClaim(@Args('input') input: ApproveClaimInput, @Context('caller') caller: Caller) {
    return this.#claim('approveClaim', input, caller);
  }

  @Mutation(() => ClaimResult)
  rejectClaim(@Args('input') input: RejectClaimInput, @Context('caller') caller: Caller) {
    return this.#claim('rejectClaim', input, caller);
  }

  @Mutation(() => ClaimResult)
  chooseRemedy(@Args('input') input: ChooseRemedyInput, @Context('caller') caller: Caller) {
    return this.#claim('chooseRemedy', input, caller);
  }

  @Mutation(() => ClaimResult, { description: 'The partner has seen the decision.' })
  acknowledgeDecision(@Args('input') input: ClaimInput, @Context('caller') caller: Caller) {
    return this.#claim('acknowledgeDecision', input, caller);
  }

  @Mutation(() => ClaimResult)
  withdrawClaim(@Args('input') input: WithdrawClaimInput, @Context('caller') caller: Caller) {
    return this.#claim('withdrawClaim', input, caller);
  }

  @Mutation(() => ClaimResult)
  reopenClaim(@Args('input') input: ReopenClaimInput, @Context('caller') caller: Caller) {
    return this.#claim('reopenClaim', input, caller);
  }

  // ── Registry ───────────────────────────────────────────────────────────────────────────────────────────────────

  @Mutation(() => RecordResult)
  enrollPartner(@Args('input') input: PartnerInput, @Context('caller') caller: Caller) {
    return this.#record('enrollPartner', input, caller, input.id);
  }

  @Mutation(() => RecordResult)
  changePartnerTerms(@Args('input') input: PartnerTermsInput, @Context('caller') caller: Caller) {
    return this.#record('changePartnerTerms', input, caller, input.id);
  }

  @Mutation(() => RecordResult)
  listProduct(@Args('input') input: ProductInput, @Context('caller') caller: Caller) {
    return this.#record('listProduct', input, caller, input.sku);
  }

  @Mutation(() => RecordResult)
  publishPolicy(@Args('input') input: PolicyInput, @Context('caller') caller: Caller) {
    return this.#record('publishPolicy', input, caller, input.id);
  }

  @Mutation(() => RecordResult, { description: 'A new version of a calendar; versions are never edited.' })
  publishCalendar(@Args('input') input: CalendarInput, @Context('caller') caller: Caller) {
    return this.#record('publishCalendar', input, caller, input.id);
  }

  @Mutation(() => RecordResult)
  recordBatch(@Args('input') input: BatchInput, @Context('caller') caller: Caller) {
    return this.#record('recordBatch', input, caller, input.id);
  }

  @Mutation(() => RecordResult)
  shipUnits(@Args('input') input: ShipmentInput, @Context('caller') caller: Caller) {
    return this.#record('shipUnits', input, caller, input.invoiceNumber);
  }

  @Mutation(() => RecordResult)
  recordSale(@Args('input') input: SaleInput, @Context('caller') caller: Caller) {
    return this.#record('recordSale', input, caller, input.serial);
  }

  @Mutation(() => RecordResult)
  extendCoverage(@Args('input') input: ExtendCoverageInput, @Context('caller') caller: Caller) {
    return this.#record('extendCoverage', input, caller, input.serial);
  }

  // ── Batches ────────────────────────────────────────────────────────────────────────────────────────────────────

  @Mutation(() => BatchResult)
  async recordQc(@Args('input') input: QcInput, @Context('caller') caller: Caller): Promise<BatchAccepted | Refused> {
    const written = await this.#carryOut('recordQc', input, caller);
    if (written instanceof Refused) return written;
    await this.patience.waitFor(written.position);
    const batch = requireFound(await caller.find<BatchDocument>('batches', input.batchId), 'The batch');
    return { batch: batchView(batch), position: written.position };
  }

  async #claim<N extends RequestName>(name: N, input: InputOf<N>, caller: Caller): Promise<ClaimAccepted | Refused> {
    const written = await this.#carryOut(name, input, caller);
    if (written instanceof Refused) return written;
    const { claimId } = written.command.data as { claimId: string };
    // Replayed from the log: the answer to a write must not wait for a read model.
    const claim = requireFound(await new ClaimAt(caller.actor, claimId, {}).execute(this.makegood), 'The claim');
    return { claim: claimView(claim), position: written.position };
  }

  async #record<N extends RequestName>(
    name: N,
    input: InputOf<N>,
    caller: Caller,
    id: string,
  ): Promise<RecordAccepted | Refused> {
    const written = await this.#carryOut(name, input, caller);
    return written instanceof Refused ? written : { id, position: written.position };
  }

  async #carryOut<N extends RequestName>(name: N, input: InputOf<N>, { actor }: Caller): Promise<Written | Refused> {
    try {
      const command = commandOf(name, input, { actor, channel: 'API', clock: this.makegood.clock });
      const outcome = await this.dispatcher.dispatch(command);
      return outcome.kind === 'refused' ? refusedView(outcome.refusal) : { command, position: outcome.position };
    } catch (error) {
      if (error instanceof Unacceptable) return refusedView(error.refusal);
      throw error;
    }
  }
}
