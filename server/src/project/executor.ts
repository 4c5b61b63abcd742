/** Who analyses the files of an audit: this thread, or a pool of workers that each hold an Analyst. */
import type { RuleSetting } from '../engine/engine';
import type { ProjectFacts } from '../engine/rules/project';
import type { Analyst, FileJob, FileResult, FixJob, FixResult, ProjectInfo } from './analyst';
import type { AuditFinding } from './auditFinding';

export interface Executor {
  /** Called once the number of files is known, before anything else: time to start workers, or not to. */
  prepare?(files: number): Promise<void>;
  /** How many jobs may be under way at a time. */
  readonly width: number;
  openProject(project: ProjectInfo): Promise<void>;
  setFacts(root: string, facts: ProjectFacts): Promise<void>;
  analyse(job: FileJob): Promise<FileResult>;
  fix(job: FixJob): Promise<FixResult>;
  analyseProject(root: string, settings: ReadonlyMap<string, RuleSetting>): Promise<readonly AuditFinding[]>;
}

/** Analyses in this thread. A few jobs overlap, so that files are read while others are analysed. */
export function inThread(analyst: Analyst): Executor {
  return {
    width: 4,
    openProject: async (project) => analyst.openProject(project),
    setFacts: async (root, facts) => analyst.setFacts(root, facts),
    analyse: (job) => analyst.analyse(job),
    fix: (job) => analyst.fix(job),
    analyseProject: (root, settings) => analyst.analyseProject(root, settings),
  };
}
