import type { InputOf } from '#requests';

type DefectGroup = NonNullable<InputOf<'listProduct'>['defectGroups']>[number];

/** What the codes mean: in English for everyone, and in the languages of the customers. */
const WORDS = {
  'BATTERY-SWOLLEN': ['Battery is swollen', '배터리가 부풀어 오름', '电池鼓包', 'Akku aufgebläht', 'バッテリーの膨張'],
  'CABLE-LOOSE': ['Cable is loose', '케이블이 헐거움', '电线松动', 'Kabel locker', 'ケーブルの緩み'],
  'DRIVER-HUM': ['Power supply hums', '전원부에서 소음이 남', '电源有嗡嗡声', 'Netzteil brummt', '電源部のうなり音'],
  'DROP-DAMAGE': ['Damaged by a fall', '떨어뜨려 파손됨', '摔坏', 'Sturzschaden', '落下による破損'],
  'LED-DEAD': ['LED stays dark', 'LED가 켜지지 않음', 'LED 不亮', 'LED leuchtet nicht', 'LEDが点灯しない'],
  'LED-FLICKER': ['Light flickers', '빛이 깜빡임', '灯光闪烁', 'Licht flackert', '光がちらつく'],
  'LED-QUADRANT': [
    'A quarter stays dark',
    '4분의 1이 켜지지 않음',
    '四分之一区域不亮',
    'Ein Viertel bleibt dunkel',
    '4分の1が点灯しない',
  ],
  'LED-ROW': [
    'A row of LEDs stays dark',
    'LED 한 줄이 켜지지 않음',
    '一排 LED 不亮',
    'Eine LED-Reihe bleibt dunkel',
    'LEDの1列が点灯しない',
  ],
  'LED-SEGMENT': [
    'A segment stays dark',
    '일부 구역이 켜지지 않음',
    '部分区域不亮',
    'Ein Segment bleibt dunkel',
    '一部の区画が点灯しない',
  ],
  'LENS-CRACKED': ['Lens is cracked', '렌즈에 금이 감', '镜片开裂', 'Linse gesprungen', 'レンズのひび割れ'],
  'NO-CHARGE': ['Does not charge', '충전되지 않음', '无法充电', 'Lädt nicht', '充電できない'],
  'NO-POWER': [
    'Does not switch on',
    '전원이 켜지지 않음',
    '无法开机',
    'Lässt sich nicht einschalten',
    '電源が入らない',
  ],
  'ROLLER-STUCK': ['Roller is stuck', '롤러가 움직이지 않음', '滚轮卡住', 'Rolle klemmt', 'ローラーが動かない'],
  'SENSOR-DEAD': [
    'Sensor does not react',
    '센서가 반응하지 않음',
    '感应器无反应',
    'Sensor reagiert nicht',
    'センサーが反応しない',
  ],
  'STRAP-TORN': ['Strap is torn', '스트랩이 찢어짐', '绑带断裂', 'Band gerissen', 'ストラップの破れ'],
  'TIP-CRACKED': ['Tip is cracked', '팁에 금이 감', '头部开裂', 'Spitze gesprungen', '先端のひび割れ'],
  'WATER-DAMAGE': ['Damaged by water', '침수로 손상됨', '进水损坏', 'Wasserschaden', '水濡れによる損傷'],
} as const;

const LANGUAGES = [undefined, 'ko', 'zh', 'de', 'ja'] as const;

/** A group of defects with the labels of its codes. */
export const defects = (group: string, ...codes: readonly (keyof typeof WORDS)[]): DefectGroup => ({
  group,
  codes: [...codes],
  labels: codes.flatMap((code) =>
    LANGUAGES.map((language, at) => ({ code, ...(language && { language }), label: WORDS[code][at] as string })),
  ),
});
