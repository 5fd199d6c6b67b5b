export { parseRange } from './byte-range.ts';
export { uploadEvidence } from './evidence-upload.ts';
export { receiveEvidence, type StoredFile } from './receive-evidence.ts';
export { holderOf, storedEvidence } from './stored-evidence.ts';
