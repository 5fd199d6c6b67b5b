import { type GraphQLField, getNamedType, isLeafType, isObjectType, isUnionType } from 'graphql';
import { claimNumber } from '../../libs/kernel/src/claim-number.ts';
import { eventually, type Maker, SEOUL, type Who } from '../support/maker.ts';

/** What belongs to one partner. */
export interface Belongings {
  readonly partnerId: string;
  readonly who: Who;
  /** Credited. */
  readonly claimId: string;
  readonly number: string;
  readonly note: string;
  /** Open; what is done to it may change it. */
  readonly openClaimId: string;
  readonly serial: string;
  /** Not claimed for. */
  readonly freeSerial: string;
  readonly sha256: string;
  readonly importId: string;
  readonly evidence: readonly object[];
  readonly webhookId: string;
  readonly deliveryId: string;
}

/** What Seoul has, and ids of the same kinds that do not exist. */
export async function twoPartners(maker: Maker): Promise<{ seouls: Belongings; none: Belongings }> {
  await maker.record('correctPartner', { id: 'P-OSAKA', reason: 'It was left out', timeZone: 'Asia/Tokyo' });
  const webhookId = 'seouls-hook';
  const hook = { id: webhookId, url: 'https://hooks.example.com:1/hook', events: ['claim.received'] };
  await maker.do(SEOUL, 'registerWebhook', hook);
  const { id: claimId } = await maker.approvedClaim(SEOUL, 'KR-0001', { preferredRemedy: 'CREDIT' });
  await maker.approvedClaim(SEOUL, 'KR-0004', { preferredRemedy: 'REPLACEMENT' });
  const open = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0002'));
  const evidence = [await maker.picture(SEOUL, 'KR-0001')] as { sha256: string }[];
  const body = new FormData();
  body.append('kind', 'sales');
  body.append('file', new Blob(['serial,soldOn\nNOWHERE-1,2026-02-01\n']), 'sales.csv');
  const { id: importId } = (await maker.raw(SEOUL, '/imports', { method: 'POST', body })).body;
  await eventually(async () => (await maker.raw(SEOUL, `/imports/${importId}`)).body.endedAt !== undefined);
  const seen = await maker.claim(SEOUL, claimId, 'number creditNote { number }', await maker.settled());
  const { webhookDeliveries } = await maker.ask(SEOUL, `{ webhookDeliveries(id: "${webhookId}") { nodes { id } } }`);
  const seouls: Belongings = {
    partnerId: 'P-SEOUL',
    who: SEOUL,
    claimId,
    number: seen.number,
    note: seen.creditNote.number,
    openClaimId: open.claim.id,
    serial: 'KR-0003',
    freeSerial: 'KR-0005',
    sha256: evidence[0]?.sha256 as string,
    importId,
    evidence,
    webhookId,
    deliveryId: webhookDeliveries.nodes[0].id,
  };
  const none: Belongings = {
    ...seouls,
    partnerId: 'P-NOWHERE',
    claimId: 'nowhere-1',
    number: claimNumber('nowhere-1'),
    note: 'MG-2026-999999',
    openClaimId: 'nowhere-2',
    serial: 'NOWHERE-9',
    freeSerial: 'NOWHERE-8',
    sha256: 'e'.repeat(64),
    importId: '20260309020000000-00000000',
    webhookId: 'nowhere-3',
    deliveryId: 'nowhere-4',
  };
  return { seouls, none };
}

/** Fields by which an answer is told from another. */
export function selectionOf({ type }: GraphQLField<unknown, unknown>): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (isUnionType(named)) return '{ __typename ... on Refused { code message } }';
  if (!isObjectType(named)) return '{ id }';
  const fields = Object.values(named.getFields());
  const telling = ['totalCount', 'id', 'count', 'resolved'].filter((name) =>
    fields.some((field) => field.name === name),
  );
  const leaves = fields.filter(({ type: held, args }) => isLeafType(getNamedType(held)) && args.length === 0);
  return `{ __typename ${[telling[0] ?? leaves.map(({ name }) => name).join(' ')].join(' ')} }`;
}
