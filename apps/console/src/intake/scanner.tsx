import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill';
import { useEffect, useRef, useState } from 'react';
import reader from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { Dialog } from '../controls/dialog.tsx';
import { useTexts } from '../texts.tsx';

/** As they are printed on plates and packing. */
const FORMATS = ['qr_code', 'data_matrix', 'code_128', 'code_39'] as const;
const BETWEEN_LOOKS_MS = 120;

// By default it would be fetched from elsewhere.
prepareZXingModule({
  overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? reader : prefix + path) },
});

interface ScannerProps {
  readonly onFound: (text: string) => void;
  readonly onClose: () => void;
}

/** Reads a bar code by the camera. */
export default function Scanner({ onFound, onClose }: ScannerProps) {
  const { t } = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const [isBlind, setBlind] = useState(false);
  const found = useRef(onFound);
  useEffect(() => {
    found.current = onFound;
  });
  useEffect(() => {
    const detector = new BarcodeDetector({ formats: [...FORMATS] });
    let isOpen = true;
    let camera: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const picture = video.current;
      const codes = picture && picture.videoWidth > 0 ? await detector.detect(picture).catch(() => []) : [];
      if (!isOpen) return;
      const text = codes[0]?.rawValue.trim();
      if (text) found.current(text);
      else timer = setTimeout(() => void look(), BETWEEN_LOOKS_MS);
    };
    const begin = async () => {
      const seen = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 } },
      });
      camera = seen;
      if (!isOpen || !video.current) {
        stop(seen);
        return;
      }
      video.current.srcObject = seen;
      await video.current.play();
      await look();
    };
    begin().catch(() => isOpen && setBlind(true));
    return () => {
      isOpen = false;
      clearTimeout(timer);
      if (camera) stop(camera);
    };
  }, []);
  return (
    <Dialog title={t('scan')} onClose={onClose}>
      {isBlind ? <p role="alert">{t('scan.blind')}</p> : <p className="soft">{t('scan.hint')}</p>}
      <video ref={video} className="scan" muted playsInline aria-label={t('scan')} />
    </Dialog>
  );
}

const stop = (camera: MediaStream): void => {
  for (const track of camera.getTracks()) track.stop();
};
