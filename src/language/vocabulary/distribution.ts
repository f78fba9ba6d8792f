import type { Word } from './word.js';

export const DISTRIBUTION: readonly Word[] = [
  { word: 'uniform', form: 'uniform LOW..HIGH', doc: 'Every value between two bounds is equally likely.' },
  { word: 'empirical', form: 'empirical [VALUE, VALUE, …]', doc: 'Each of the listed values is equally likely.' },
];

export const SHAPE: readonly Word[] = [
  { word: 'exp', form: 'MEAN ~ exp', doc: 'Exponential, with the given mean.' },
  { word: 'normal', form: 'MEAN ~ normal DEVIATION', doc: 'Normal, with mean and standard deviation, cut at zero.' },
];
