import { type DocumentStores, folderDependent, type KnownLog, type LogDependent, type ReadModels } from '#platform';

/** Everything that is kept of a log outside of it. */
export const logDependents = (
  folder: string,
  { models, processState }: Pick<DocumentStores, 'models' | 'processState'>,
): readonly LogDependent[] => [
  folderDependent(folder),
  {
    name: 'the read models',
    known: async () => ({
      log: await models.logId(),
      checkpoints: (await models.builds()).map(({ checkpoint }) => checkpoint),
    }),
    keepLogId: (log) => models.keepLogId(log),
    async forget(has) {
      for (const { build, checkpoint } of await models.builds())
        if (!(await has(checkpoint))) await models.dropBuild(build);
    },
  },
  {
    name: 'the processes',
    known: async () => ({
      log: await processState.logId(),
      checkpoints: [...(await processState.checkpoints()).values()],
    }),
    keepLogId: (log) => processState.keepLogId(log),
    forget: () => processState.startOver(),
  },
];

/** Read models that answer only while the log is the one they were built from. */
export const answeringFrom = (log: Pick<KnownLog, 'mustBeKnown'>, models: ReadModels): ReadModels => ({
  logId: () => models.logId(),
  keepLogId: (id) => models.keepLogId(id),
  createBuild: (build, spec) => models.createBuild(build, spec),
  indexBuild: (build) => models.indexBuild(build),
  dropBuild: (build) => models.dropBuild(build),
  builds: () => models.builds(),
  quarantined: () => models.quarantined(),
  activate: (name, build) => models.activate(name, build),
  active: (name) => models.active(name),
  load: (build, ids) => models.load(build, ids),
  write: (batches) => models.write(batches),
  checkpoint: (build) => models.checkpoint(build),
  scan: (build, misfiled) => models.scan(build, misfiled),
  async get(model, ids, signal) {
    log.mustBeKnown();
    return models.get(model, ids, signal);
  },
  async query(model, query, signal) {
    log.mustBeKnown();
    return models.query(model, query, signal);
  },
  async count(model, where, signal) {
    log.mustBeKnown();
    return models.count(model, where, signal);
  },
  async countBy(model, field, where, signal) {
    log.mustBeKnown();
    return models.countBy(model, field, where, signal);
  },
});
