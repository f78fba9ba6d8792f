import { METRICS } from '../../model/metric.js';
import type { Word } from './word.js';

export const METRIC: readonly Word[] = METRICS.map((metric) => ({
  word: metric.name,
  form: metric.name,
  doc: metric.doc,
}));
