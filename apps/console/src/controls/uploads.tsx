import { useCallback, useEffect, useRef, useState } from 'react';
import { expired, type Refusal, session } from '../api.ts';
import { connection } from '../live.ts';
import { useTexts } from '../texts.tsx';
import { RefusalNote } from './notes.tsx';

export type Kind = 'PHOTO' | 'VIDEO' | 'PROOF_OF_PURCHASE' | 'OTHER';

/** A file as a request names it. */
export interface StoredFile {
  readonly kind: Kind;
  readonly sha256: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly name: string;
}

/** A file as it was chosen, with what it shows where a person has said so. */
export interface Chosen {
  readonly file: File;
  readonly kind?: Kind;
}

export interface Upload extends Chosen {
  readonly id: string;
  readonly state: 'sending' | 'stored' | 'refused' | 'broken';
  /** From 0 to 1. */
  readonly progress: number;
  readonly stored?: StoredFile;
  readonly refusal?: Refusal;
}

export interface Uploads {
  readonly all: readonly Upload[];
  readonly stored: readonly StoredFile[];
  /** As they were chosen, without those that were refused. */
  readonly chosen: readonly Chosen[];
  /** Or cut off, and sent again: what is sent without it would lack it. */
  readonly isSending: boolean;
  readonly add: (files: Iterable<File | Chosen>) => void;
  readonly remove: (id: string) => void;
  readonly again: (id: string) => void;
  readonly mark: (id: string, kind: Kind) => void;
}

/** Files are sent as soon as they are chosen; those that a lost connection cut off are sent again when it is back. */
export function useUploads(): Uploads {
  const [all, setAll] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<string, XMLHttpRequest>());
  const change = useCallback(
    (id: string, more: Partial<Upload>) =>
      setAll((uploads) => uploads.map((upload) => (upload.id === id ? { ...upload, ...more } : upload))),
    [],
  );
  const start = useCallback(
    (upload: Pick<Upload, 'id' | 'file'>) => sendFile(upload, running.current, (more) => change(upload.id, more)),
    [change],
  );
  const add = useCallback(
    (files: Iterable<File | Chosen>) => {
      const added = Array.from(files, (one): Upload => {
        const chosen = one instanceof File ? { file: one } : one;
        return { ...chosen, id: crypto.randomUUID(), state: 'sending', progress: 0 };
      });
      setAll((uploads) => [...uploads, ...added]);
      for (const upload of added) start(upload);
    },
    [start],
  );
  const broken = useRef<readonly Upload[]>([]);
  useEffect(() => {
    broken.current = all.filter(({ state }) => state === 'broken');
  }, [all]);
  useEffect(() => {
    const resume = () => {
      if (connection.lostAt === undefined) for (const upload of broken.current) start(upload);
    };
    const end = connection.subscribe(resume);
    window.addEventListener('online', resume);
    const requests = running.current;
    return () => {
      end();
      window.removeEventListener('online', resume);
      for (const request of requests.values()) request.abort();
    };
  }, [start]);
  return {
    all,
    stored: all.flatMap(({ stored, kind }) => (stored ? { ...stored, ...(kind && { kind }) } : [])),
    chosen: all.filter(({ state }) => state !== 'refused').map(({ file, kind }) => ({ file, ...(kind && { kind }) })),
    isSending: all.some(({ state }) => state === 'sending' || state === 'broken'),
    add,
    remove: (id) => {
      running.current.get(id)?.abort();
      running.current.delete(id);
      setAll((uploads) => uploads.filter((upload) => upload.id !== id));
    },
    again: (id) => {
      const upload = all.find((one) => one.id === id);
      if (upload) start(upload);
    },
    mark: (id, kind) => change(id, { kind }),
  };
}

function sendFile(
  upload: Pick<Upload, 'id' | 'file'>,
  running: Map<string, XMLHttpRequest>,
  change: (more: Partial<Upload>) => void,
): void {
  const { id, file } = upload;
  const request = new XMLHttpRequest();
  running.set(id, request);
  change({ state: 'sending', progress: 0 });
  request.open('POST', '/evidence');
  const headers = {
    ...session.headers,
    'content-type': file.type || 'application/octet-stream',
    'x-file-name': encodeURIComponent(file.name),
  };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => change({ progress: total > 0 ? loaded / total : 0 });
  request.onload = () => {
    running.delete(id);
    if (request.status === 401) {
      void expired().then(() => sendFile(upload, running, change));
      return;
    }
    const answer = parsed(request.responseText);
    if (request.status < 300 && answer && 'sha256' in answer) {
      const { kind, sha256, mediaType, bytes } = answer;
      change({ state: 'stored', progress: 1, stored: { kind, sha256, mediaType, bytes, name: file.name } });
    } else if (answer && 'code' in answer) change({ state: 'refused', refusal: answer });
    else change({ state: 'broken' });
  };
  request.onerror = () => {
    running.delete(id);
    change({ state: 'broken' });
  };
  request.send(file);
}

function parsed(text: string): StoredFile | Refusal | undefined {
  try {
    return JSON.parse(text) as StoredFile | Refusal;
  } catch {
    return undefined;
  }
}

interface FileButtonProps {
  readonly label: string;
  readonly accept: string;
  readonly onChoose: (input: HTMLInputElement) => void;
  readonly name?: string;
  readonly multiple?: boolean;
  readonly isRequired?: boolean;
  /** Said where it is required and empty. */
  readonly missing?: string;
  readonly capture?: 'environment';
}

/** The native control would speak the language of the browser: it has the focus and the button the words of the page. */
export const FileButton = ({ label, onChoose, isRequired, missing, ...more }: FileButtonProps) => (
  <label className="button file-button">
    <input
      type="file"
      required={isRequired}
      data-missing={missing}
      onChange={({ target }) => onChoose(target)}
      {...more}
    />
    {label}
  </label>
);

const KINDS = ['PHOTO', 'VIDEO', 'PROOF_OF_PURCHASE', 'OTHER'] as const satisfies readonly Kind[];

interface FilePickerProps {
  readonly uploads: Uploads;
  /** What is still asked for, if anything is. */
  readonly missing?: readonly string[];
}

export function FilePicker({ uploads, missing = [] }: FilePickerProps) {
  const { t, name, percent } = useTexts();
  const chosen = (input: HTMLInputElement) => {
    uploads.add(input.files ?? []);
    // So that the same file can be chosen again.
    input.value = '';
  };
  return (
    <div className="files">
      <div className="buttons">
        <FileButton
          label={t('files.take')}
          accept="image/*"
          capture="environment"
          isRequired={missing.length > 0}
          missing={missing.join(t('comma'))}
          onChoose={chosen}
        />
        <FileButton
          label={t('files.choose')}
          accept="image/jpeg,image/png,image/webp,image/heic,image/heif,video/*,application/pdf"
          multiple
          onChoose={chosen}
        />
      </div>
      <ul>
        {uploads.all.map((upload) => (
          <li key={upload.id} className={`file ${upload.state}`}>
            <Preview file={upload.file} />
            <span className="file-name">{upload.file.name}</span>
            {upload.state === 'sending' && (
              <progress max={1} value={upload.progress} aria-label={t('files.sending', { name: upload.file.name })}>
                {percent(upload.progress)}
              </progress>
            )}
            {upload.stored && (
              <>
                <span className="file-stored">✓ {t('files.stored')}</span>
                <select
                  aria-label={t('files.kind', { name: upload.file.name })}
                  value={upload.kind ?? upload.stored.kind}
                  onChange={(event) => uploads.mark(upload.id, event.target.value as Kind)}
                >
                  {KINDS.map((kind) => (
                    <option key={kind} value={kind}>
                      {name('EvidenceKind', kind)}
                    </option>
                  ))}
                </select>
              </>
            )}
            {upload.state === 'broken' && (
              <span role="alert">
                {t('files.broken')}{' '}
                <button type="button" onClick={() => uploads.again(upload.id)}>
                  {t('again')}
                </button>
              </span>
            )}
            {upload.refusal && <RefusalNote refusal={upload.refusal} />}
            <button
              type="button"
              className="quiet"
              aria-label={t('files.remove', { name: upload.file.name })}
              title={t('files.remove', { name: upload.file.name })}
              onClick={() => uploads.remove(upload.id)}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A mark in place of what this browser cannot show, whatever its type says; the name stands beside it. */
function Preview({ file }: { readonly file: File }) {
  const image = useRef<HTMLImageElement>(null);
  const [isBroken, setBroken] = useState(false);
  const isPicture = !isBroken && /^image\/(?:jpeg|png|webp)$/.test(file.type);
  useEffect(() => {
    if (!isPicture) return undefined;
    const address = URL.createObjectURL(file);
    if (image.current) image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [file, isPicture]);
  return isPicture ? <img ref={image} alt="" onError={() => setBroken(true)} /> : <span aria-hidden="true">▤</span>;
}
