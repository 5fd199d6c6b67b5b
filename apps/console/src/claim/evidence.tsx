import { useState } from 'react';
import { QC_FORM, QcRecord } from '../batches/qc.tsx';
import { ActionButton } from '../controls/actions.tsx';
import { useKeys } from '../keys.ts';
import { useTexts } from '../texts.tsx';
import { mayAsk, useViewer } from '../viewer.ts';
import type { ClaimView } from './view.ts';

const KB = 1_000;
const QUARTER = 90;
/** Phones show nothing of a video before it plays, unless they are sent to a moment of it. */
const FIRST_FRAME = '#t=0.001';

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
  /** Of those that this browser could not show. */
  const [unshown, setUnshown] = useState<ReadonlySet<string>>(new Set());
  const current = Math.min(at, evidence.length - 1);
  const item = evidence[current];
  const show = (index: number) => {
    setAt((index + evidence.length) % evidence.length);
    setTurned(0);
    setZoomed(false);
  };
  const { qc } = unit.batch;
  const seconds = (long: number) => t('evidence.seconds', { seconds: number(Math.round(long)) });
  useKeys({
    '[': () => show(current - 1),
    ']': () => show(current + 1),
    z: () => setZoomed(!isZoomed),
    r: () => setTurned(turned + QUARTER),
    d: qc ? () => setQcShown(!isQcShown) : undefined,
  });
  if (!item) return null;
  const isShown = item.url !== null && !unshown.has(item.id);
  const isPicture = isShown && item.mediaType.startsWith('image/');
  const isVideo = isShown && item.mediaType.startsWith('video/');
  const setItemUnshown = () => setUnshown(new Set([...unshown, item.id]));
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
          {mayRecord && <ActionButton form={QC_FORM} of={unit.batch} whose={unit.batch.id} />}
        </div>
      </header>
      <div className={isQcShown ? 'evidence-pane beside' : 'evidence-pane'}>
        <div className={isZoomed ? 'evidence-frame zoomed' : 'evidence-frame'} tabIndex={isZoomed ? 0 : -1}>
          {isPicture && (
            <img
              key={item.id}
              src={item.url ?? undefined}
              alt={title}
              data-turned={(turned / QUARTER) % 4}
              onError={setItemUnshown}
              {...sizeOf(item)}
            />
          )}
          {isVideo && (
            <video
              key={item.id}
              src={`${item.url}${FIRST_FRAME}`}
              controls
              playsInline
              preload="metadata"
              aria-label={title}
              onError={setItemUnshown}
              {...sizeOf(item)}
            />
          )}
          {!isPicture && !isVideo && (
            <div className="empty">
              <p>{t('evidence.noPreview', { type: item.mediaType })}</p>
              {item.url && (
                <a className="button" href={item.url} download>
                  {t('evidence.download')}
                </a>
              )}
            </div>
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
              {one.previewUrl ? (
                <img src={one.previewUrl} alt="" loading="lazy" />
              ) : one.mediaType.startsWith('video/') ? (
                `▶ ${one.seconds ? seconds(one.seconds) : ''}`
              ) : (
                '▤'
              )}
            </button>
          ))}
        </div>
      )}
      <p className="soft small">
        {item.name && <>{item.name}&nbsp;· </>}
        {item.mediaType}&nbsp;· {item.width && item.height && <>{`${item.width}\u00a0×\u00a0${item.height}`}&nbsp;· </>}
        {item.seconds && <>{seconds(item.seconds)}&nbsp;· </>}
        {number(Math.ceil(item.bytes / KB))}&nbsp;KB&nbsp;· {time(item.attachedAt)}&nbsp;·{' '}
        {/* A line may end after what is kept together, also before a space without a break. */}
        <span className="mono">sha-256 {item.sha256.slice(0, 8)}&nbsp;·</span>{' '}
        {item.url && <a href={item.url}>{t('evidence.download')}</a>}
      </p>
    </section>
  );
}
