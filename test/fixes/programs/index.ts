/** Programs with antipatterns, by the rule whose fixes they are for. */
import type { FixCase } from '../fixCase';
import aucFromLabels from './auc-from-labels';
import contradictorySplitArguments from './contradictory-split-arguments';
import fitBeforeSplit from './fit-before-split';
import hardcodedSecret from './hardcoded-secret';
import lostChainedAssignment from './lost-chained-assignment';
import missingEvalMode from './missing-eval-mode';
import missingRandomState from './missing-random-state';
import missingZeroGrad from './missing-zero-grad';
import orphanedPreprocessor from './orphaned-preprocessor';
import refitOnTest from './refit-on-test';
import resamplingBeforeSplit from './resampling-before-split';
import rowIteration from './row-iteration';
import swappedMetricArguments from './swapped-metric-arguments';
import targetInFeatures from './target-in-features';
import unexplainedModel from './unexplained-model';
import unloggedPredictions from './unlogged-predictions';
import unpinnedDependencies from './unpinned-dependencies';
import unsafeDeserialization from './unsafe-deserialization';
import unseededRandomness from './unseeded-randomness';
import untrackedTraining from './untracked-training';
import unusedSuppression from './unused-suppression';
import usedBeforeDefined from './used-before-defined';

export const programs: Readonly<Record<string, readonly FixCase[]>> = {
  'auc-from-labels': aucFromLabels,
  'contradictory-split-arguments': contradictorySplitArguments,
  'fit-before-split': fitBeforeSplit,
  'hardcoded-secret': hardcodedSecret,
  'lost-chained-assignment': lostChainedAssignment,
  'missing-eval-mode': missingEvalMode,
  'missing-random-state': missingRandomState,
  'missing-zero-grad': missingZeroGrad,
  'orphaned-preprocessor': orphanedPreprocessor,
  'refit-on-test': refitOnTest,
  'resampling-before-split': resamplingBeforeSplit,
  'row-iteration': rowIteration,
  'swapped-metric-arguments': swappedMetricArguments,
  'target-in-features': targetInFeatures,
  'unexplained-model': unexplainedModel,
  'unlogged-predictions': unloggedPredictions,
  'unpinned-dependencies': unpinnedDependencies,
  'unsafe-deserialization': unsafeDeserialization,
  'unseeded-randomness': unseededRandomness,
  'untracked-training': untrackedTraining,
  'unused-suppression': unusedSuppression,
  'used-before-defined': usedBeforeDefined,
};
