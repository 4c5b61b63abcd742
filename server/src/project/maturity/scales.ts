/**
 * Three yardsticks over the same practices. The tests of "The ML Test Score" (Breck et al. 2017) as far as files can speak to
 * them, in words of ours; the MLOps maturity levels of Microsoft (0 to 4) and of Google (0 to 2).
 */

export interface ScoreItem {
  readonly section: 'Data' | 'Model' | 'Infrastructure' | 'Monitoring';
  /** Number within its section, as the paper has it. */
  readonly number: number;
  readonly title: string;
  /** Practices that are evidence for it; none: files can't tell. */
  readonly practices: readonly string[];
}

const item = (
  section: ScoreItem['section'],
  number: number,
  title: string,
  ...practices: string[]
): ScoreItem => ({
  section,
  number,
  title,
  practices,
});

export const ML_TEST_SCORE: readonly ScoreItem[] = [
  item('Data', 1, 'What features must look like is written down', 'checked-data'),
  item('Data', 2, 'Each feature helps'),
  item('Data', 3, 'No feature costs more than it brings'),
  item('Data', 4, 'Features keep to rules about data', 'groups'),
  item('Data', 5, 'Personal data is protected on its way'),
  item('Data', 6, 'A new feature is added quickly'),
  item('Data', 7, 'Feature code has tests', 'tests'),
  item('Model', 1, 'Changes of the model are reviewed', 'ci'),
  item('Model', 2, 'Offline measures go with what counts online'),
  item('Model', 3, 'Hyper-parameters are tuned', 'searched'),
  item('Model', 4, 'It is known what an old model costs'),
  item('Model', 5, 'A simpler model is not as good', 'baseline'),
  item('Model', 6, 'Quality holds on the slices that matter', 'groups'),
  item('Model', 7, 'The model is looked at for fairness', 'groups'),
  item('Infrastructure', 1, 'Training can be repeated', 'seeded', 'pinned'),
  item('Infrastructure', 2, 'Model code has unit tests', 'training-test'),
  item('Infrastructure', 3, 'The whole pipeline is tested', 'ci-tests'),
  item('Infrastructure', 4, 'Quality is checked before serving', 'gated'),
  item('Infrastructure', 5, 'A single decision can be followed', 'explained'),
  item('Infrastructure', 6, 'A new model serves a few requests first'),
  item('Infrastructure', 7, 'An older model can be brought back', 'registered-model'),
  item('Monitoring', 1, 'Changes of dependencies are noticed', 'pinned'),
  item('Monitoring', 2, 'Inputs are checked against what was trained on', 'checked-data'),
  item('Monitoring', 3, 'Training and serving see the same features'),
  item('Monitoring', 4, 'The model is not too old', 'scheduled'),
  item('Monitoring', 5, 'Numbers stay finite', 'numerics'),
  item('Monitoring', 6, 'Speed and memory are watched'),
  item('Monitoring', 7, 'Quality of predictions is watched', 'kept-predictions', 'drift'),
];

export interface Level {
  readonly number: number;
  readonly name: string;
  /** Practices that show it, on top of those of the levels below. */
  readonly practices: readonly string[];
}

export interface Scale {
  readonly name: 'Microsoft' | 'Google';
  readonly levels: readonly Level[];
}

const TRAINING = ['tracked', 'seeded', 'pinned', 'pipeline'];
const DELIVERY = ['registered-model', 'gated', 'deployed'];

export const SCALES: readonly Scale[] = [
  {
    name: 'Microsoft',
    levels: [
      { number: 0, name: 'no MLOps', practices: [] },
      { number: 1, name: 'DevOps, no MLOps', practices: ['tests', 'ci', 'ci-tests'] },
      { number: 2, name: 'automated training', practices: TRAINING },
      { number: 3, name: 'automated deployment', practices: DELIVERY },
      { number: 4, name: 'full operation', practices: ['drift', 'scheduled'] },
    ],
  },
  {
    name: 'Google',
    levels: [
      { number: 0, name: 'manual process', practices: [] },
      { number: 1, name: 'automated pipeline', practices: TRAINING },
      { number: 2, name: 'automated CI/CD', practices: ['tests', 'ci', 'ci-tests', ...DELIVERY] },
    ],
  },
];
