import type { Check, Section } from './section.js';

/** docs/validation.md, from what the full validation found. */
export function page(sections: readonly Section[]): string {
  const all = sections.flatMap(({ checks }) => checks);
  const judged = all.filter(({ holds }) => holds !== undefined);
  const held = judged.filter(({ holds }) => holds).length;
  return [
    '# Validation',
    '',
    'Why the figures of IrqLab can be believed, and where they cannot. This page is written by `npm run validate`, which takes some',
    'minutes; do not edit it by hand. `npm test` runs the same checks in a shorter form.',
    '',
    `${held} of ${judged.length} checks hold. ${all.length - judged.length} more lines compare with values that are too weakly known to be`,
    'a bound, and are there to be looked at. The same text and seed give the same figures on every machine.',
    '',
    ...sections.map(
      ({ title }) =>
        `- [${title}](#${title
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-')})`,
    ),
    '',
    ...sections.flatMap(part),
  ].join('\n');
}

function part({ title, text, checks, plots }: Section): string[] {
  return [
    `## ${title}`,
    '',
    ...text.flatMap((paragraph) => [paragraph, '']),
    ...plots.flatMap(({ name, title }) => [`![${title}](validation/${name}.svg)`, '']),
    ...(checks.length === 0 ? [] : table(checks)),
  ];
}

function table(checks: readonly Check[]): string[] {
  return [
    '| | check | expected | measured | bound |',
    '| --- | --- | --- | --- | --- |',
    ...checks.map(
      ({ name, expected, measured, bound, holds }) =>
        `| ${holds === undefined ? '' : holds ? 'holds' : '**fails**'} | ${name} | ${expected} | ${measured} | ${bound} |`,
    ),
    '',
  ];
}
