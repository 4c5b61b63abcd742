/** Where a finding stands that concerns a whole project: the first import of a modelling package in its main file. */
import { distributionOf, isModellingPackage } from '../../knowledge/distributions';
import type { UnitSummary } from '../../semantics/summary';
import type { Location } from '../../source/unit';

export interface Anchor {
  readonly unit: UnitSummary;
  /** The imported package. */
  readonly name: string;
  readonly at: Location;
}

/** The file that comes first in a model's life, of those that import a modelling package; one that saves the model wins. */
export function mainAnchor(units: readonly UnitSummary[]): Anchor | undefined {
  const inOrder = [...units].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
  for (const unit of inOrder) {
    const [first] = Object.entries(unit.imports)
      .filter(([name]) => isModellingPackage(distributionOf(name)))
      .sort(([, a], [, b]) => a.source - b.source || a.start - b.start);
    if (first) return { unit, name: first[0], at: first[1] };
  }
  return undefined;
}

function rank(unit: UnitSummary): number {
  if (unit.role !== 'training') return 2;
  return unit.evidence['saves-model'] ? 0 : 1;
}
