import encodeQR from 'qr';

/** Light modules on each side (ISO/IEC 18004). */
const BORDER = 4;

/** In the colour that is set, with its border: `size` points in each direction. */
export function drawQrCode(pdf: PDFKit.PDFDocument, text: string, at: { x: number; y: number; size: number }): void {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: BORDER });
  const module = at.size / rows.length;
  // In one piece: by `rect` alone, a document with thousands of codes takes hundreds of megabytes.
  const bars: string[] = [];
  rows.forEach((row, y) => {
    for (let x = row.indexOf(true); x >= 0; ) {
      const end = row.indexOf(false, x);
      // A little higher than their distance, so that no reader shows gaps between them.
      const bar = [at.x + x * module, at.y + y * module, (end - x) * module, module * 1.02];
      bars.push(`${bar.map((points) => points.toFixed(2)).join(' ')} re`);
      x = row.indexOf(true, end);
    }
  });
  pdf.addContent(`${bars.join('\n')}\nf`);
}
