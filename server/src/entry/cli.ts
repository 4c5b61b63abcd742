/** `mlops-audit`. The same bundle runs in the main thread, as command line, and in the threads of its pool. */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { version } from '../../../package.json';
import type { Environment } from '../cli/environment';
import { EXIT } from '../cli/environment';
import { main } from '../cli/main';
import { answerCall, type WorkerCall, type WorkerData } from '../cli/workerProtocol';
import { rules } from '../engine';
import { Analyst } from '../project/analyst';
import { createImportGate } from '../project/importGate';
import type { Host } from '../project/host';
import { changedSince } from './git';
import { createNodeEngine } from './nodeEngine';
import { createNodeHost, hostPath } from './nodeHost';

const now = (): number => performance.now();

async function createAnalyst(host: Host): Promise<Analyst> {
  return new Analyst(await createNodeEngine(), host, { now, gate: createImportGate(rules) });
}

function environment(): Environment {
  return {
    argv: process.argv.slice(2),
    variables: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    readStdin,
    host: createNodeHost(),
    resolvePath: hostPath,
    createAnalyst,
    changedSince,
    workerScript: __filename,
    cores: availableParallelism(),
    rules,
    version,
    now,
    peakMemory: () => process.resourceUsage().maxRSS * 1024,
  };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}

async function runCommandLine(): Promise<void> {
  // `mlops-audit | head` closes the pipe early; that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    process.exitCode = await main(environment());
  } catch (error) {
    process.stderr.write(
      `mlops-audit: internal error: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = EXIT.trouble;
  }
}

function runWorker(port: NonNullable<typeof parentPort>): void {
  const analyst = createAnalyst(createNodeHost());
  port.on('message', (call: WorkerCall) => {
    void analyst.then((ready) => answerCall(ready, call)).then((answer) => port.postMessage(answer));
  });
}

if (isMainThread) void runCommandLine();
else if ((workerData as WorkerData | null)?.isAuditWorker && parentPort) runWorker(parentPort);
