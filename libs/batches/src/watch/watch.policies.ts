import { z } from 'zod';

const zProbability = z.number().gt(0).lt(1);
const zDays = z.int().min(1).max(36_500);

const zContractTrigger = z.object({
  name: z.string().min(1).max(100),
  share: z.number().gt(0).max(1),
  /** What the share is of: the units shipped so far, or the whole lot. */
  of: z.enum(['SHIPPED', 'PRODUCED']),
  /** Any so many days in a row; absent: since the first shipment. */
  windowDays: zDays.optional(),
  /** Fewer claims are no epidemic, whatever share of a small shipment they are. */
  minimumClaims: z.int().min(1).default(4),
});
export type ContractTrigger = z.infer<typeof zContractTrigger>;

const zWatchPolicy = z.object({
  /**
   * The promised share of good batches that are ever suspected, all defect groups together: by each of the tests, and because the
   * baseline was higher than it looked. Each is divided evenly among the groups of the product.
   */
  falseAlarmShare: z
    .object({ sequential: zProbability, drift: zProbability, baseline: zProbability })
    .default({ sequential: 0.005, drift: 0.002, baseline: 0.003 }),
  minimumClaims: z.int().min(1).default(4),
  /** Units are watched for so many months in service, claims of older ones do not count. */
  serviceMonths: z.int().min(1).max(120).default(36),
  /** A batch is part of the baseline from so many days after its first shipment on. */
  matureAfterDays: zDays.default(180),
  /** Weight of what other products of the family tell: that of so many claims seen in each month in service. */
  priorClaims: z.number().gt(0).default(2),
  /** Claims of one defect group per unit and month, before anything is known of a product and its family. */
  initialMonthlyRate: zProbability.default(0.0005),
  /** Weight of that rate, in claims: so little that the margin of doubt allows for a true rate 20 times as high. */
  initialClaims: z.number().gt(0).default(0.3),
  /** Batches that are not mature count as well while the mature ones of the product have shown fewer claims of the group than these. */
  enoughClaims: z.int().min(0).default(25),
  drift: z.object({ ratio: z.number().gt(1), weeks: z.int().min(1).max(1_000) }).default({ ratio: 2, weeks: 208 }),
  triggers: z.array(zContractTrigger).max(10).default([]),
});
export type WatchPolicy = z.infer<typeof zWatchPolicy>;

/** What is left out has its default. @throws ZodError for values out of range */
export const watchPolicy = (given: z.input<typeof zWatchPolicy> = {}): WatchPolicy => zWatchPolicy.parse(given);

type FalseAlarmShare = WatchPolicy['falseAlarmShare'];

/** Of another promise, each part has as much as of this one. */
export function inSameParts(promised: number, among: FalseAlarmShare): FalseAlarmShare {
  const { sequential, drift, baseline } = among;
  const times = promised / (sequential + drift + baseline);
  return { sequential: sequential * times, drift: drift * times, baseline: baseline * times };
}
