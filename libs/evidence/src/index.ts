export { type ByteRange, parseRange } from './byte-range.ts';
export { type UploadAnswer, uploadEvidence } from './evidence-upload.ts';
export type { EvidenceKind } from './media-types.ts';
export {
  EVIDENCE_LIMITS,
  type EvidenceLimits,
  type Receipt,
  type ReceiveOptions,
  type RefusedFile,
  receiveEvidence,
  type StoredFile,
} from './receive-evidence.ts';
