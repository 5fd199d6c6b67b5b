import { type CommandMetadata, type Instant, scenarios } from '#kernel';
import { RecordPerson, RequestMailDeletion } from './people.commands.ts';
import { personRecorded } from './people.facts.fixture.ts';
import { contactIdOf, personStreams } from './people.streams.ts';
import { personDecider } from './person.decider.ts';

const { given, nothing } = scenarios(personDecider, (actual, expected) => expect(actual).toStrictEqual(expected));

const by: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'root', role: 'ADMIN' },
  at: '2026-06-01T02:00:00.000Z' as Instant,
  correlationId: '5f0c1d7e-0000-4000-8000-000000000002',
};
const record = (more: Partial<RecordPerson['data']> = {}) =>
  new RecordPerson({ personId: 'mina', name: 'Mina Kang', email: 'mina@makegood.example', ...more }, by);

describe('A person', () => {
  it('A4 is recorded on a stream of its own, and again when something changes', () => {
    expect(personStreams.of('mina')).toBe('person-mina');
    nothing.when(record()).then(personRecorded());
    given(personRecorded()).when(record()).thenUnchanged();
    given(personRecorded())
      .when(record({ email: 'kang@makegood.example' }))
      .then(personRecorded({ email: 'kang@makegood.example' }));
  });

  it('A4 N3 keeps what a change leaves out', () => {
    const change = (facts: Partial<RecordPerson['data']>) => new RecordPerson({ personId: 'mina', ...facts }, by);
    given(personRecorded())
      .when(change({ name: 'Mina Lee', email: undefined }))
      .then(personRecorded({ name: 'Mina Lee' }));
    given(personRecorded()).when(change({})).thenUnchanged();
    nothing.when(change({ name: 'Mina Lee' })).thenRefused(undefined, 'INVALID_INPUT');
  });

  it('3 has an e-mail address that is one', () => {
    for (const email of ['mina', '', 'a@b', 'a b@c.example', `${'a'.repeat(320)}@b.example`])
      nothing.when(record({ email })).thenRefused(undefined, 'INVALID_INPUT');
  });

  it('A4 does not become another person', () => {
    given(personRecorded({ partnerId: 'P-SEOUL' }))
      .when(record())
      .thenRefused('N3', 'STAFF_EXISTS');
    given(personRecorded())
      .when(record({ partnerId: 'P-SEOUL' }))
      .thenRefused('N3', 'STAFF_EXISTS');
  });

  it('A4 has its mails deleted each time that this is asked for, when it is known', () => {
    const data = { personId: 'mina', reason: 'She has left.' };
    const requested = { type: 'MailDeletionRequested', data } as const;
    const request = new RequestMailDeletion(data, by);
    given(personRecorded()).when(request).then(requested);
    given(personRecorded(), requested).when(request).then(requested);
    nothing.when(request).thenRefused('A4', 'PERSON_NOT_FOUND');
  });

  it('A4 is the same contact by every spelling of its address, and another one of another partner', () => {
    const id = contactIdOf('P-SEOUL', 'as@hanbit.example');
    expect(contactIdOf('P-SEOUL', 'AS@Hanbit.example')).toBe(id);
    expect(contactIdOf('P-BERLIN', 'as@hanbit.example')).not.toBe(id);
  });
});
