/** How mature a project is, by what its files show: practices with their evidence, the ML Test Score's items, levels. */
import type { ProjectFacts } from '../../engine/rules/project';
import { PRACTICES, type Practice, type Sighting } from './practices';
import { ML_TEST_SCORE, SCALES, type Level, type Scale, type ScoreItem } from './scales';

export type Answer = 'found' | 'not found' | 'not decidable';

export interface AssessedPractice extends Pick<Practice, 'id' | 'principle' | 'title' | 'rule' | 'advice'> {
  readonly answer: Answer;
  /** Why it is not decidable. */
  readonly reason?: string;
  /** The first places that show it. */
  readonly sightings: readonly Sighting[];
  /** How many there are in all. */
  readonly count: number;
}

export interface AssessedItem extends ScoreItem {
  readonly answer: Answer;
}

export interface AssessedScale {
  readonly scale: Scale;
  readonly level: Level;
  /** The next level, and the practices that it asks for and that were not found; none at the top. */
  readonly next?: { readonly level: Level; readonly missing: readonly AssessedPractice[] };
}

export interface Assessment {
  readonly practices: readonly AssessedPractice[];
  readonly score: readonly AssessedItem[];
  readonly scales: readonly AssessedScale[];
}

/** Places that are shown of one practice. */
const MAX_SIGHTINGS = 4;

/** Undefined for a project in which nothing is trained, saved or served: there is nothing to be mature about. */
export function assess(facts: ProjectFacts): Assessment | undefined {
  const isMl = facts.units.some(
    ({ role, evidence }) =>
      role !== 'test' &&
      (evidence.fits ||
        evidence.trains ||
        evidence['saves-model'] ||
        evidence['loads-model'] ||
        evidence.serves),
  );
  if (!isMl) return undefined;
  const practices = PRACTICES.map((practice) => assessPractice(practice, facts));
  const byId = new Map(practices.map((practice) => [practice.id, practice]));
  return {
    practices,
    score: ML_TEST_SCORE.map((item) => ({
      ...item,
      answer: answerOf(item.practices.map((id) => byId.get(id)!)),
    })),
    scales: SCALES.map((scale) => assessScale(scale, byId)),
  };
}

function assessPractice(practice: Practice, facts: ProjectFacts): AssessedPractice {
  const { id, principle, title, rule, advice } = practice;
  const known = { id, principle, title, advice, ...(rule === undefined ? {} : { rule }) };
  const sightings = practice.find(facts);
  // Evidence counts even where the question seemed to have no subject.
  const reason = sightings.length > 0 ? undefined : practice.undecidable?.(facts);
  return {
    ...known,
    answer: sightings.length > 0 ? 'found' : reason === undefined ? 'not found' : 'not decidable',
    ...(reason === undefined ? {} : { reason }),
    sightings: sightings.slice(0, MAX_SIGHTINGS),
    count: sightings.length,
  };
}

/** Found if all of the evidence is there; not decidable if files can't tell. */
function answerOf(practices: readonly AssessedPractice[]): Answer {
  const answers = practices.map(({ answer }) => answer).filter((answer) => answer !== 'not decidable');
  if (answers.length === 0) return 'not decidable';
  return answers.every((answer) => answer === 'found') ? 'found' : 'not found';
}

/** The highest level whose practices, and those of all levels below, were found. */
function assessScale(scale: Scale, byId: ReadonlyMap<string, AssessedPractice>): AssessedScale {
  let level = scale.levels[0]!;
  for (const next of scale.levels.slice(1)) {
    const missing = next.practices.map((id) => byId.get(id)!).filter(({ answer }) => answer !== 'found');
    if (missing.length > 0) return { scale, level, next: { level: next, missing } };
    level = next;
  }
  return { scale, level };
}
