import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PeerLog } from './peer-log.ts';
import { type Cluster, type PeerOptions, ScriptedPeer } from './scripted-peer.ts';

/**
 * Three peers on one log that find each other by gossip. While they elect, writes are refused as not ready; the test says when a
 * new leader is found.
 */
export class PeerCluster implements Cluster {
  leader: ScriptedPeer | undefined;
  readonly #dead = new Set<ScriptedPeer>();

  private constructor(
    readonly nodes: readonly ScriptedPeer[],
    readonly log: PeerLog,
    private readonly folder: string,
  ) {
    this.leader = nodes[0];
    for (const node of nodes) node.join(this);
  }

  static async start(options: PeerOptions = {}): Promise<PeerCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'makegood-cluster-'));
    const log = new PeerLog(folder, options.noise ?? false, options.lateReads);
    const nodes = await Promise.all([0, 1, 2].map(() => ScriptedPeer.start({ ...options, folder, log })));
    return new PeerCluster(nodes, log, folder);
  }

  /** All nodes as seeds. */
  url(): string {
    return `esdb://${this.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}?tls=false`;
  }

  get members(): Cluster['members'] {
    return this.nodes.map((peer) => ({ peer, isAlive: !this.#dead.has(peer) }));
  }

  get followers(): readonly ScriptedPeer[] {
    return this.nodes.filter((node) => node !== this.leader);
  }

  /** As SIGKILL: connections break, new ones are refused. Without its leader the cluster has none until `elect`. */
  async kill(node: ScriptedPeer | undefined = this.leader): Promise<void> {
    if (!node) return;
    this.#lose(node);
    await node.down();
  }

  /** As SIGSTOP: connections stay and say nothing. Its cluster loses it all the same. */
  freeze(node: ScriptedPeer | undefined = this.leader): void {
    if (!node) return;
    this.#lose(node);
    node.freeze();
  }

  /** The first living node becomes the leader. */
  elect(): ScriptedPeer {
    const leader = this.nodes.find((node) => !this.#dead.has(node));
    if (!leader) throw new Error('no node is alive');
    this.leader = leader;
    return leader;
  }

  /** A frozen or killed node is back, as a follower. */
  async revive(node: ScriptedPeer): Promise<void> {
    this.#dead.delete(node);
    node.thaw();
    await node.up();
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
    this.log.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #lose(node: ScriptedPeer): void {
    this.#dead.add(node);
    if (this.leader === node) this.leader = undefined;
  }
}
