/** What the pool and its workers say to each other: calls of an Analyst's methods, and what they gave. */
import type { Analyst } from '../project/analyst';

export type WorkerMethod = 'openProject' | 'setFacts' | 'analyse' | 'fix' | 'analyseProject';

/** Marks a thread as one of the pool's, in its `workerData`. */
export interface WorkerData {
  readonly isAuditWorker: true;
}

export interface WorkerCall {
  readonly id: number;
  readonly method: WorkerMethod;
  readonly parameters: readonly unknown[];
}

export type WorkerAnswer =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

/** Carries out a call; its answer is never an exception. */
export async function answerCall(analyst: Analyst, call: WorkerCall): Promise<WorkerAnswer> {
  try {
    const method = analyst[call.method] as (...parameters: unknown[]) => unknown;
    return { id: call.id, value: await method.apply(analyst, [...call.parameters]) };
  } catch (error) {
    return { id: call.id, error: error instanceof Error ? error.message : String(error) };
  }
}
