import sharp from 'sharp';

// Drawn pictures in place of photographs, with a different look for each sender and each time, so that no claim has the same or a similar
// file as another by accident (E3). Letters are drawn as strokes, since fonts differ between machines.

/** A sender's background, light and angle. */
interface Scene {
  readonly table: string;
  readonly light: string;
  readonly turned: number;
  readonly zoom: number;
  readonly mirrored?: boolean;
}

const WIDTH = 360;
const HEIGHT = 270;

const scenes = {
  seoul: { table: '#e9e2d6', light: '#ffffff', turned: -7, zoom: 1 },
  busan: { table: '#33474f', light: '#9fb7c2', turned: -14, zoom: 1.22 },
  berlin: { table: '#8d7358', light: '#d9bd98', turned: 11, zoom: 0.94 },
  munich: { table: '#3f4a52', light: '#7b8a94', turned: -3, zoom: 1.1 },
  newyork: { table: '#b8c4a9', light: '#eef4e2', turned: 3, zoom: 1.1, mirrored: true },
  austin: { table: '#6b4a3a', light: '#b78d6d', turned: -12, zoom: 0.98 },
  osaka: { table: '#d8c7d3', light: '#fff4fb', turned: 8, zoom: 1.02, mirrored: true },
  shanghai: { table: '#5b6470', light: '#aab6c4', turned: -5, zoom: 0.9 },
} as const satisfies Record<string, Scene>;

type Lamp = 'lit' | 'dim' | 'dead';
const RED = '#ff3b2f';
const VIOLET = '#7a5cff';

const led = (x: number, y: number, state: Lamp, colour = RED, radius = 5): string =>
  state === 'dead'
    ? `<circle cx="${x}" cy="${y}" r="${radius}" fill="#3a3436"/>`
    : `<circle cx="${x}" cy="${y}" r="${radius * 1.9}" fill="${colour}" opacity="${state === 'lit' ? 0.35 : 0.12}"/>` +
      `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}" opacity="${state === 'lit' ? 1 : 0.45}"/>`;

/** Lamps on a grid; `at` gives the state of each, or that there is none. */
function grid(
  columns: number,
  rows: number,
  [left, top]: readonly [number, number],
  step: number,
  at: (column: number, row: number, x: number, y: number) => Lamp | undefined,
  colour?: string,
  radius?: number,
): string {
  let lamps = '';
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const x = left + column * step;
      const y = top + row * step;
      const state = at(column, row, x, y);
      if (state) lamps += led(x, y, state, colour, radius);
    }
  return lamps;
}

const within = (x: number, y: number, cx: number, cy: number, rx: number, ry: number): boolean =>
  ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;

const crack = (path: string): string =>
  `<path d="${path}" fill="none" stroke="#ffffff" stroke-width="4" opacity=".7"/>` +
  `<path d="${path}" fill="none" stroke="#2b2b2b" stroke-width="1.6"/>`;

/** A face mask seen from inside; `lamp` gives the state of each lamp. `neck`: the Pro with its lower part. */
const mask = (lamp: (x: number, y: number) => Lamp, extra = '', neck = false): string =>
  `<g transform="${neck ? 'translate(40 -4) scale(.78)' : ''}">` +
  `<path d="M100 40 q80 -34 160 0 q22 70 -6 138 q-30 52 -74 54 q-44 -2 -74 -54 q-28 -68 -6 -138z" fill="#f6f3f1" stroke="#b9b2ad" stroke-width="3"/>` +
  (neck
    ? '<path d="M118 226 q62 34 124 0 l10 26 q-72 34 -144 0z" fill="#efe9e6" stroke="#b9b2ad" stroke-width="3"/>'
    : '') +
  grid(10, 11, [108, 50], 16, (_column, _row, x, y) => {
    const inside = within(x, y, 180, 122, 82, 108);
    const eye = within(x, y, 145, 100, 26, 18) || within(x, y, 215, 100, 26, 18);
    return inside && !eye && !within(x, y, 180, 186, 30, 13) ? lamp(x, y) : undefined;
  }) +
  '<ellipse cx="145" cy="100" rx="20" ry="11" fill="#4a4542"/><ellipse cx="215" cy="100" rx="20" ry="11" fill="#4a4542"/>' +
  '<ellipse cx="180" cy="186" rx="24" ry="6" fill="#4a4542"/>' +
  extra +
  '</g>';

/** A nail lamp from the front, its lamps under the roof. */
const nailLamp = (lamp: (column: number, row: number) => Lamp, extra = ''): string =>
  '<path d="M70 210 v-70 q0 -90 110 -90 q110 0 110 90 v70z" fill="#fbfbfd" stroke="#b6bac4" stroke-width="3"/>' +
  '<path d="M96 210 v-52 q0 -62 84 -62 q84 0 84 62 v52z" fill="#241d3a"/>' +
  grid(
    9,
    4,
    [116, 118],
    16,
    (column, row, x, y) => (within(x, y, 180, 170, 78, 66) ? lamp(column, row) : undefined),
    VIOLET,
  ) +
  '<rect x="62" y="208" width="236" height="16" rx="6" fill="#d9dbe2"/>' +
  extra;

/** A wand lying down: round head with lamps, long handle. */
const wand = (handle: string, lamp: (x: number) => Lamp, extra = ''): string =>
  handle +
  '<circle cx="100" cy="135" r="56" fill="#fdfdfd" stroke="#b3b3b8" stroke-width="4"/>' +
  '<circle cx="100" cy="135" r="45" fill="#41262a"/>' +
  grid(6, 6, [64, 99], 14.4, (_column, _row, x, y) => (within(x, y, 100, 135, 41, 41) ? lamp(x) : undefined)) +
  extra;
const straight =
  '<rect x="140" y="118" width="186" height="34" rx="16" fill="#f2eeee" stroke="#b3b3b8" stroke-width="3"/>';
const swollen =
  '<path d="M146 118 q34 -2 50 -22 q36 -30 78 2 q18 20 50 22 q10 14 0 32 q-30 0 -52 22 q-40 26 -78 -2 q-16 -20 -48 -20z" fill="#efe6e4" stroke="#b3a09c" stroke-width="3"/>' +
  '<path d="M186 128 q50 -18 104 2" fill="none" stroke="#3c2f2c" stroke-width="5"/>' +
  '<path d="M190 130 q48 -12 96 2" fill="none" stroke="#d0a13c" stroke-width="3"/>';

/** A roller: a handle, a fork, and a drum with a row of lamps. */
const roller = (extra: string): string =>
  '<rect x="160" y="150" width="34" height="104" rx="15" fill="#f4c9cf" stroke="#b58b92" stroke-width="3"/>' +
  '<path d="M104 92 v36 q72 40 146 0 v-36" fill="none" stroke="#c9c9cf" stroke-width="8"/>' +
  '<rect x="92" y="50" width="170" height="62" rx="26" fill="#fdfdfd" stroke="#b3b3b8" stroke-width="3"/>' +
  grid(9, 1, [112, 81], 16, (column) => (column > 5 ? 'dead' : 'lit')) +
  extra;

/** A studio panel on its stand. */
const panel = (lamp: (column: number, row: number) => Lamp): string =>
  '<rect x="52" y="28" width="256" height="176" rx="14" fill="#20232a" stroke="#8d939e" stroke-width="5"/>' +
  grid(12, 8, [74, 50], 19.2, lamp, RED, 6) +
  '<path d="M170 206 h20 l10 46 h-40z" fill="#8d939e"/>';

/** Characters of a serial as strokes on a field of 4 × 6. */
const strokes: Readonly<Record<string, string>> = {
  '0': 'M0 0h4v6h-4z',
  '1': 'M1 1l1 -1v6',
  '2': 'M0 0h4v3h-4v3h4',
  '3': 'M0 0h4v6h-4M1 3h3',
  '4': 'M0 0v3h4M4 0v6',
  '5': 'M4 0h-4v3h4v3h-4',
  '6': 'M4 0h-4v6h4v-3h-4',
  '7': 'M0 0h4v6',
  '8': 'M0 0h4v6h-4zM0 3h4',
  '9': 'M4 3h-4v-3h4v6h-4',
  L: 'M0 0v6h4',
  M: 'M0 6v-6l2 3l2 -3v6',
  N: 'M0 6v-6l4 6v-6',
  R: 'M0 6v-6h4v3h-4l4 3',
  W: 'M0 0v6l2 -3l2 3v-6',
  '-': 'M1 3h2',
};

const written = (text: string, x: number, y: number, scale: number): string =>
  [...text]
    .map((character, index) => {
      const place = `translate(${x + index * 6 * scale} ${y}) scale(${scale})`;
      return `<path transform="${place}" d="${strokes[character]}" fill="none" stroke="#2c2c2c" stroke-width=".9"/>`;
    })
    .join('');

/** The plate on the back, with its serial; mirrored again for senders whose scenes are mirrored. */
const plate = (serial: string, mirrored = false): string =>
  `<g transform="${mirrored ? 'translate(360 0) scale(-1 1)' : ''}">` +
  '<rect x="30" y="50" width="300" height="170" rx="16" fill="#dfe2e6" stroke="#9aa0a8" stroke-width="4"/>' +
  '<circle cx="50" cy="70" r="6" fill="#9aa0a8"/><circle cx="310" cy="70" r="6" fill="#9aa0a8"/>' +
  '<rect x="54" y="88" width="252" height="66" fill="#fafafa" stroke="#b9bec6"/>' +
  written(serial, 66, 110, 2.7) +
  [...serial.repeat(3)]
    .map((character, index) => {
      const wide = 1 + (character.charCodeAt(0) % 4);
      return `<rect x="${60 + index * 5}" y="170" width="${wide}" height="32" fill="#2c2c2c"/>`;
    })
    .join('') +
  '</g>';

/** By take: degrees, nearness, and how far from the middle. */
const HELD = [
  [0, 1, 0, 0],
  [33, 0.82, -40, 12],
  [-27, 1.16, 30, -20],
  [61, 0.9, 16, 24],
  [-64, 1.05, -26, -12],
  [100, 0.8, 38, 6],
  [-98, 1.22, 6, 26],
] as const;

/** Each sender goes through them from another on. */
function heldBy(sender: keyof typeof scenes, take: number): readonly [number, number, number, number] {
  const others = HELD.length - 1;
  const from = Math.floor(Object.keys(scenes).indexOf(sender) * 1.5);
  return HELD[take === 1 ? 0 : 1 + ((take - 2 + from) % others)] as (typeof HELD)[number];
}

/** `take`: from 1, each held otherwise. */
type Photograph = (take: number) => string;

const photograph =
  (sender: keyof typeof scenes, thing: string): Photograph =>
  (take) => {
    const { table, light, turned, zoom, mirrored }: Scene = scenes[sender];
    const [turn, nearness, right, down] = heldBy(sender, take);
    const middle = `${WIDTH / 2 + right} ${HEIGHT / 2 + down}`;
    const near = zoom * nearness;
    const pose = `translate(${middle}) rotate(${turned + turn}) scale(${mirrored ? -near : near} ${near}) translate(${-WIDTH / 2} ${-HEIGHT / 2})`;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
      `<defs><radialGradient id="light" cx="${mirrored ? 70 : 30}%" cy="25%" r="95%">` +
      `<stop offset="0" stop-color="${light}"/><stop offset="1" stop-color="${table}"/></radialGradient></defs>` +
      `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#light)"/>` +
      `<ellipse cx="186" cy="236" rx="130" ry="20" fill="#000" opacity=".16"/>` +
      `<g transform="${pose}">${thing}</g></svg>`
    );
  };

const cheek = (x: number, y: number): Lamp => (x > 190 && y > 116 && y < 176 ? 'dead' : 'lit');
const lit = (): Lamp => 'lit';
const dead = (): Lamp => 'dead';
const dents = '<path d="M70 128 l34 -16 l10 26 l-30 30 l-14 -8z" fill="#c9ccd4" stroke="#7d828c" stroke-width="2"/>';
const bulge =
  '<path d="M128 236 q52 -44 104 0 q6 22 -52 26 q-58 -4 -52 -26z" fill="#e2d6d2" stroke="#a58f8a" stroke-width="3"/>' +
  '<path d="M138 232 q42 -26 84 0" fill="none" stroke="#3c2f2c" stroke-width="4"/>';

/** The serial that can be read on a picture of a plate: that of the unit it was sent for. */
export const plates = {
  'munich-plate': 'LM2-2511-00154',
  'berlin-plate': 'LM1-2409-00111',
  'osaka-plate': 'LR1-2510-00002',
} as const;

/** What each file of `evidence/` shows. */
const drawings = {
  'seoul-mask-dead-cheek': photograph('seoul', mask(cheek)),
  'berlin-mask-dead-cheek': photograph(
    'berlin',
    mask((x, y) => (x > 206 && y > 110 ? 'dead' : cheek(x, y))),
  ),
  'newyork-mask-dead-cheek': photograph(
    'newyork',
    mask((x, y) => (x > 190 && y > 84 && y < 200 ? 'dead' : 'lit')),
  ),
  'shanghai-mask-dim-forehead': photograph(
    'shanghai',
    mask((_x, y) => (y < 84 ? 'dim' : 'lit')),
  ),
  'seoul-neck-mask-swollen': photograph('seoul', mask(dead, bulge, true)),
  'munich-neck-mask-swollen': photograph('munich', mask(dead, bulge, true)),
  'osaka-neck-mask-cracked-lens': photograph(
    'osaka',
    mask(lit, crack('M118 40 l26 44 l-8 30 l40 34 l-6 36 l30 44') + crack('M176 148 l44 -12 l26 20'), true),
  ),
  'seoul-lamp-dead-row': photograph(
    'seoul',
    nailLamp((_column, row) => (row === 1 ? 'dead' : 'lit')),
  ),
  'busan-lamp-dark': photograph('busan', nailLamp(dead)),
  'munich-lamp-dented': photograph('munich', nailLamp(lit, dents + crack('M104 112 l30 -20 l22 8 l30 -34'))),
  'osaka-lamp-dead-row': photograph(
    'osaka',
    nailLamp((column) => (column < 4 ? 'dead' : 'lit')),
  ),
  'austin-wand-swollen': photograph('austin', wand(swollen, dead)),
  'berlin-wand-loose-cable': photograph(
    'berlin',
    wand(
      straight,
      dead,
      '<path d="M326 135 h10 q20 4 12 34 q-10 34 -60 38 q-40 4 -50 44" fill="none" stroke="#26282c" stroke-width="7"/>' +
        '<path d="M318 128 l18 -14 M318 140 l20 14 M320 134 l22 0" stroke="#c8702d" stroke-width="3"/>',
    ),
  ),
  'shanghai-wand-half-dark': photograph(
    'shanghai',
    wand(straight, (x) => (x < 98 ? 'dead' : 'lit')),
  ),
  'austin-roller-stuck': photograph('austin', roller(crack('M240 52 l-14 26 l12 14 l-8 20'))),
  'osaka-roller-wet': photograph(
    'osaka',
    roller(
      [118, 150, 176, 214, 236, 166, 182, 170]
        .map(
          (x, index) =>
            `<ellipse cx="${x}" cy="${64 + ((index * 53) % 170)}" rx="7" ry="9" fill="#8fc3ea" opacity=".8"/>`,
        )
        .join(''),
    ),
  ),
  'newyork-panel-dead-quadrant': photograph(
    'newyork',
    panel((column, row) => (column > 5 && row > 3 ? 'dead' : 'lit')),
  ),
  'shanghai-panel-dim-rows': photograph(
    'shanghai',
    panel((_column, row) => (row % 3 === 1 ? 'dim' : 'lit')),
  ),
  'munich-plate': photograph('munich', plate(plates['munich-plate'])),
  'berlin-plate': photograph('berlin', plate(plates['berlin-plate'])),
  'osaka-plate': photograph('osaka', plate(plates['osaka-plate'], true)),
} as const;

export type Motif = keyof typeof drawings;
export type PictureName = Motif | `${Motif}-${number}`;

/** Of motifs that are photographed more than once. */
const TAKES: Partial<Readonly<Record<Motif, number>>> = {
  'osaka-lamp-dead-row': 2,
  'seoul-mask-dead-cheek': 7,
  'busan-lamp-dark': 5,
  'berlin-wand-loose-cable': 4,
  'austin-roller-stuck': 4,
  'austin-wand-swollen': 4,
  'newyork-panel-dead-quadrant': 3,
  'shanghai-panel-dim-rows': 4,
  'munich-neck-mask-swollen': 5,
  'munich-lamp-dented': 2,
  'seoul-neck-mask-swollen': 2,
  'osaka-neck-mask-cracked-lens': 4,
  'newyork-mask-dead-cheek': 6,
  'berlin-mask-dead-cheek': 5,
  'seoul-lamp-dead-row': 3,
};

/** The n-th picture of a motif, from 1. */
export const pictureName = (motif: Motif, take: number): PictureName => (take === 1 ? motif : `${motif}-${take}`);

const drawn = (motif: Motif, take: number): Promise<Buffer> =>
  sharp(Buffer.from(drawings[motif](take)))
    .jpeg({ quality: 42, mozjpeg: true })
    .toBuffer();

/** Every picture as JPEG, by file name without extension. */
export async function drawPictures(): Promise<ReadonlyMap<PictureName, Buffer>> {
  const pictures = new Map<PictureName, Buffer>();
  for (const motif of Object.keys(drawings) as Motif[])
    for (let take = 1; take <= (TAKES[motif] ?? 1); take++)
      pictures.set(pictureName(motif, take), await drawn(motif, take));
  return pictures;
}

/** For the first claim of the README: no claim of the samples has it (E3). */
export const drawFirstPicture = (): Promise<Buffer> => drawn('newyork-mask-dead-cheek', 7);
