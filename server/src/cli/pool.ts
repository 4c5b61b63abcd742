/**
 * A pool of worker threads, each with its own engine. With few files, or one job, no thread is started at all. A worker that
 * dies or hangs costs the files it was at, not the audit: they are reported, and another worker takes its place.
 */
import { Worker } from 'node:worker_threads';
import type { RuleSetting } from '../engine/engine';
import type { ProjectFacts } from '../engine/rules/project';
import type { Analyst, FileJob, FileResult, FixJob, FixResult, ProjectInfo } from '../project/analyst';
import type { AuditFinding } from '../project/auditFinding';
import { isNotebookPath } from '../project/discovery';
import { inThread, type Executor } from '../project/executor';
import type { WorkerAnswer, WorkerCall, WorkerData, WorkerMethod } from './workerProtocol';

export interface PoolOptions {
  /** The script that a worker runs. */
  readonly script: string;
  /** Largest number of workers. */
  readonly jobs: number;
  /** True if the user asked for that number; else few files are analysed in this thread. */
  readonly isExact: boolean;
  /** An analyst of this thread, for the case of few files. */
  readonly createAnalyst: () => Promise<Analyst>;
}

/** Files per worker below which another worker does not pay for its start. */
const FILES_PER_WORKER = 30;
/** Calls that wait at a worker, so that it is never idle between two. */
const QUEUED = 3;
/** Milliseconds after which a file is given up. */
const TIME_LIMIT = 120_000;
/** A worker's heap; engine and wasm need far less. */
const HEAP_MEGABYTES = 1024;
/** Of it for young objects: as fast as V8's own choice here, and a tenth less memory at the peak (measured on five repositories). */
const YOUNG_MEGABYTES = 24;

export class Pool implements Executor {
  private workers: PoolWorker[] = [];
  private local: Executor | undefined;
  /** What every worker must know; told again to one that starts late. */
  private readonly announced: WorkerCall['parameters'][] = [];

  constructor(private readonly options: PoolOptions) {}

  get width(): number {
    return this.local?.width ?? this.workers.length * QUEUED;
  }

  async prepare(files: number): Promise<void> {
    if (this.local || this.workers.length > 0) return;
    const useful = Math.ceil(files / (this.options.isExact ? 1 : FILES_PER_WORKER));
    const count = Math.min(this.options.jobs, useful);
    if (count <= 1) this.local = inThread(await this.options.createAnalyst());
    else this.workers = Array.from({ length: count }, () => this.start());
  }

  async openProject(project: ProjectInfo): Promise<void> {
    await this.announce('openProject', [project]);
  }

  async setFacts(root: string, facts: ProjectFacts): Promise<void> {
    await this.announce('setFacts', [root, facts]);
  }

  async analyse(job: FileJob): Promise<FileResult> {
    if (this.local) return this.local.analyse(job);
    try {
      return (await this.call('analyse', [job])) as FileResult;
    } catch (error) {
      return {
        path: job.path,
        status: 'crashed',
        kind: isNotebookPath(job.path) ? 'notebook' : 'script',
        message: `internal error: ${(error as Error).message}`,
        lines: 0,
        findings: [],
        suppressed: 0,
        milliseconds: 0,
      };
    }
  }

  async fix(job: FixJob): Promise<FixResult> {
    if (this.local) return this.local.fix(job);
    try {
      return (await this.call('fix', [job])) as FixResult;
    } catch (error) {
      return { path: job.path, message: `internal error: ${(error as Error).message}` };
    }
  }

  async analyseProject(
    root: string,
    settings: ReadonlyMap<string, RuleSetting>,
  ): Promise<readonly AuditFinding[]> {
    if (this.local) return this.local.analyseProject(root, settings);
    return (await this.call('analyseProject', [root, settings])) as readonly AuditFinding[];
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
    this.workers = [];
  }

  private async announce(method: 'openProject' | 'setFacts', parameters: readonly unknown[]): Promise<void> {
    if (this.local) {
      const call = this.local[method] as (...parameters: readonly unknown[]) => Promise<void>;
      return call(...parameters);
    }
    this.announced.push([method, ...parameters]);
    await Promise.all(this.workers.map((worker) => worker.call(method, parameters)));
  }

  private call(method: WorkerMethod, parameters: readonly unknown[]): Promise<unknown> {
    for (const [index, worker] of this.workers.entries())
      if (worker.isDead) this.workers[index] = this.start();
    const idlest = this.workers.reduce((best, worker) => (worker.load < best.load ? worker : best));
    return idlest.call(method, parameters);
  }

  private start(): PoolWorker {
    const worker = new PoolWorker(this.options.script);
    for (const [method, ...parameters] of this.announced) {
      worker.call(method as WorkerMethod, parameters).catch(() => undefined);
    }
    return worker;
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

class PoolWorker {
  isDead = false;
  private readonly thread: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(script: string) {
    const workerData: WorkerData = { isAuditWorker: true };
    this.thread = new Worker(script, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    this.thread.on('message', (answer: WorkerAnswer) => this.settle(answer));
    this.thread.on('error', (error) => this.die(error.message));
    this.thread.on('exit', () => this.die('the worker ended'));
  }

  get load(): number {
    return this.waiting.size;
  }

  call(method: WorkerMethod, parameters: readonly unknown[]): Promise<unknown> {
    if (this.isDead) return Promise.reject(new Error('the worker ended'));
    const call: WorkerCall = { id: this.nextId++, method, parameters };
    return new Promise((resolve, reject) => {
      this.waiting.set(call.id, { resolve, reject });
      this.timer ??= this.limitTime();
      this.thread.postMessage(call);
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.thread.terminate();
  }

  private settle(answer: WorkerAnswer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    clearTimeout(this.timer);
    this.timer = this.waiting.size > 0 ? this.limitTime() : undefined;
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve(answer.value);
  }

  /** Starts anew with every answer: a long queue is no hang, one endless file is. */
  private limitTime(): NodeJS.Timeout {
    return setTimeout(() => {
      this.die(`no answer after ${TIME_LIMIT / 1000} s`);
      void this.thread.terminate();
    }, TIME_LIMIT);
  }

  private die(message: string): void {
    this.isDead = true;
    clearTimeout(this.timer);
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
  }
}
