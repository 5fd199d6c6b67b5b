export { parseRange } from './byte-range.ts';
export { refusalOf, uploadEvidence } from './evidence-upload.ts';
export { EvidenceMeasures, type Measures } from './measures.ts';
export { downloadName, HEAD_BYTES, mediaTypeOf } from './media-types.ts';
export { EvidencePreviews, hasPreview } from './previews.ts';
export { MAX_FORM_FILES, receiveForm } from './receive-form.ts';
export {
  EVIDENCE_LIMITS,
  type Receipt,
  receiveEvidence,
  type RefusedFile,
  refuseFile,
  shownName,
  UploadRefused,
} from './receive-evidence.ts';
export { differenceOf, SAME_PICTURE_BITS, SIMILAR_PICTURE_BITS, SimilarHashes } from './similar-hashes.ts';
export { holderOf, StoredEvidence, storedEvidence, storedType } from './stored-evidence.ts';
export { type Upload, Uploads } from './uploads.ts';
