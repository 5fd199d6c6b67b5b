import { downloadName } from './media-types.ts';

describe('E4 the name under which a file is downloaded', () => {
  it.each([
    ['front.jpg', 'image/jpeg', 'front.jpg'],
    ['FRONT.JPEG', 'image/jpeg', 'FRONT.JPEG'],
    ['film.mov', 'video/quicktime', 'film.mov'],
    ['page.html', 'image/jpeg', 'page.html.jpg'],
    ['front.jpg', 'application/pdf', 'front.jpg.pdf'],
    ['setup.exe', 'video/mp4', 'setup.exe.mp4'],
    ['jpg', 'image/jpeg', 'jpg.jpg'],
    ['f'.repeat(64), 'image/png', `${'f'.repeat(64)}.png`],
    ['램프.png', 'image/png', '램프.png'],
    // The direction mark would show the end of it as .jpg.
    ['front\u202egpj.html', 'image/jpeg', 'frontgpj.html.jpg'],
    ['..\\..\\a/b\u0000.pdf', 'application/pdf', '....ab.pdf'],
  ])('%j of a file of type %s is %j: it opens as what it is', (name, mediaType, expected) => {
    expect(downloadName(name, mediaType)).toBe(expected);
  });
});
