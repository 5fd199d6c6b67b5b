import fc from 'fast-check';
import { fold, type Instant, type Serial } from '#kernel';
import { unitDecider } from './unit.decider.ts';
import type { UnitCommand } from './warranty.commands.ts';
import type { UnitEvent } from './warranty.events.ts';
import {
  admin,
  claimClosed,
  claimOpened,
  closeClaim,
  correct,
  correctSale,
  day,
  extend,
  extended,
  giveBack,
  openClaim,
  partner,
  returned,
  saleCorrected,
  sell,
  ship,
  shipmentCorrected,
  shipped,
  sold,
  soldOnTo,
} from './warranty.facts.fixture.ts';

fc.configureGlobal({ seed: 20_260_309 });

const AT = '2026-03-09T02:00:00.000Z' as Instant;

// Few names, so that the sequences often meet the same ones.
const partnerId = fc.constantFrom('P-SEOUL', 'P-BUSAN', 'P-BERLIN');
const claimId = fc.constantFrom('C-1', 'C-2', 'C-3');
const outcome = fc.constantFrom('CREDITED', 'REPLACED', 'REJECTED', 'WITHDRAWN');
const saleDay = fc.constantFrom('2026-01-11', '2026-02-01', '2026-03-01', '2026-07-01');
const seller = fc.oneof(partnerId.map(partner), fc.constant(admin));

const command: fc.Arbitrary<UnitCommand> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.tuple(partnerId, saleDay).map(([to, on]) => ship({ partnerId: to, shippedOn: day(on) })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(saleDay, seller, fc.option(partnerId, { nil: undefined })).map((sale) => sell(...sale)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.integer({ min: 0, max: 3 }), saleDay).map((it) => extend(...it)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(saleDay, partnerId).map(([soldOn, soldTo]) => correctSale({ soldOn, soldTo })),
  },
  { weight: 1, arbitrary: fc.constantFrom('B-1', 'B-2').map((batchId) => correct({ batchId })) },
  { weight: 2, arbitrary: saleDay.map(giveBack) },
  { weight: 5, arbitrary: fc.tuple(claimId, partnerId).map((claim) => openClaim(...claim)) },
  { weight: 5, arbitrary: fc.tuple(claimId, outcome).map((closing) => closeClaim(...closing)) },
);

const event: fc.Arbitrary<UnitEvent> = fc.oneof(
  partnerId.map((to) => shipped({ partnerId: to })),
  fc.tuple(saleDay, partnerId).map((sale) => sold(...sale)),
  fc.tuple(partnerId, saleDay, partnerId).map((sale) => soldOnTo(...sale)),
  fc.constant(extended(6)),
  saleDay.map(returned),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), partnerId)
    .map(([sale, soldTo]) => saleCorrected(sale, ['2026-02-01', 'P-BUSAN'], ['2026-02-01', soldTo])),
  fc.constantFrom(shipmentCorrected({ batchId: 'B-2' }), shipmentCorrected({ newSerial: 'GL1-26-000024' as Serial })),
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

/** Claims opened and not closed since, from the log alone. */
function openClaims(log: readonly UnitEvent[]): Set<string> {
  const open = new Set<string>();
  for (const { type, data } of log) {
    if (type === 'ClaimOpenedOnUnit') open.add(data.claimId);
    if (type === 'ClaimClosedOnUnit') open.delete(data.claimId);
  }
  return open;
}

describe('For every sequence of commands on a unit', () => {
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

  it('C2 R3 a claim is opened only by the current holder, and the unit goes nowhere while one is open', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const chain: string[] = [];
        let open: string | undefined;
        for (const { type, data } of logs([ship(), ...commands]).at(-1) ?? []) {
          const before = chain.at(-1);
          if (type === 'UnitShipped') chain.splice(0, chain.length, data.partnerId);
          if (type === 'UnitReturned') chain.length = 0;
          if (type === 'UnitSold') chain.push(data.soldTo ?? (before as string));
          if (type === 'SaleCorrected')
            chain.splice(data.sale, 1, ...(data.to ? [data.to.soldTo ?? (chain[data.sale - 1] as string)] : []));
          if (type === 'ClaimOpenedOnUnit') {
            expect(data.partnerId).toBe(chain.at(-1));
            open = data.claimId;
          } else if (open !== undefined) expect(chain.at(-1)).toBe(before);
          if (type === 'ClaimClosedOnUnit') open = undefined;
        }
      }),
    );
  });

  it('C1 it is remedied at most once, whatever happens to it', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const log = logs([ship(), ...commands]).at(-1) ?? [];
        const remedies = log.filter(
          ({ type, data }) =>
            type === 'ClaimClosedOnUnit' && (data.outcome === 'CREDITED' || data.outcome === 'REPLACED'),
        );
        expect(remedies.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('R3 R12 no event is dated before the one it is based on', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const history = logs([ship(), ...commands]);
        for (const log of history) {
          const unit = fold(unitDecider, log, AT);
          if (!unit) continue;
          const days = [
            unit.shippedOn,
            ...unit.sales.map(({ soldOn }) => soldOn),
            ...(unit.returnedOn ? [unit.returnedOn] : []),
          ];
          expect(days).toEqual([...days].sort());
        }
      }),
    );
  });

  it('R5 it is shipped once, and once more after each return', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const log = logs(commands).at(-1) ?? [];
        const moves = log.flatMap(({ type }) => (type === 'UnitShipped' || type === 'UnitReturned' ? type : []));
        expect(moves).toEqual(moves.map((_, index) => (index % 2 === 0 ? 'UnitShipped' : 'UnitReturned')));
      }),
    );
  });

  it('C12 a repeated command writes nothing, except the purchase of an extension (R8) and the correction of a sale', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 30 }), (commands) => {
        const last = commands.at(-1) as UnitCommand;
        // After the newest sale is taken back, "the newest sale" is another one.
        fc.pre(last.type !== 'ExtendCoverage' && last.type !== 'CorrectSale');
        const log = logs([ship(), ...commands]).at(-1) as UnitEvent[];
        expect(unitDecider.decide(last, fold(unitDecider, log, AT)).kind).not.toBe('accepted');
      }),
    );
  });

  it('1 every history folds and every command gets an answer, in any order', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), command, (history, asked) => {
        expect(['accepted', 'unchanged', 'refused']).toContain(
          unitDecider.decide(asked, fold(unitDecider, history, AT)).kind,
        );
      }),
    );
  });
});
