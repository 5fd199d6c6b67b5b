import fc from 'fast-check';
import { fold, type Instant } from '#kernel';
import { unitDecider } from './unit.decider.ts';
import type { UnitCommand } from './warranty.commands.ts';
import type { UnitEvent } from './warranty.events.ts';
import {
  admin,
  claimClosed,
  claimOpened,
  closeClaim,
  extend,
  extended,
  openClaim,
  partner,
  sell,
  ship,
  shipped,
  sold,
  soldOnTo,
} from './warranty.facts.fixture.ts';

const AT = '2026-03-09T02:00:00.000Z' as Instant;

// Few names, so that the sequences meet themselves often.
const partnerId = fc.constantFrom('P-SEOUL', 'P-BUSAN', 'P-BERLIN');
const claimId = fc.constantFrom('C-1', 'C-2', 'C-3');
const outcome = fc.constantFrom('CREDITED', 'REPLACED', 'REJECTED', 'WITHDRAWN');
const saleDay = fc.constantFrom('2026-01-11', '2026-02-01', '2026-03-01', '2026-07-01');
const seller = fc.oneof(partnerId.map(partner), fc.constant(admin));

const command: fc.Arbitrary<UnitCommand> = fc.oneof(
  { weight: 2, arbitrary: partnerId.map((to) => ship({ partnerId: to })) },
  {
    weight: 2,
    arbitrary: fc.tuple(saleDay, seller, fc.option(partnerId, { nil: undefined })).map((sale) => sell(...sale)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b')).map((it) => extend(...it)),
  },
  { weight: 5, arbitrary: fc.tuple(claimId, partnerId).map((claim) => openClaim(...claim)) },
  { weight: 5, arbitrary: fc.tuple(claimId, outcome).map((closing) => closeClaim(...closing)) },
);

const event: fc.Arbitrary<UnitEvent> = fc.oneof(
  partnerId.map((to) => shipped({ partnerId: to })),
  fc.tuple(saleDay, partnerId).map((sale) => sold(...sale)),
  fc.tuple(partnerId, saleDay, partnerId).map((sale) => soldOnTo(...sale)),
  fc.constant(extended(6, 'a')),
  fc.tuple(claimId, partnerId).map((claim) => claimOpened(...claim)),
  fc.tuple(claimId, outcome).map((closing) => claimClosed(...closing)),
);

/** The log after each command, as the append loop would write it. */
function logs(commands: readonly UnitCommand[]): UnitEvent[][] {
  const log: UnitEvent[] = [];
  return commands.map((command) => {
    const verdict = unitDecider.decide(command, fold(unitDecider, log, AT));
    if (verdict.kind === 'accepted') log.push(...verdict.events);
    return [...log];
  });
}

/** Claims opened and not closed since, counted from the log alone. */
function openClaims(log: readonly UnitEvent[]): Set<string> {
  const open = new Set<string>();
  for (const { type, data } of log) {
    if (type === 'ClaimOpenedOnUnit') open.add(data.claimId);
    if (type === 'ClaimClosedOnUnit') open.delete(data.claimId);
  }
  return open;
}

describe('Whatever is asked of a unit', () => {
  it('C2 at most one claim is open at any moment, and the state knows which', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        for (const log of logs([ship(), ...commands])) {
          const open = [...openClaims(log)];
          expect(open.length).toBeLessThanOrEqual(1);
          expect(fold(unitDecider, log, AT)?.openClaim).toBe(open[0]);
        }
      }),
    );
  });

  it('C2 a claim is opened only by the partner the unit has last gone to', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        let holder: string | undefined;
        for (const { type, data } of logs([ship(), ...commands]).at(-1) ?? []) {
          if (type === 'UnitShipped') holder = data.partnerId;
          if (type === 'UnitSold') holder = data.soldTo ?? holder;
          if (type === 'ClaimOpenedOnUnit') expect(data.partnerId).toBe(holder);
        }
      }),
    );
  });

  it('3 it is shipped once and sold to a consumer once', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const log = logs(commands).at(-1) ?? [];
        expect(log.filter(({ type }) => type === 'UnitShipped').length).toBeLessThanOrEqual(1);
        expect(
          log.filter(({ type, data }) => type === 'UnitSold' && !('soldTo' in data && data.soldTo)).length,
        ).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('C12 the same command at once again writes nothing', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 30 }), (commands) => {
        const last = commands.at(-1) as UnitCommand;
        const log = logs([ship(), ...commands]).at(-1) as UnitEvent[];
        expect(unitDecider.decide(last, fold(unitDecider, log, AT)).kind).not.toBe('accepted');
      }),
    );
  });

  it('1 every history folds and every command gets an answer, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), command, (history, asked) => {
        expect(['accepted', 'unchanged', 'refused']).toContain(
          unitDecider.decide(asked, fold(unitDecider, history, AT)).kind,
        );
      }),
    );
  });
});
