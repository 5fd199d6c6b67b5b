import { type CommandMetadata, type Instant, scenarios } from '#kernel';
import { deskDecider } from './desk.decider.ts';
import { AddNote, AssignClaim } from './people.commands.ts';
import { assigned, noted } from './people.facts.fixture.ts';

const { given, nothing } = scenarios(deskDecider, (actual, expected) => expect(actual).toStrictEqual(expected));

const by: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'rita', role: 'REVIEWER' },
  at: '2026-06-01T02:00:00.000Z' as Instant,
  correlationId: '5f0c1d7e-0000-4000-8000-000000000002',
};
const claimId = 'C-2026-0001';
const assign = (to: string) => new AssignClaim({ claimId, to, firstOwnerId: 'mina' }, by);
const note = (text: string) => new AddNote({ claimId, text }, by);

describe('The desk of a claim', () => {
  it('N3 has one owner, the last one it was assigned to', () => {
    nothing.when(assign('mina')).thenUnchanged();
    nothing.when(assign('jun')).then(assigned('jun'));
    given(assigned('jun')).when(assign('jun')).thenUnchanged();
    given(assigned('jun')).when(assign('mina')).then(assigned('mina'));
  });

  it('N3 has notes of up to 4,000 characters, however alike', () => {
    given(noted('Call back.')).when(note('Call back.')).then(noted('Call back.'));
    for (const text of ['', ' ', 'x'.repeat(4001)]) nothing.when(note(text)).thenRefused(undefined, 'INVALID_INPUT');
  });
});
