import type { ClaimState } from '#claims';
import { type Actor, type Clock, type CommandMetadata, type Refusal, sha256, uuidv5 } from '#kernel';
import { type AnswerAct, type AnswerLink, type Notice, RecordAnswer } from '#notices';
import { AddNote } from '#people';
import type { Outcome } from '#platform';
import type { AggregateReader } from '#use-cases';
import type { Dispatcher, DryRun } from './dispatcher.ts';
import type { AnyRequest } from './request.ts';
import { requests } from './requests.ts';

/** What was entered on the page; what the act does not ask for is left out. */
export interface GivenAnswer {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly {
    readonly kind: string;
    readonly sha256: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly name?: string;
  }[];
}

/** Of one link: what it can still do. CLOSED: the claim has moved on. */
export type AnswerState =
  | { readonly kind: 'OPEN'; readonly notice: Notice }
  | { readonly kind: 'EXPIRED'; readonly notice: Notice }
  | { readonly kind: 'USED' | 'CLOSED'; readonly notice: Notice }
  | { readonly kind: 'UNKNOWN' };

export type AnswerOutcome =
  | AnswerState
  /** `isNote`: a message without new evidence, for the account manager. */
  | { readonly kind: 'DONE'; readonly isNote: boolean }
  | { readonly kind: 'REFUSED'; readonly refusal: Refusal };

interface Ports {
  readonly aggregates: Pick<AggregateReader, 'notice' | 'claim'>;
  readonly dispatcher: Pick<Dispatcher, 'perform' | 'execute'>;
  readonly dryRun: () => DryRun;
  readonly clock: Clock;
}

const REQUESTS: Readonly<Record<AnswerAct, AnyRequest>> = {
  CHOOSE: requests.chooseRemedy,
  ADD_EVIDENCE: requests.attachEvidence,
  CONTEST: requests.reopenClaim,
  ACKNOWLEDGE: requests.acknowledgeDecision,
  RATE: requests.rateClaim,
};

const INPUTS: Readonly<Record<AnswerAct, (given: GivenAnswer) => object>> = {
  CHOOSE: ({ fields: { remedy } }) => ({ remedy }),
  ADD_EVIDENCE: ({ files }) => ({ evidence: files }),
  CONTEST: ({ fields: { reason }, files }) => ({ reason, evidence: files }),
  ACKNOWLEDGE: () => ({}),
  RATE: ({ fields: { score, comment = '' } }) => ({
    score: Number(score),
    ...(comment.trim() !== '' && { comment: comment.trim() }),
  }),
};

/** The rating waits for the decision to be communicated, which the answer itself does. */
const NOT_YET = 'NOT_RESOLVED';

/** Of what is no decision, always. */
const isOfRound = ({ round }: Notice, claim: ClaimState): boolean => round === undefined || round === claim.round;

/** Which person of the partner has the mail open is not known. */
export const answererOf = ({ recipient }: Notice): Actor | undefined =>
  'partnerId' in recipient ? { id: recipient.partnerId, role: 'PARTNER', onBehalfOf: recipient.partnerId } : undefined;

/** N5: what partners do by the links of their notices. */
export class NoticeAnswers {
  constructor(private readonly ports: Ports) {}

  /** Changes nothing. */
  async look(link: AnswerLink): Promise<AnswerState> {
    const { aggregates, clock, dryRun } = this.ports;
    const notice = await aggregates.notice(link.noticeId);
    const actor = notice && answererOf(notice);
    if (!notice || !actor || notice.claimId === undefined) return { kind: 'UNKNOWN' };
    if (notice.answered.includes(link.act)) return { kind: 'USED', notice };
    const at = clock.now();
    if (at > link.expiresAt) return { kind: 'EXPIRED', notice };
    const claim = await aggregates.claim(notice.claimId);
    // N3: the one question is about the claim, however it ends.
    if (!isOfRound(notice, claim) && link.act !== 'RATE') return { kind: 'CLOSED', notice };
    if (link.act === 'ACKNOWLEDGE') return { kind: claim.communicatedAt ? 'CLOSED' : 'OPEN', notice };
    const declared = REQUESTS[link.act];
    const example = { claimId: notice.claimId, ...declared.example?.(claim, { actor, at }) };
    const prepared = declared.prepare(example, { actor, channel: 'EMAIL', clock });
    if (prepared.kind !== 'request') throw new Error(`the example of ${declared.name} is not valid`);
    const outcome = await dryRun().ask(prepared.request);
    const isClosed = outcome.kind === 'refused' && !(outcome.refusal.code === NOT_YET && isOfRound(notice, claim));
    return { kind: isClosed ? 'CLOSED' : 'OPEN', notice };
  }

  /** Once: a repeat of the same answer, in whatever process, changes nothing more. */
  async answer(link: AnswerLink, given: GivenAnswer): Promise<AnswerOutcome> {
    const state = await this.look(link);
    if (state.kind !== 'OPEN') return state;
    const { notice } = state;
    const isNote = link.act === 'CONTEST' && given.files.length === 0;
    const outcome = isNote ? await this.#note(notice, given) : await this.#perform(link.act, notice, given);
    if (outcome.kind === 'refused') {
      const { refusal } = outcome;
      // Another answer was quicker.
      return refusal.code === 'IDEMPOTENCY_KEY_REUSED' ? { kind: 'USED', notice } : { kind: 'REFUSED', refusal };
    }
    const { noticeId } = notice;
    const { act } = link;
    await this.ports.dispatcher.execute(new RecordAnswer({ noticeId, act }, this.#meta(notice, `record ${act}`)));
    return { kind: 'DONE', isNote };
  }

  async #perform(act: AnswerAct, notice: Notice, given: GivenAnswer): Promise<Outcome> {
    const { noticeId } = notice;
    const claimId = notice.claimId as string;
    const key = `answer.${noticeId}.${act}`;
    // C9: an answer to a decision shows that the partner has seen it.
    const isToDecision = act !== 'ADD_EVIDENCE' && act !== 'ACKNOWLEDGE';
    if (isToDecision && isOfRound(notice, await this.ports.aggregates.claim(claimId)))
      await this.#request(requests.acknowledgeDecision, { claimId, idempotencyKey: `${key}.seen` }, notice);
    return this.#request(REQUESTS[act], { claimId, ...INPUTS[act](given), idempotencyKey: key }, notice);
  }

  async #request(declared: AnyRequest, input: object, notice: Notice): Promise<Outcome> {
    const { clock, dispatcher } = this.ports;
    const prepared = declared.prepare(input, { actor: answererOf(notice) as Actor, channel: 'EMAIL', clock });
    if (prepared.kind === 'request') return dispatcher.perform(prepared.request);
    const refusal =
      prepared.kind === 'refused' ? prepared.refusal : { code: 'INVALID_INPUT', message: prepared.message };
    return { kind: 'refused', refusal };
  }

  async #note(notice: Notice, { fields: { reason = '' } }: GivenAnswer): Promise<Outcome> {
    const text = reason.trim();
    // Another message under the same link is no repeat.
    const meta = { ...this.#meta(notice, 'note'), digest: sha256(text) };
    const note = new AddNote({ claimId: notice.claimId as string, text }, meta);
    await this.#request(requests.acknowledgeDecision, { claimId: notice.claimId }, notice);
    return this.ports.dispatcher.execute(note);
  }

  /** The partner does it, by means that no request gives it. */
  #meta(notice: Notice, step: string): CommandMetadata {
    const { noticeId, claimId = noticeId } = notice;
    const id = uuidv5(`answer ${noticeId} ${step}`);
    const actor = { id: answererOf(notice)?.id ?? '', role: 'SYSTEM' } as const;
    return { id, actor, at: this.ports.clock.now(), correlationId: claimId };
  }
}
