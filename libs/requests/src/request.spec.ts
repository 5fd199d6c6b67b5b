import { Command, type CommandMetadata, type Instant } from '#kernel';
import { BEGINNING, type Outcome } from '#platform';
import type { UseCasePorts } from '#use-cases';
import { id, input, optional, text } from './fields.ts';
import { command, leftToAggregate, partlyAs, recordAnswer, request, useCase } from './request.ts';
import { systemCommands } from './system-commands.ts';

class LightLamp extends Command<{ readonly lampId: string; readonly colour?: string | undefined }> {
  readonly type = 'LightLamp' as const;
}
class DimLamp extends Command<{ readonly lampId: string }> {
  readonly type = 'DimLamp' as const;
}

const done: Outcome = { kind: 'accepted', stream: 'lamp-1', position: BEGINNING, revision: 0 };
const LAMP = input('LampInput', 'A lamp.', { lampId: id('The lamp.'), colour: optional(text(9, 'Its colour.')) });
const lit = {
  name: 'lightLamp',
  description: 'Lights a lamp.',
  input: LAMP,
  answer: recordAnswer('lampId'),
  handling: command(LightLamp),
} as const;

const lightAndDim = async (
  { lampId }: { readonly lampId: string },
  meta: CommandMetadata,
  { execute }: UseCasePorts<never, LightLamp | DimLamp>,
): Promise<Outcome> => {
  await execute(new LightLamp({ lampId }, meta));
  return execute(new DimLamp({ lampId }, meta));
};

// Each of these is incomplete and must not compile.
export const forgotten = () => [
  // @ts-expect-error -- without roles
  request({ ...lit }),
  // @ts-expect-error -- without a restriction of partners to their own data
  request({ ...lit, roles: ['ADMIN', 'PARTNER'] }),
  // @ts-expect-error -- a field without a description
  input('LampInput', 'A lamp.', { lampId: id() }),
  // @ts-expect-error -- the answer names a member that is not in the data
  request({ ...lit, roles: ['ADMIN'], answer: recordAnswer('claimId') }),
  // @ts-expect-error -- the command needs what the input does not give
  request({ ...lit, roles: ['ADMIN'], input: input('NoInput', 'Nothing.', {}) }),
  // @ts-expect-error -- the use case sends a command that is not listed
  request({ ...lit, roles: ['ADMIN'], handling: useCase(lightAndDim, [LightLamp]) }),
];

// @ts-expect-error -- a command that neither a request sends nor the system
export const withoutAudience: typeof systemCommands = (({ BindRemedy: _, ...rest }) => rest)(systemCommands);

describe('a declared request', () => {
  it('of one command sends that command, with what was asked', async () => {
    const declared = request({ ...lit, roles: ['ADMIN'] });
    const sent: Command[] = [];
    const execute = async (command: Command) => {
      sent.push(command);
      return done;
    };
    const meta = { id: 'a' } as CommandMetadata;
    expect(
      await declared.handling.run({ lampId: 'L-1', colour: 'RED' }, meta, {
        aggregates: {} as never,
        files: {} as never,
        documentsIssued: async () => true,
        acceptsWebhook: () => true,
        openMail: async () => ({ files: [] }),
        unitsOfBatch: { heldBy: async () => [], countedBy: async () => new Map() },
        execute,
      }),
    ).toBe(done);
    expect(sent).toEqual([new LightLamp({ lampId: 'L-1', colour: 'RED' }, meta)]);
    expect(declared.handling.commands).toEqual([LightLamp]);
  });

  it('of a use case names every command that it may send', () => {
    const declared = request({ ...lit, roles: ['ADMIN'], handling: useCase(lightAndDim, [LightLamp, DimLamp]) });
    expect(declared.handling.commands).toEqual([LightLamp, DimLamp]);
  });

  it('of parts is that of the whole, of which all but the id may be left out', () => {
    const whole = request({ ...lit, roles: ['ADMIN'], toData: ({ lampId, colour }) => ({ lampId, colour }) });
    const parts = partlyAs(whole, { name: 'tintLamp', description: 'Tints a lamp.', of: 'a lamp', id: 'lampId' });
    const { roles, answer, handling } = whole;
    expect(parts).toMatchObject({ name: 'tintLamp', description: 'Tints a lamp.', roles, answer, handling });
    expect(parts.input).toMatchObject({ name: 'TintLampInput', description: 'What changes of a lamp.' });
    const arrival = {
      actor: { role: 'ADMIN', id: 'adam' },
      channel: 'API',
      clock: { now: () => '' as Instant },
    } as const;
    expect(parts.prepare({ lampId: 'L-1' }, arrival)).toMatchObject({
      kind: 'request',
      request: { declaration: { name: 'tintLamp' }, data: { lampId: 'L-1' } },
    });
    expect(parts.prepare({ colour: 'RED' }, arrival)).toMatchObject({ kind: 'invalid' });
  });

  it('may leave it to the aggregate whose it is, and says why', () => {
    const declared = request({
      ...lit,
      roles: ['PARTNER'],
      own: leftToAggregate('The lamp knows whose it is.'),
    });
    expect(declared.own).toEqual({ leftToAggregate: 'The lamp knows whose it is.' });
  });
});
