import { mailsModel } from '#mail';
import { noticesModel } from '#notices';
import { type Listed, pagesOf, type Position, type ReadModels } from '#platform';
import { evidenceFilesModel } from './evidence-files.projection.ts';

const AT_A_TIME = 500;

/** Mails and notices whose bytes are kept, once the lists have seen the log up to a position. */
export const keptBytes = (models: Pick<ReadModels, 'query'>, listed: Listed) => ({
  async *mailsOf(personId: string, upTo: Position): AsyncGenerator<string> {
    await listed(mailsModel, upTo);
    const where = [{ field: 'senderId', eq: personId }] as const;
    for await (const mails of pagesOf(models, mailsModel, { where, limit: AT_A_TIME }))
      for (const { id, contentSha256 } of mails) if (contentSha256 !== undefined) yield id;
  },

  /** Also where others were sent the same. */
  async *noticesTo(
    { personId, partnerId }: { readonly personId: string; readonly partnerId?: string | undefined },
    upTo: Position,
  ): AsyncGenerator<string> {
    await listed(noticesModel, upTo);
    const where =
      partnerId === undefined
        ? ([{ field: 'staffId', eq: personId }] as const)
        : ([{ field: 'partnerId', eq: partnerId }] as const);
    for await (const notices of pagesOf(models, noticesModel, { where, limit: AT_A_TIME }))
      for (const { id, contentSha256, notice } of notices)
        if (contentSha256 !== undefined && notice.content?.sentTo.includes(personId)) yield id;
  },

  /** Whether a mail, a notice or a claim has them. */
  async areNamed(sha256: string, upTo: Position): Promise<boolean> {
    for (const { model, field } of [
      { model: mailsModel, field: 'contentSha256' },
      { model: noticesModel, field: 'contentSha256' },
      { model: evidenceFilesModel, field: 'sha256' },
    ] as const) {
      await listed(model, upTo);
      const { items } = await models.query(model as never, { where: [{ field, eq: sha256 } as never], limit: 1 });
      if (items.length > 0) return true;
    }
    return false;
  },
});
