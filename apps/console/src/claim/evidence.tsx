import { useState } from 'react';
import { QC_FORM, QcRecord } from '../batches/qc.tsx';
import { ActionButton } from '../controls/actions.tsx';
import { useKeys } from '../keys.ts';
import { useTexts } from '../texts.tsx';
import { mayAsk, useViewer } from '../viewer.ts';
import type { ClaimView } from './view.ts';

const KB = 1_000;
const QUARTER = 90;

/** Known before the file has come, so that nothing moves when it does. */
const sizeOf = ({ width, height }: ClaimView['evidence'][number]) => (width && height ? { width, height } : undefined);

/** The files of a claim, one as large as there is room; beside it, if wanted, the quality-control record of the batch. */
export function EvidenceViewer({ claim: { evidence, unit } }: { readonly claim: ClaimView }) {
  const { t, name, number, time } = useTexts();
  const mayRecord = mayAsk(useViewer(), 'recordQc');
  const [at, setAt] = useState(0);
  const [isZoomed, setZoomed] = useState(false);
  const [turned, setTurned] = useState(0);
  const [isQcShown, setQcShown] = useState(false);
  const current = Math.min(at, evidence.length - 1);
  const item = evidence[current];
  const show = (index: number) => {
    setAt((index + evidence.length) % evidence.length);
    setTurned(0);
    setZoomed(false);
  };
  const { qc } = unit.batch;
  useKeys({
    '[': () => show(current - 1),
    ']': () => show(current + 1),
    z: () => setZoomed(!isZoomed),
    r: () => setTurned(turned + QUARTER),
    d: qc ? () => setQcShown(!isQcShown) : undefined,
  });
  if (!item) return null;
  const isPicture = /^image\/(?:jpeg|png|webp|gif)$/.test(item.mediaType);
  const title = t('evidence.item', { kind: name('EvidenceKind', item.kind), at: current + 1, of: evidence.length });
  return (
    <section className="evidence" aria-label={t('evidence')}>
      <header>
        <h2>{title}</h2>
        <div className="buttons">
          {isPicture && (
            <>
              <button type="button" aria-pressed={isZoomed} onClick={() => setZoomed(!isZoomed)}>
                {t('evidence.zoom')}
              </button>
              <button type="button" onClick={() => setTurned(turned + QUARTER)}>
                {t('evidence.rotate')}
              </button>
            </>
          )}
          {qc !== null && qc !== undefined && (
            <button type="button" aria-pressed={isQcShown} onClick={() => setQcShown(!isQcShown)}>
              {t('evidence.qc')}
            </button>
          )}
          {mayRecord && <ActionButton form={QC_FORM} of={unit.batch} />}
        </div>
      </header>
      <div className={isQcShown ? 'evidence-pane beside' : 'evidence-pane'}>
        <div className={isZoomed ? 'evidence-frame zoomed' : 'evidence-frame'} tabIndex={isZoomed ? 0 : -1}>
          {isPicture && item.url && (
            <img key={item.id} src={item.url} alt={title} data-turned={(turned / QUARTER) % 4} {...sizeOf(item)} />
          )}
          {item.mediaType.startsWith('video/') && item.url && (
            <video key={item.id} src={item.url} controls preload="metadata" aria-label={title} {...sizeOf(item)} />
          )}
          {!isPicture && !item.mediaType.startsWith('video/') && (
            <p>{t('evidence.noPreview', { type: item.mediaType })}</p>
          )}
        </div>
        {isQcShown && <QcRecord qc={qc} />}
      </div>
      {evidence.length > 1 && (
        <div className="evidence-all">
          {evidence.map((one, index) => (
            <button
              key={one.id}
              type="button"
              aria-pressed={index === current}
              aria-label={t('evidence.item', {
                kind: name('EvidenceKind', one.kind),
                at: index + 1,
                of: evidence.length,
              })}
              onClick={() => show(index)}
            >
              {one.previewUrl ? <img src={one.previewUrl} alt="" loading="lazy" /> : one.seconds === null ? '▤' : '▶'}
            </button>
          ))}
        </div>
      )}
      <p className="soft small">
        {item.mediaType} · {item.width && item.height && <>{`${item.width} × ${item.height}`} · </>}
        {item.seconds && <>{t('evidence.seconds', { seconds: number(Math.round(item.seconds)) })} · </>}{' '}
        {number(Math.ceil(item.bytes / KB))} KB · {time(item.attachedAt)} ·{' '}
        <span className="mono">sha-256 {item.sha256.slice(0, 8)}</span> ·{' '}
        {item.url && <a href={item.url}>{t('evidence.download')}</a>}
      </p>
    </section>
  );
}
