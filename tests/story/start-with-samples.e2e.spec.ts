import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Built, type RunningMaker } from '../support/built.ts';
import { freePorts } from '../support/free-ports.ts';
import { eventually } from '../support/maker.ts';

describe('A program that starts', () => {
  let data: string;
  let built: Built;
  let port: number;
  let started: Promise<RunningMaker> | undefined;
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'makegood-samples-'));
    built = await Built.make();
    [port] = (await freePorts(1)) as [number];
  });
  afterAll(async () => {
    await (await started)?.kill();
    built.end();
    await rm(data, { recursive: true, force: true });
  });

  const readiness = async (): Promise<readonly [number, string?]> => {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (!response) return [0];
    const { status, message } = (await response.json()) as { status: string; message?: string };
    return [response.status, message ?? status];
  };

  it('is not ready before its samples are there', async () => {
    started = built.start(join(data, 'data'), {
      PORT: String(port),
      MAKEGOOD_SAMPLES: 'on',
      LOG_LEVEL: 'error',
      NODE_COMPILE_CACHE: join(data, 'compiled'),
    });
    await eventually(async () => {
      const [status, message] = await readiness();
      if (status === 200) throw new Error('it was ready before its samples were there');
      return status === 503 && message === 'The service is starting and loads its samples.';
    });
    await started;
    await eventually(async () => (await readiness())[0] === 200);
  });

  it('keeps what it has compiled once it is ready, for when it is killed and starts anew', async () => {
    await started;
    await eventually(async () => (await readdir(join(data, 'compiled'), { recursive: true })).length > 20);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('has the memory settings that glibc reads at the beginning', async () => {
    const environment = await readFile(`/proc/${(await started)?.pid}/environ`, 'latin1');
    expect(environment.split('\0')).toContain('MALLOC_TRIM_THRESHOLD_=131072');
  });
});
