/** Programs with antipatterns, by the rule whose fixes they are for. */
import type { FixCase } from '../fixCase';
import aucFromLabels from './auc-from-labels';
import contradictorySplitArguments from './contradictory-split-arguments';
import discardedResult from './discarded-result';
import doubledActivation from './doubled-activation';
import earlyStoppingOnTest from './early-stopping-on-test';
import fitBeforeSplit from './fit-before-split';
import hardcodedSecret from './hardcoded-secret';
import lostChainedAssignment from './lost-chained-assignment';
import missingEvalMode from './missing-eval-mode';
import missingRandomState from './missing-random-state';
import missingZeroGrad from './missing-zero-grad';
import misspelledRequiresGrad from './misspelled-requires-grad';
import nanEquality from './nan-equality';
import orphanedPreprocessor from './orphaned-preprocessor';
import refitOnTest from './refit-on-test';
import resamplingBeforeSplit from './resampling-before-split';
import rowIteration from './row-iteration';
import scoredOnTrainingData from './scored-on-training-data';
import selectionBeforeSplit from './selection-before-split';
import shuffledTimeSplit from './shuffled-time-split';
import stateDictWithoutCall from './state-dict-without-call';
import swappedMetricArguments from './swapped-metric-arguments';
import targetEncodingBeforeSplit from './target-encoding-before-split';
import targetInFeatures from './target-in-features';
import testSetTuning from './test-set-tuning';
import unexplainedModel from './unexplained-model';
import unloggedPredictions from './unlogged-predictions';
import unorderedInput from './unordered-input';
import unpinnedDependencies from './unpinned-dependencies';
import unsafeDeserialization from './unsafe-deserialization';
import unseededRandomness from './unseeded-randomness';
import untrackedTraining from './untracked-training';
import unusedSuppression from './unused-suppression';
import usedBeforeDefined from './used-before-defined';

export const programs: Readonly<Record<string, readonly FixCase[]>> = {
  'auc-from-labels': aucFromLabels,
  'contradictory-split-arguments': contradictorySplitArguments,
  'discarded-result': discardedResult,
  'doubled-activation': doubledActivation,
  'early-stopping-on-test': earlyStoppingOnTest,
  'fit-before-split': fitBeforeSplit,
  'hardcoded-secret': hardcodedSecret,
  'lost-chained-assignment': lostChainedAssignment,
  'missing-eval-mode': missingEvalMode,
  'missing-random-state': missingRandomState,
  'missing-zero-grad': missingZeroGrad,
  'misspelled-requires-grad': misspelledRequiresGrad,
  'nan-equality': nanEquality,
  'orphaned-preprocessor': orphanedPreprocessor,
  'refit-on-test': refitOnTest,
  'resampling-before-split': resamplingBeforeSplit,
  'row-iteration': rowIteration,
  'scored-on-training-data': scoredOnTrainingData,
  'selection-before-split': selectionBeforeSplit,
  'shuffled-time-split': shuffledTimeSplit,
  'state-dict-without-call': stateDictWithoutCall,
  'swapped-metric-arguments': swappedMetricArguments,
  'target-encoding-before-split': targetEncodingBeforeSplit,
  'target-in-features': targetInFeatures,
  'test-set-tuning': testSetTuning,
  'unexplained-model': unexplainedModel,
  'unlogged-predictions': unloggedPredictions,
  'unordered-input': unorderedInput,
  'unpinned-dependencies': unpinnedDependencies,
  'unsafe-deserialization': unsafeDeserialization,
  'unseeded-randomness': unseededRandomness,
  'untracked-training': untrackedTraining,
  'unused-suppression': unusedSuppression,
  'used-before-defined': usedBeforeDefined,
};
