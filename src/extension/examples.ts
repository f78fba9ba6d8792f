/** An example to choose, or a heading above those that follow it. */
export type ExampleItem =
  | { readonly group: string }
  | { readonly group?: undefined; readonly file: string; readonly label: string; readonly detail: string };

/** The bundled examples as a list to choose from: questions first, then the designs of the library. */
export function exampleItems(examples: Readonly<Record<string, string>>): ExampleItem[] {
  const items = Object.entries(examples).map(([file, detail]) => {
    return { file, label: file.replace(/^.*\//, '').replace(/\.irq$/, ''), detail };
  });
  const designs = items.filter(({ file }) => file.startsWith('designs/'));
  const questions = items.filter((item) => !designs.includes(item));
  return [
    { group: 'questions' },
    ...[...questions].sort((a, b) => Number(b.label === 'ipsec') - Number(a.label === 'ipsec')),
    { group: 'designs of the library' },
    ...designs,
  ];
}
