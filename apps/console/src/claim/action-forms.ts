import { type ActionForms, type Draft, formsOf, given, required } from '../controls/forms.ts';
import type { FieldForm } from '../controls/field-form.ts';
import { lines } from '../controls/lines.ts';
import type { TextId, Texts } from '../texts.tsx';
import {
  AcknowledgeDecision,
  AddNote,
  AgreeSubstitute,
  ApproveClaim,
  AssignClaim,
  AttachEvidence,
  ChooseRemedy,
  ConfirmGoodwill,
  ConvertReplacement,
  RateClaim,
  RecordCommunication,
  RejectClaim,
  ReopenClaim,
  RequestEvidence,
  ReviewEvidence,
  WithdrawClaim,
} from './claim.graphql.ts';
import { RELEASE_FORM } from './release-form.ts';
import type { ClaimView } from './view.ts';

const form = formsOf<ClaimView>(({ id }) => ({ claimId: id }));
const nothing = () => [];
/** Staff record what the partner said: how, when and whom. */
const conversation = (isForPartner: boolean): readonly FieldForm[] =>
  isForPartner
    ? []
    : [
        { name: 'how', label: 'field.saidHow', kind: 'text', ...required },
        { name: 'whom', label: 'field.saidBy', kind: 'text', ...required },
        { name: 'statedAt', label: 'field.when', kind: 'instant', ...required },
      ];
const onBehalf = ({ how, whom, statedAt }: Draft): object => (how && whom ? { onBehalf: { how, whom, statedAt } } : {});
const remedies = [
  { value: 'CREDIT', text: 'remedy.CREDIT' },
  { value: 'REPLACEMENT', text: 'remedy.REPLACEMENT' },
] as const;

const newestVerdict = ({ reviews }: Pick<ClaimView, 'reviews'>) => reviews.at(-1)?.verdict;
/** Why the engine would refuse it to this person now. */
const refusalOf = ({ actions }: Pick<ClaimView, 'actions'>, action: string): string | undefined =>
  actions.find(({ name }) => name === action)?.refusal?.code;
const lacksReview = (code: string | undefined): boolean =>
  code === 'REVIEW_REQUIRED' || code === 'EVIDENCE_NOT_REVIEWED';

/** C7 */
const whatFollows = ({ remedyIfApproved }: Pick<ClaimView, 'remedyIfApproved'>, { t, value }: Texts): string =>
  remedyIfApproved
    ? t('approve.remedy', {
        remedy: value('Remedy', remedyIfApproved.remedy),
        source: value('RemedySource', remedyIfApproved.source),
      })
    : t('approve.asked');

/** Beside the checks that failed. The engine takes any code; these have words in every language. */
const REJECTION_REASONS = ['NOT_CONFIRMED', 'MISUSE', 'OTHER'];

/** The names are the engine's, and so is the judgement whether each is possible now. */
export const ACTIONS = {
  reviewEvidence: form(ReviewEvidence, {
    label: 'action.reviewEvidence',
    send: 'action.reviewEvidence.send',
    key: 'c',
    hint: 'action.reviewEvidence.hint',
    // Neither decision is possible for want of one.
    isNext: (claim) => ['approveClaim', 'rejectClaim'].every((decision) => lacksReview(refusalOf(claim, decision))),
    said: ({ reviews }) => reviews.at(-1)?.findings,
    fields: () => [
      {
        name: 'verdict',
        label: 'field.verdict',
        kind: 'choice',
        initial: 'CONFIRMED',
        options: [
          { value: 'CONFIRMED', text: 'verdict.CONFIRMED' },
          { value: 'NOT_CONFIRMED', text: 'verdict.NOT_CONFIRMED' },
          { value: 'INCONCLUSIVE', text: 'verdict.INCONCLUSIVE' },
        ],
        ...required,
      },
      { name: 'findings', label: 'field.findings', kind: 'long', ...required },
    ],
    input: (values) => given(values, 'verdict', 'findings'),
  }),
  requestEvidence: form(RequestEvidence, {
    label: 'action.requestEvidence',
    send: 'action.requestEvidence.send',
    key: 'm',
    hint: 'action.requestEvidence.hint',
    // The partner has one request before it, the newest.
    again: ({ evidenceRequest }) =>
      evidenceRequest ? { label: 'action.amendRequest', hint: 'action.amendRequest.hint' } : undefined,
    isNext: (claim) => refusalOf(claim, 'approveClaim') === 'EVIDENCE_REQUEST_REQUIRED',
    said: ({ evidenceRequest }) => evidenceRequest?.message,
    fields: ({ evidenceRequest }) => [
      {
        name: 'missing',
        label: 'field.missing',
        hint: 'field.missing.hint',
        kind: 'long',
        initial: evidenceRequest?.missing.join('\n') ?? '',
        ...required,
      },
      {
        name: 'message',
        label: 'field.message',
        kind: 'long',
        initial: evidenceRequest?.message ?? '',
        ...required,
      },
    ],
    input: (values) => ({ missing: lines(values.missing), ...given(values, 'message') }),
  }),
  approveClaim: form(ApproveClaim, {
    label: 'action.approveClaim',
    key: 'a',
    follows: whatFollows,
    isNext: ({ coverage }) => coverage.covered,
    fields: ({ coverage }) =>
      coverage.covered ? [] : [{ name: 'goodwillReason', label: 'field.goodwillReason', kind: 'long', ...required }],
    input: (values) => given(values, 'goodwillReason'),
  }),
  rejectClaim: form(RejectClaim, {
    label: 'action.rejectClaim',
    key: 'x',
    hint: 'action.rejectClaim.hint',
    // Goodwill that waits for a second person is confirmed.
    isNext: (claim) =>
      newestVerdict(claim) === 'NOT_CONFIRMED' ||
      (!claim.coverage.covered && refusalOf(claim, 'confirmGoodwill') === 'NOTHING_TO_CONFIRM'),
    fields: ({ coverage, evidence, ...claim }) => [
      {
        name: 'code',
        label: 'outcome.code',
        kind: 'list',
        options: [
          ...coverage.failedChecks.map(({ code: value }) => ({ value, isCode: true })),
          ...REJECTION_REASONS.map((value) => ({ value, of: 'RejectionReason' as const })),
        ],
        initial: coverage.failedChecks[0]?.code ?? (newestVerdict(claim) === 'NOT_CONFIRMED' ? 'NOT_CONFIRMED' : ''),
        ...required,
      },
      { name: 'explanation', label: 'field.explanation', kind: 'long', ...required },
      {
        name: 'clause',
        label: 'field.clause',
        kind: 'text',
        initial: coverage.policyId ? `${coverage.policyId} v${coverage.policyVersion ?? 1}` : '',
        ...required,
      },
      {
        name: 'evidenceId',
        label: 'field.evidence',
        kind: 'list',
        initial: evidence[0]?.id ?? '',
        options: evidence.map(({ id, name, kind }, index) =>
          name
            ? { value: id, label: `${index + 1} · ${name}` }
            : { value: id, label: String(index + 1), of: 'EvidenceKind', named: kind },
        ),
        isRequired: evidence.length > 0,
      },
    ],
    input: (values) => given(values, 'code', 'explanation', 'clause', 'evidenceId'),
  }),
  confirmGoodwill: form(ConfirmGoodwill, {
    label: 'action.confirmGoodwill',
    hint: 'action.confirmGoodwill.hint',
    follows: whatFollows,
    isNext: () => true,
    fields: nothing,
    input: () => ({}),
  }),
  releaseCredit: RELEASE_FORM,
  acknowledgeDecision: form(AcknowledgeDecision, {
    label: 'action.acknowledgeDecision',
    isAtOnce: true,
    // Where there is something to choose, that comes first.
    isNext: ({ status }) => status !== 'AWAITING_CHOICE',
    fields: nothing,
    input: () => ({}),
  }),
  attachEvidence: form(AttachEvidence, {
    label: 'action.attachEvidence',
    files: true,
    fields: nothing,
    input: (_, __, files) => ({ evidence: files }),
  }),
  chooseRemedy: form(ChooseRemedy, {
    label: 'action.chooseRemedy',
    fields: ({ remedy, preferredRemedy }, isForPartner) => [
      {
        name: 'remedy',
        label: 'field.remedy',
        kind: 'choice',
        options: remedies,
        initial: remedy ?? preferredRemedy ?? '',
        ...required,
      },
      ...conversation(isForPartner),
    ],
    input: (values) => ({ ...given(values, 'remedy'), ...onBehalf(values) }),
  }),
  agreeSubstitute: form(AgreeSubstitute, {
    label: 'action.agreeSubstitute',
    hint: 'action.agreeSubstitute.hint',
    fields: (_, isForPartner) => [
      { name: 'substituteSku', label: 'facts.product', kind: 'list', from: 'products', ...required },
      ...conversation(isForPartner),
    ],
    input: (values) => ({ ...given(values, 'substituteSku'), ...onBehalf(values) }),
  }),
  convertReplacement: form(ConvertReplacement, {
    label: 'action.convertReplacement',
    hint: 'action.convertReplacement.hint',
    fields: (_, isForPartner) => conversation(isForPartner),
    input: onBehalf,
  }),
  recordCommunication: form(RecordCommunication, {
    label: 'action.recordCommunication',
    hint: 'action.recordCommunication.hint',
    fields: () => [
      { name: 'how', label: 'field.how', kind: 'text', ...required },
      { name: 'whom', label: 'field.whom', kind: 'text', ...required },
      { name: 'toldAt', label: 'field.when', kind: 'instant', ...required },
    ],
    input: (values) => given(values, 'how', 'whom', 'toldAt'),
  }),
  reopenClaim: form(ReopenClaim, {
    label: 'action.reopenClaim',
    hint: 'action.reopenClaim.hint',
    files: true,
    fields: () => [{ name: 'reason', label: 'field.reason', kind: 'long', ...required }],
    input: (values, _, files) => ({ ...given(values, 'reason'), evidence: files }),
  }),
  rateClaim: form(RateClaim, {
    label: 'action.rateClaim',
    fields: () => [
      {
        name: 'score',
        label: 'field.score',
        kind: 'choice',
        options: ['5', '4', '3', '2', '1'].map((value) => ({ value, text: `score.${value}` as TextId })),
        ...required,
      },
      { name: 'comment', label: 'field.comment', kind: 'long' },
    ],
    input: (values) => ({ score: Number(values.score), ...given(values, 'comment') }),
  }),
  addNote: form(AddNote, {
    label: 'action.addNote',
    hint: 'action.addNote.hint',
    fields: () => [{ name: 'text', label: 'field.note', kind: 'long', ...required }],
    input: (values) => given(values, 'text'),
  }),
  assignClaim: form(AssignClaim, {
    label: 'action.assignClaim',
    hint: 'action.assignClaim.hint',
    fields: ({ owner }) => [
      { name: 'to', label: 'facts.owner', kind: 'list', from: 'staff', initial: owner?.id ?? '', ...required },
    ],
    input: (values) => given(values, 'to'),
  }),
  withdrawClaim: form(WithdrawClaim, {
    label: 'action.withdrawClaim',
    hint: 'action.withdrawClaim.hint',
    fields: (_, isForPartner) => [
      isForPartner
        ? { name: 'reason', label: 'field.reason.optional', kind: 'long' }
        : { name: 'onBehalfReason', label: 'field.onBehalfReason', kind: 'long', ...required },
    ],
    input: (values) => given(values, 'reason', 'onBehalfReason'),
  }),
} satisfies ActionForms<ClaimView>;
