/** Libraries that search hyperparameters. */
import { each, type ApiFact, type Library } from './fact';

const sampler: ApiFact = {
  effect: 'none',
  returns: 'optuna.samplers.Sampler',
  random: { parameter: 'seed', generator: 'own', varies: 'always' },
};

export const optuna: Library = {
  name: 'optuna',
  checked: '4.6 (documentation)',
  functions: {
    ...each(
      'TPESampler RandomSampler CmaEsSampler NSGAIISampler NSGAIIISampler QMCSampler GPSampler',
      sampler,
      'samplers.',
    ),
    // Without a sampler the study makes one of its own, without a seed.
    create_study: {
      effect: 'none',
      returns: 'optuna.study.Study',
      random: { parameter: 'sampler', generator: 'own', varies: 'always' },
    },
  },
};
