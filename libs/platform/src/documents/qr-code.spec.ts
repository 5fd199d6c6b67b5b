import { decodeQR } from 'qr/decode.js';
import { drawQrCode } from './qr-code.ts';

/** What is drawn, `PIXELS` for each point. */
const PIXELS = 4;
function drawn(text: string, at: { x: number; y: number; size: number }) {
  const side = (at.x + at.size) * PIXELS;
  const data = new Uint8Array(side * side * 3).fill(255);
  const pdf = {
    addContent(content: string) {
      for (const [, ...bar] of content.matchAll(/^(\S+) (\S+) (\S+) (\S+) re$/gm)) {
        const [x = 0, y = 0, width = 0, height = 0] = bar.map(Number);
        for (let row = Math.round(y * PIXELS); row < Math.round((y + height) * PIXELS); row++)
          data.fill(0, (row * side + Math.round(x * PIXELS)) * 3, (row * side + Math.round((x + width) * PIXELS)) * 3);
      }
    },
  };
  drawQrCode(pdf as unknown as PDFKit.PDFDocument, text, at);
  return { width: side, height: side, data };
}

describe('A QR code in a document', () => {
  it.each([
    'https://warranty.maker.example/terms/unit/R0wxLTI2LTAwMDA0Mg.Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9v',
    'x',
  ])('R6 is read as the text that it was made of: %s', (text) =>
    expect(decodeQR(drawn(text, { x: 20, y: 20, size: 85 }))).toBe(text),
  );
});
